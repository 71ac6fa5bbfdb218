import { Hono } from "hono";
import type { Context, MiddlewareHandler } from "hono";
import { tokenOfScheme } from "../authorization";
import type { SimulatorClock } from "../clock";
import { MinuteCount } from "../minute-count";
import { mountRoutes } from "../routes";
import type { ApiEnv, SimulatedApi } from "../system";
import { developer, globalUserAdmin } from "./default-users";
import { documentResponse, error, pageResponse, tokenResource, userResource } from "./documents";
import type { Instance, Member } from "./instance";

/** Where the instance begins on the listener; the API has `/core` below it. */
export const basePath = "/cutover";

/** What API and UI work on; `save` keeps the state after a change, before the answer is sent. */
export interface CutoverParts {
    instance: Instance;
    clock: SimulatorClock;
    save: () => void;
}

interface Env extends ApiEnv {
    Variables: ApiEnv["Variables"] & { caller: Member };
}

/** The Cutover API. */
export function cutoverApi(parts: CutoverParts): SimulatedApi {
    return {
        basePath,
        tokenOf: (context) => tokenOfScheme("Bearer", context.req.header("authorization")),
        error,
        mount: (app) => {
            mountCutoverApi(app, parts);
        },
    };
}

function mountCutoverApi(app: Hono<ApiEnv>, parts: CutoverParts): void {
    const { instance } = parts;
    const api = new Hono<Env>();
    const tokens = "/core/users/:user_id/user_app_tokens";
    api.use("/*", admit(parts));
    mountRoutes(
        api,
        [
            { method: "GET", path: "/core/users", answer: (context) => listUsers(context, instance) },
            { method: "GET", path: "/core/users/:id", answer: (context) => getUser(context, instance) },
            { method: "GET", path: tokens, answer: (context) => listTokens(context, instance) },
            { method: "DELETE", path: `${tokens}/:id`, answer: (context) => revokeToken(context, parts) },
        ],
        error,
    );
    app.route(basePath, api);
}

function admit({ instance, clock, save }: CutoverParts): MiddlewareHandler<Env> {
    const requests = new MinuteCount();
    return async (context, next) => {
        const now = clock.now();
        const record = context.get("record");
        const caller = instance.authenticate(context.get("token"), now);
        if (caller === undefined) {
            return error(401, "The user app token is not accepted.");
        }
        save();
        record.uid = caller.id;
        context.set("caller", caller);
        const { count } = requests.take(record.token ?? "", now);
        if (count > (instance.settings.requestsPerMinute ?? Infinity)) {
            return error(429, "There are too many requests with this user app token.");
        }
        if (!instance.settings.tokenEndpoints && context.req.path.includes("/user_app_tokens")) {
            return error(405, "The Core version of this instance does not serve this endpoint.");
        }
        return caller.roleTypes.includes(developer) ? next() : forbidden(developer);
    };
}

function listUsers({ req }: Context<Env>, instance: Instance): Response {
    const { query = "", role_type_id: roleTypeId } = req.query();
    const role = instance.roleTypes.find(({ id }) => id === roleTypeId)?.name;
    const found = instance
        .users()
        .filter((user) => roleTypeId === undefined || (role !== undefined && user.roleTypes.includes(role)))
        .filter((user) => matches(user, query))
        .map((user) => userResource(user, instance.roleTypes));
    return pageResponse(found, req.url, instance.settings.pageSize);
}

function matches({ firstName, lastName, email }: Member, query: string): boolean {
    const texts = [`${firstName} ${lastName}`, email];
    return texts.some((text) => text.toLowerCase().includes(query.toLowerCase()));
}

function getUser({ req }: Context<Env>, instance: Instance): Response {
    const user = instance.findUser(req.param("id") ?? "");
    return user === undefined
        ? error(404, "The user does not exist.")
        : documentResponse({ data: userResource(user, instance.roleTypes) });
}

function listTokens(context: Context<Env>, instance: Instance): Response {
    const owner = ownerOfTokens(context, instance);
    return owner instanceof Response
        ? owner
        : pageResponse(
              instance.tokensOf(owner.id).map(tokenResource),
              context.req.url,
              instance.settings.pageSize,
          );
}

function revokeToken(context: Context<Env>, { instance, save }: CutoverParts): Response {
    const owner = ownerOfTokens(context, instance);
    if (owner instanceof Response) {
        return owner;
    }
    if (!instance.revoke(owner.id, context.req.param("id") ?? "")) {
        return error(404, "The user app token does not exist.");
    }
    save();
    return new Response(null, { status: 204 });
}

/** The user whose tokens the path names, when the caller may manage them; otherwise the refusal. */
function ownerOfTokens(context: Context<Env>, instance: Instance): Member | Response {
    const caller = context.get("caller");
    const id = context.req.param("user_id") ?? "";
    const own = caller.id === id && instance.settings.ownTokens;
    if (!own && !caller.roleTypes.includes(globalUserAdmin)) {
        return forbidden(globalUserAdmin);
    }
    return instance.findUser(id) ?? error(404, "The user does not exist.");
}

function forbidden(role: string): Response {
    return error(403, `The role ${role} is required.`);
}
