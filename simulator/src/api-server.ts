import { Hono } from "hono";
import type { Context, Next } from "hono";
import type { HttpBindings } from "@hono/node-server";
import type { SimulatorClock } from "./clock";
import { messageOf } from "./errors";
import { deliver, statusSeen } from "./fault-delivery";
import type { FaultList } from "./faults";
import { isProcessed } from "./faults";
import { bearerToken, fingerprintOfHash, hashToken, redactTokens } from "./fingerprint";
import { problem } from "./problem";
import type { RequestLog, RequestRecord } from "./request-log";

/** What the routes of the API find in their context. */
export interface ApiEnv {
    Bindings: HttpBindings;
    Variables: {
        /** The entry of this request in the log. */
        record: RequestRecord;
        /** The bearer token that was sent, if any. */
        token: string | undefined;
    };
}

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
    mount: (app: Hono<ApiEnv>) => void;
}

/** The API listener: logs each request, lets it meet a fault, and hands it to the API it is for. */
export function createApi(parts: ApiParts): Hono<ApiEnv> {
    const app = new Hono<ApiEnv>();
    app.use((context, next) => observe(context, next, parts));
    parts.mount(app);
    app.notFound((context) => problem(404, "Nothing is served at this path.", context.req.path));
    app.onError((error, context) => problem(500, messageOf(error), context.req.path));
    return app;
}

async function observe(context: Context<ApiEnv>, next: Next, parts: ApiParts): Promise<void> {
    const { method, path } = context.req;
    context.env.outgoing.setHeader("date", parts.clock.now().toUTCString());
    const token = bearerToken(context.req.header("authorization"));
    const record = parts.log.open({
        time: parts.clock.now().toISOString(),
        method,
        path: redactTokens(path),
        query: redactTokens(new URL(context.req.url).search),
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
        const delivered = await deliver(fault, { answer, path, node: context.env, stopping: parts.stopping });
        // Hono merges the old answer's headers into the new one unless the old one is taken away first.
        context.res = undefined;
        context.res = delivered;
    }
}
