import { Hono } from "hono";
import type { Context, MiddlewareHandler } from "hono";
import { tokenOfScheme } from "../authorization";
import type { SimulatorClock } from "../clock";
import { MinuteCount } from "../minute-count";
import { jsonResponse } from "../problem";
import { mountRoutes } from "../routes";
import type { ApiEnv, SimulatedApi } from "../system";
import type { Environment, Item } from "./default-environments";
import type { Environments } from "./environments";
import { listingBody, readSelection } from "./listing";
import type { StoredToken } from "./state";

/** Where the server begins on the listener. */
export const basePath = "/versio";

/** The permission that reading needs. */
export const readPermission = "CMDB viewer";

const requestsPerMinute = 50;

/** What API and UI work on; `save` keeps the state after a change, before the answer is sent. */
export interface VersioParts {
    environments: Environments;
    clock: SimulatorClock;
    save: () => void;
}

interface Env extends ApiEnv {
    Variables: ApiEnv["Variables"] & { stored: StoredToken };
}

/** The Versio.io API. */
export function versioApi(parts: VersioParts): SimulatedApi {
    return {
        basePath,
        tokenOf,
        error,
        mount: (app) => {
            mountVersioApi(app, parts);
        },
    };
}

function mountVersioApi(app: Hono<ApiEnv>, parts: VersioParts): void {
    const api = new Hono<Env>();
    api.use("/*", admit(parts));
    mountRoutes(
        api,
        [
            {
                method: "GET",
                path: "/api-versio.db/1.0/:environment",
                answer: (context) => readListing(context, parts, ({ entities }) => entities.map(entityItem)),
            },
            {
                method: "GET",
                path: "/api-versio.db/1.0/:environment/:entity",
                answer: (context) => readListing(context, parts, itemsOf(context.req.param("entity"))),
            },
        ],
        error,
    );
    app.route(basePath, api);
}

function tokenOf({ req }: Context<ApiEnv>): string | undefined {
    const inQuery = req.query("apiToken");
    return tokenOfScheme("apiToken", req.header("authorization")) ?? (inQuery === "" ? undefined : inQuery);
}

function admit({ environments, clock }: VersioParts): MiddlewareHandler<Env> {
    const requests = new MinuteCount();
    return async (context, next) => {
        const stored = environments.authenticate(context.get("token"));
        if (stored === undefined) {
            return unauthorized();
        }
        const { count } = requests.take(stored.environment, clock.now());
        if (count > requestsPerMinute && !environments.managed) {
            return error(429, `More than ${requestsPerMinute} requests in a minute.`);
        }
        context.set("stored", stored);
        return next();
    };
}

/** Answers with what is found in the environment that the path names, if the token may read it. */
function readListing(
    context: Context<Env>,
    { environments }: VersioParts,
    find: (environment: Environment) => readonly Item[] | undefined,
): Response {
    const stored = context.get("stored");
    const environment = environments.find(context.req.param("environment") ?? "");
    if (environment === undefined) {
        return error(404, "The environment does not exist.");
    }
    if (stored.environment !== environment.id || !stored.permissions.includes(readPermission)) {
        return unauthorized();
    }
    const items = find(environment);
    if (items === undefined) {
        return error(404, "The entity does not exist.");
    }
    const selection = readSelection(context.req.query());
    if (typeof selection === "string") {
        return error(400, selection);
    }
    return jsonResponse(200, listingBody(items, selection), "application/json");
}

function entityItem({ entity, items }: Environment["entities"][number]): Item {
    return { entity, utc: Math.min(...items.map(({ utc }) => utc)) };
}

function itemsOf(name: string | undefined): (environment: Environment) => readonly Item[] | undefined {
    return ({ entities }) => entities.find(({ entity }) => entity === name)?.items;
}

/** One text for all reasons: the API does not tell them apart. */
function unauthorized(): Response {
    return error(401, "The token is not accepted, or lacks a permission.");
}

function error(status: number, message: string): Response {
    return jsonResponse(status, { message }, "application/json");
}
