import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { PluginRun } from "../pulumi/plugin-run";
import { EngineLog } from "./engine-log";
import { grpc } from "./grpc";
import { providerService } from "./service";

/** How often it is looked whether the engine is still there. */
const WATCH_PAUSE = 500;

/** No limit: the engine sets none, and a state may be large. */
const OPTIONS = { "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 };

/**
 * Serves the provider to one engine, until that ends.
 *
 * @param engineAddress - where words go; nothing when the engine tells it later
 * @param announce - is told the port, once
 */
export async function serve(
    engineAddress: string | undefined,
    announce: (port: number) => void,
): Promise<void> {
    const stop = new AbortController();
    const log = new EngineLog();
    if (engineAddress !== undefined) {
        log.connect(engineAddress);
    }
    const run = new PluginRun(process.env, Date.now, { report: log.at(""), stop: stop.signal });
    const cancel = () => {
        stop.abort();
    };
    const server = new grpc.Server(OPTIONS);
    server.addService(ResourceProviderService, providerService({ run, log, cancel }));
    announce(await listen(server));
    endWithParent();
}

function listen(server: InstanceType<typeof grpc.Server>): Promise<number> {
    return new Promise((resolve, reject) => {
        server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
            if (error === null) {
                resolve(port);
            } else {
                reject(error);
            }
        });
    });
}

/** An engine that is killed tells nobody: its children get another parent. */
function endWithParent(): void {
    const parent = process.ppid;
    setInterval(() => {
        if (process.ppid !== parent) {
            process.exit(0);
        }
    }, WATCH_PAUSE).unref();
}
