import { EngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { LogRequest, LogSeverity } from "@pulumi/pulumi/proto/engine_pb";
import type { ResourceReport } from "../pulumi/resource-host";
import { grpc } from "./grpc";
import { inOwnWords } from "./settings";

type Severity = "INFO" | "WARNING";

/** Words for the person at the terminal, by way of the engine: it shows them at the resource's own line. */
export class EngineLog {
    private client: EngineClient | undefined;
    private readonly underWay = new Set<Promise<void>>();

    /** @param address of the engine */
    connect(address: string): void {
        this.client?.close();
        this.client = new EngineClient(address, grpc.credentials.createInsecure());
    }

    /** @param urn - of the resource; empty for what concerns none */
    at(urn: string): ResourceReport {
        return {
            info: (text) => {
                this.send("INFO", urn, text);
            },
            warn: (text) => {
                this.send("WARNING", urn, text);
            },
        };
    }

    /** Ends when all that was said has reached the engine: once it has its answer, it may look away. */
    async flush(): Promise<void> {
        await Promise.all(this.underWay);
    }

    private send(severity: Severity, urn: string, text: string): void {
        const request = new LogRequest()
            .setSeverity(LogSeverity[severity])
            .setUrn(urn)
            .setMessage(inOwnWords(text));
        const sent = new Promise<void>((resolve) => {
            // An engine that listens no more is no reason to fail: the answer tells what matters.
            if (this.client === undefined) {
                resolve();
                return;
            }
            this.client.log(request, () => {
                resolve();
            });
        });
        this.underWay.add(sent);
        void sent.then(() => this.underWay.delete(sent));
    }
}
