import { failureAs } from "./failure-of";
import type { ServiceError } from "@grpc/grpc-js";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import type { Struct } from "google-protobuf/google/protobuf/struct_pb";

/** What the engine gets when a call of a plugin fails. */
export class PluginFailure extends Error {
    constructor(
        message: string,
        /** What the engine keeps of a resource that exists although the call failed. */
        readonly kept?: { id: string; properties: Record<string, unknown>; reasons: string[] },
    ) {
        super(message);
    }
}

export function toPluginFailure(
    error: ServiceError,
    fromStruct: (struct: Struct | undefined) => Record<string, unknown>,
): PluginFailure {
    const [packed] = error.metadata.get("grpc-status-details-bin");
    if (packed === undefined) {
        return new PluginFailure(error.details);
    }
    const [detail] = Status.deserializeBinary(packed as Buffer).getDetailsList();
    if (detail?.getTypeName() !== "pulumirpc.ErrorResourceInitFailed") {
        throw new Error(`the details of the failure are of another kind: ${detail?.getTypeUrl() ?? "none"}`);
    }
    const failed = proto.ErrorResourceInitFailed.deserializeBinary(detail.getValue_asU8());
    return new PluginFailure(error.details, {
        id: failed.getId(),
        properties: fromStruct(failed.getProperties()),
        reasons: failed.getReasonsList(),
    });
}

/** What a call failed with. Fails itself when the call succeeds. */
export function pluginFailureOf(call: Promise<unknown>): Promise<PluginFailure> {
    return failureAs(PluginFailure, call);
}
