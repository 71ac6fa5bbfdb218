import type { Context, Hono } from "hono";
import type { ApiEnv, ErrorAnswer } from "./system";

/** A path of an API, and the only method that it is served by. */
export interface ApiRoute<Env extends ApiEnv> {
    method: "GET" | "POST" | "DELETE";
    path: string;
    answer: (context: Context<Env>) => Response;
}

/** Serves these routes; any other method of their paths gets 405 with `Allow`. */
export function mountRoutes<Env extends ApiEnv>(
    api: Hono<Env>,
    routes: readonly ApiRoute<Env>[],
    error: ErrorAnswer,
): void {
    for (const { method, path, answer } of routes) {
        api.on(method, path, answer);
        api.all(path, (context) => {
            const refusal = error(405, `Only ${method} is served at this path.`, context.req.path);
            refusal.headers.set("allow", method);
            return refusal;
        });
    }
}
