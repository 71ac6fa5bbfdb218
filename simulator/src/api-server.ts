import { Hono } from "hono";
import type { Context, Next } from "hono";
import type { SimulatorClock } from "./clock";
import { messageOf } from "./errors";
import { deliver, statusSeen } from "./fault-delivery";
import type { FaultList } from "./faults";
import { isProcessed } from "./faults";
import { fingerprintOfHash, hashToken, redactQuery, redactTokens } from "./fingerprint";
import { problem } from "./problem";
import type { RequestLog, RequestRecord } from "./request-log";
import type { ApiEnv, ErrorAnswer, SimulatedApi } from "./system";

/** What the API listener is made of. */
export interface ApiParts {
    clock: SimulatorClock;
    log: RequestLog;
    faults: FaultList;
    /** Aborted when the simulator stops. */
    stopping: AbortSignal;
    /** Told of each request once its fate is known. */
    onRequest: (record: RequestRecord) => void;
    /** The APIs served, each below its own path. */
    apis: readonly SimulatedApi[];
}

/** The API listener: logs each request, lets it meet a fault, and hands it to the API it is for. */
export function createApi(parts: ApiParts): Hono<ApiEnv> {
    const app = new Hono<ApiEnv>();
    app.use((context, next) => observe(context, next, parts));
    for (const api of parts.apis) {
        api.mount(app);
    }
    app.notFound(({ req: { path } }) =>
        errorOf(parts.apis, path)(404, "Nothing is served at this path.", path),
    );
    app.onError((error, { req: { path } }) => errorOf(parts.apis, path)(500, messageOf(error), path));
    return app;
}

function apiOf(apis: readonly SimulatedApi[], path: string): SimulatedApi | undefined {
    return apis.find(({ basePath }) => path === basePath || path.startsWith(`${basePath}/`));
}

function errorOf(apis: readonly SimulatedApi[], path: string): ErrorAnswer {
    return apiOf(apis, path)?.error ?? problem;
}

async function observe(context: Context<ApiEnv>, next: Next, parts: ApiParts): Promise<void> {
    const { method, path } = context.req;
    context.env.outgoing.setHeader("date", parts.clock.now().toUTCString());
    const token = apiOf(parts.apis, path)?.tokenOf(context);
    const record = parts.log.open({
        time: parts.clock.now().toISOString(),
        method,
        path: redactTokens(path),
        query: redactQuery(new URL(context.req.url).search),
        source: context.env.incoming.socket.remoteAddress ?? "",
        token: token === undefined ? null : fingerprintOfHash(hashToken(token)),
    });
    context.set("record", record);
    context.set("token", token);

    const fault = parts.faults.take(method, path);
    record.fault = fault?.kind ?? null;
    record.processed = isProcessed(fault);
    if (record.processed) {
        await next();
    }
    const answer = record.processed ? context.res : undefined;
    record.status = statusSeen(fault, answer);
    parts.onRequest(record);
    if (fault !== undefined) {
        const { env: node } = context;
        const error = errorOf(parts.apis, path);
        const token = context.get("token");
        const delivered = await deliver(fault, {
            answer,
            path,
            token,
            error,
            node,
            stopping: parts.stopping,
        });
        // Hono merges the old answer's headers into the new one unless the old one is taken away first.
        context.res = undefined;
        context.res = delivered;
    }
}
