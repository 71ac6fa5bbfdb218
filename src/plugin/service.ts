import { type PluginAttach, PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import type { IResourceProviderServer } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { parseUrn } from "../base/urn";
import type { PluginRun } from "../pulumi/plugin-run";
import { RESOURCES } from "./catalog";
import { checkConfig, configure, diffConfig } from "./config-calls";
import type { EngineLog } from "./engine-log";
import { toServiceError } from "./failures";
import { invoke } from "./function-calls";
import { Empty, type grpcTypes } from "./grpc";
import { ResourceCalls } from "./resource-calls";
import { schema, schemaText } from "./schema";
import { encode } from "./values";

/** What the service is made of. */
export interface ServiceParts {
    readonly run: PluginRun;
    readonly log: EngineLog;
    /** Ends all waiting. */
    readonly cancel: () => void;
}

/** The calls of the engine to a provider. What is left out answers that it is not implemented. */
export function providerService({ run, log, cancel }: ServiceParts): grpcTypes.UntypedServiceImplementation {
    const resources = new Map(
        Object.entries(RESOURCES).map(([type, known]) => [type, new ResourceCalls(type, known, run, log)]),
    );
    const callsOf = (request: { getUrn(): string }) => {
        const type = parseUrn(request.getUrn())?.type ?? "";
        const calls = resources.get(type);
        if (calls === undefined) {
            throw new Error(`there is no resource ${type}`);
        }
        return calls;
    };
    const answer = <Request, Response>(
        reply: (request: Request) => Promise<Response> | Response,
        calls?: (request: Request) => ResourceCalls,
    ) => answering(log, reply, calls);
    const service = {
        handshake: answer((request: proto.ProviderHandshakeRequest) => {
            log.connect(request.getEngineAddress());
            return new proto.ProviderHandshakeResponse()
                .setAcceptSecrets(true)
                .setAcceptResources(true)
                .setAcceptOutputs(true);
        }),
        attach: answer((request: PluginAttach) => {
            log.connect(request.getAddress());
            return new Empty();
        }),
        getPluginInfo: answer(() => new PluginInfo().setVersion(schema().version)),
        getSchema: answer(() => new proto.GetSchemaResponse().setSchema(schemaText())),
        checkConfig: answer(checkConfig),
        diffConfig: answer(diffConfig),
        configure: answer((request: proto.ConfigureRequest) => configure(request, run)),
        invoke: answer((request: proto.InvokeRequest) => invoke(request, run)),
        check: answer((request: proto.CheckRequest) => callsOf(request).check(request)),
        diff: answer((request: proto.DiffRequest) => callsOf(request).diff(request)),
        create: answer((request: proto.CreateRequest) => callsOf(request).create(request), callsOf),
        update: answer((request: proto.UpdateRequest) => callsOf(request).update(request), callsOf),
        read: answer((request: proto.ReadRequest) => callsOf(request).read(request), callsOf),
        delete: answer(async (request: proto.DeleteRequest) => {
            await callsOf(request).delete(request);
            return new Empty();
        }),
        cancel: answer(() => {
            cancel();
            return new Empty();
        }),
    } satisfies Partial<IResourceProviderServer>;
    return service;
}

/** A call as gRPC hands it over. What was said meanwhile is told before its answer. */
function answering<Request, Response>(
    log: EngineLog,
    reply: (request: Request) => Promise<Response> | Response,
    calls?: (request: Request) => ResourceCalls,
): grpcTypes.handleUnaryCall<Request, Response> {
    return (call, callback) => {
        const { request } = call;
        const run = async () => {
            try {
                const response = await reply(request);
                await log.flush();
                callback(null, response);
            } catch (error) {
                await log.flush();
                callback(
                    toServiceError(
                        error,
                        (outputs) => calls?.(request).encodeOutputs(outputs) ?? encode(outputs),
                    ),
                );
            }
        };
        void run();
    };
}
