import { Hono } from "hono";
import type { Context, MiddlewareHandler } from "hono";
import { bearerToken } from "../authorization";
import type { SimulatorClock } from "../clock";
import { jsonResponse, problem } from "../problem";
import { mountRoutes } from "../routes";
import type { ApiEnv, SimulatedApi } from "../system";
import type { Accounts, Member } from "./accounts";
import type { Expansion } from "./answers";
import { accountGroupBody, accountGroupsBody, currentUserBody, findGroup } from "./answers";
import { OrganisationRateLimit } from "./rate-limit";

/** Where the API begins on its listener. */
export const basePath = "/v7";

const hal = "application/hal+json";
const expansions: readonly string[] = ["user", "agent"] satisfies Expansion[];

/** What the API is made of; `save` keeps the state after a change, before the answer is sent. */
export interface ThousandEyesParts {
    accounts: Accounts;
    clock: SimulatorClock;
    save: () => void;
}

interface Env extends ApiEnv {
    Variables: ApiEnv["Variables"] & { member: Member };
}

/** The ThousandEyes API. */
export function thousandEyesApi(parts: ThousandEyesParts): SimulatedApi {
    return {
        basePath,
        tokenOf: (context) => bearerToken(context.req.header("authorization")),
        error: problem,
        mount: (app) => {
            mountThousandEyesApi(app, parts);
        },
    };
}

function mountThousandEyesApi(app: Hono<ApiEnv>, parts: ThousandEyesParts): void {
    const api = new Hono<Env>();
    api.use("/*", admit(parts));
    mountRoutes(
        api,
        [
            { method: "POST", path: "/api-tokens", answer: regenerateToken(parts) },
            { method: "GET", path: "/users/current", answer: getCurrentUser },
            { method: "GET", path: "/account-groups", answer: getAccountGroups },
            { method: "GET", path: "/account-groups/:id", answer: getAccountGroup },
        ],
        problem,
    );
    app.route(basePath, api);
}

function admit({ accounts, clock, save }: ThousandEyesParts): MiddlewareHandler<Env> {
    const rateLimit = new OrganisationRateLimit();
    return async (context, next) => {
        const now = clock.now();
        const record = context.get("record");
        const path = context.req.path;
        if (accounts.isBlocked(record.source, now)) {
            return problem(429, "Too many unauthorized requests from this address.", path);
        }
        const member = accounts.authenticate(context.get("token"), now);
        if (member === undefined) {
            accounts.countUnauthorized(record.source, now);
            save();
            return unauthorized();
        }
        record.uid = member.user.uid;
        record.orgId = member.organisation.orgId;
        context.set("member", member);
        if (!accepts(context.req.header("accept"))) {
            return problem(406, "Not Acceptable", path);
        }
        const standing = rateLimit.take(member.organisation.orgId, now);
        if (standing.allowed) {
            await next();
        } else {
            context.res = problem(429, "Organization rate limit exceeded.", path);
        }
        for (const [name, value] of Object.entries(standing.headers)) {
            context.res.headers.set(name, value);
        }
        return undefined;
    };
}

/** Whether one of the media types that a client takes is the API's: none is all. */
function accepts(header: string | undefined): boolean {
    const types = (header ?? "*/*").split(",").map((type) => type.replace(/;.*$/, "").trim().toLowerCase());
    return types.some((type) => ["*/*", "application/*", "application/json", hal].includes(type));
}

function regenerateToken({ accounts, clock, save }: ThousandEyesParts): (context: Context<Env>) => Response {
    return (context) => {
        const { user } = context.get("member");
        const path = context.req.path;
        if (!user.apiAccess) {
            return problem(403, "The permission API access is required.", path);
        }
        const issued = accounts.regenerate(user.uid, clock.now());
        if (issued === undefined) {
            return problem(409, "The user already has the maximum number of allowed tokens.", path);
        }
        save();
        return jsonResponse(201, { bearerToken: issued.token, validUntil: issued.validUntil }, hal);
    };
}

function getCurrentUser(context: Context<Env>): Response {
    return jsonResponse(200, currentUserBody(context.get("member"), context.req.url), hal);
}

function getAccountGroups(context: Context<Env>): Response {
    return jsonResponse(200, accountGroupsBody(context.get("member"), context.req.url), hal);
}

function getAccountGroup(context: Context<Env>): Response {
    const member = context.get("member");
    const { path, url } = context.req;
    if (!member.user.viewAllAccountGroups) {
        return problem(403, "The permission View all account groups settings is required.", path);
    }
    const expand = (context.req.queries("expand") ?? [])
        .flatMap((value) => value.split(","))
        .filter((value) => value !== "");
    const unknown = expand.filter((value) => !expansions.includes(value));
    if (unknown.length > 0) {
        const errors = unknown.map((value) => ({
            code: "invalid-value",
            field: "expand",
            message: `"${value}" is not one of user, agent`,
        }));
        return problem(400, "Request validation failed. There are invalid or missing fields", path, errors);
    }
    const group = findGroup(member, context.req.param("id") ?? "");
    if (group === undefined) {
        return problem(404, "URI Resource Not Found", path);
    }
    return jsonResponse(200, accountGroupBody(member, group, new Set(expand as Expansion[]), url), hal);
}

function unauthorized(): Response {
    const body = { error: "invalid_token", error_description: "Invalid access token" };
    return jsonResponse(401, body, "application/problem+json");
}
