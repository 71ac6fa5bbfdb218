import { Hono } from "hono";
import { z } from "zod";
import type { SimulatorClock } from "../clock";
import { parseTime } from "../clock";
import { parseDuration } from "../duration";
import { SimulatorError } from "../errors";
import type { FaultList } from "../faults";
import { faultSchema } from "../faults";
import type { RequestLog } from "../request-log";
import type { SystemControl } from "../system";
import { ControlError, readBody } from "./requests";

const clockSchema = z.strictObject({ now: z.string().optional(), frozen: z.boolean().optional() });
const advanceSchema = z.strictObject({ by: z.string() });

const commonRoutes: Readonly<Record<string, string>> = {
    "GET /clock": "the simulator's time and whether it stands still",
    "PUT /clock": '{now?: "2030-01-31T12:00:00Z", frozen?: true}: set the clock',
    "POST /clock/advance": '{by: "700d"}: move the clock forward; units s, m, h, d, w',
    "GET /requests": "the last 10,000 requests to the API; ?since=<sequence> for those after it",
    "DELETE /requests": "clear the log of requests",
    "GET /faults": "the faults switched on",
    "POST /faults": '{kind, method?, path?, times?, …}: switch a fault on, such as {"kind": "reset-after"}',
    "DELETE /faults": "switch all faults off",
};

/** What the control listener is made of; `save` keeps the state after a change, before the answer is sent. */
export interface ControlParts {
    clock: SimulatorClock;
    log: RequestLog;
    faults: FaultList;
    save: () => void;
    /** The URLs of the APIs, for the help text. */
    urls: Readonly<Record<string, string>>;
    /** What stands in for the UI of each system. */
    systems: readonly SystemControl[];
}

/** The control listener: the clock, the faults, the log of requests, and each system's own routes. */
export function createControl(parts: ControlParts): Hono {
    const app = new Hono();
    app.get("/", (context) =>
        context.json({
            ...parts.urls,
            routes: Object.assign({}, commonRoutes, ...parts.systems.map(({ routes }) => routes)) as object,
        }),
    );
    mountClock(app, parts);
    mountRequests(app, parts);
    mountFaults(app, parts);
    for (const system of parts.systems) {
        system.mount(app);
    }
    app.notFound((context) =>
        context.json(
            { error: `There is no ${context.req.method} ${context.req.path}. GET / lists all routes.` },
            404,
        ),
    );
    app.onError((error, context) => context.json({ error: error.message }, statusOf(error)));
    return app;
}

function mountClock(app: Hono, { clock, save }: ControlParts): void {
    const view = () => ({ now: clock.now().toISOString(), frozen: clock.frozen });
    app.get("/clock", (context) => context.json(view()));
    app.put("/clock", async (context) => {
        const { now, frozen } = await readBody(context, clockSchema);
        clock.set(now === undefined ? undefined : parseTime(now), frozen);
        save();
        return context.json(view());
    });
    app.post("/clock/advance", async (context) => {
        const { by } = await readBody(context, advanceSchema);
        clock.advance(parseDuration(by));
        save();
        return context.json(view());
    });
}

function mountRequests(app: Hono, { log }: ControlParts): void {
    app.get("/requests", (context) => {
        const since = context.req.query("since") ?? "0";
        if (!/^\d+$/.test(since)) {
            throw new ControlError(400, `since is "${since}" but must be the sequence number of a request.`);
        }
        return context.json({ total: log.total, requests: log.since(Number(since)) });
    });
    app.delete("/requests", (context) => {
        log.clear();
        return context.json({ total: log.total, requests: [] });
    });
}

function mountFaults(app: Hono, { faults }: ControlParts): void {
    app.get("/faults", (context) => context.json({ faults: faults.list() }));
    app.post("/faults", async (context) => {
        const fault = await readBody(context, faultSchema);
        faults.add(fault);
        return context.json(fault, 201);
    });
    app.delete("/faults", (context) => {
        faults.clear();
        return context.json({ faults: [] });
    });
}

function statusOf(error: Error): 400 | 404 | 409 | 500 {
    if (error instanceof ControlError) {
        return error.status;
    }
    return error instanceof SimulatorError ? 400 : 500;
}
