import { ErrorResourceInitFailed } from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { messageOf } from "../base/errors";
import { ResourceInitError } from "../pulumi/provider-error";
import { Any, grpc, type grpcTypes, type Struct } from "./grpc";
import { inOwnWords } from "./settings";

/**
 * An error as gRPC sends it. The outputs of a resource that exists although something failed go with it, in the field
 * in which Go's gRPC looks for details.
 */
export function toServiceError(
    error: unknown,
    encodeOutputs: (outputs: object) => Struct,
): Partial<grpcTypes.StatusObject> {
    const code = grpc.status.UNKNOWN;
    const details = inOwnWords(messageOf(error));
    if (!(error instanceof ResourceInitError)) {
        return { code, details };
    }
    const failed = new ErrorResourceInitFailed()
        .setId(error.id)
        .setProperties(encodeOutputs(error.properties))
        .setReasonsList([details]);
    const detail = new Any();
    detail.pack(failed.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
    const status = new Status().setCode(code).setMessage(details);
    status.addDetails(detail);
    const metadata = new grpc.Metadata();
    metadata.add("grpc-status-details-bin", Buffer.from(status.serializeBinary()));
    return { code, details, metadata };
}
