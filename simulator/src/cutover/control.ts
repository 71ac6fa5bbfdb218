import type { Context, Hono } from "hono";
import { z } from "zod";
import { ControlError, readBody } from "../control/requests";
import { parseDuration } from "../duration";
import { fingerprintOfHash } from "../fingerprint";
import type { SystemControl } from "../system";
import type { CutoverParts } from "./api";
import type { Instance, Member } from "./instance";
import { settingsSchema } from "./state";

/** A token as the control interface shows it. */
export interface UserAppTokenView {
    id: string;
    label: string;
    /** First 12 hex digits of the token's SHA-256. */
    fingerprint: string;
    /** ISO 8601. */
    createdAt: string;
    /** ISO 8601; null when it has no end. */
    expiresAt: string | null;
    /** ISO 8601; null when it was never used. */
    lastAccessedAt: string | null;
    /** Whether the token is accepted now. */
    active: boolean;
}

/** A user as the control interface shows it. */
export interface CutoverUserView {
    id: string;
    firstName: string;
    lastName: string;
    email: string;
    /** Whether it never logs in, and only uses the API. */
    nonInteractive: boolean;
    /** Whether it is archived: its tokens get 401. */
    archived: boolean;
    /** Names of its roles. */
    roleTypes: readonly string[];
    /** Its tokens that were not revoked, oldest first. */
    tokens: UserAppTokenView[];
}

const createSchema = z.strictObject({
    label: z.string().min(1),
    validFor: z.string().optional(),
    activationDelayMs: z.int().min(0).max(600_000).default(0),
});
const settingsChangeSchema = settingsSchema.partial();

const userPath = "/cutover/users/:id";

const routes: Readonly<Record<string, string>> = {
    "GET /cutover/users": "the Cutover users with their tokens as fingerprints",
    "PUT /cutover/users/{id}":
        '{archived?, roleTypes?: ["Developer"]}: archive a user or take it back, give it other roles',
    "POST /cutover/users/{id}/user_app_tokens":
        '{label, validFor?: "30d", activationDelayMs?}: create a token as in the UI; the only answer that shows one',
    "DELETE /cutover/users/{id}/user_app_tokens/{token id}": "revoke a token as in the UI",
    "GET /cutover/settings":
        "the page size, who may manage own tokens, the limit of requests, whether tokens have endpoints",
    "PUT /cutover/settings":
        "{pageSize?, ownTokens?, requestsPerMinute?: 10 or null, tokenEndpoints?}: change them",
};

/** The part of the control interface that stands in for the Cutover UI. */
export function cutoverControl(parts: CutoverParts): SystemControl {
    return {
        routes,
        mount: (app) => {
            mountUsers(app, parts);
            mountTokens(app, parts);
            mountSettings(app, parts);
        },
    };
}

function mountUsers(app: Hono, { instance, clock, save }: CutoverParts): void {
    app.get("/cutover/users", (context) =>
        context.json({ users: instance.users().map((user) => viewOf(instance, user, clock.now())) }),
    );
    app.put(userPath, async (context) => {
        const { id } = userOf(instance, context);
        const change = await readBody(context, changeSchemaOf(instance));
        instance.changeUser(id, change);
        save();
        return context.json(viewOf(instance, userOf(instance, context), clock.now()));
    });
}

function mountTokens(app: Hono, { instance, clock, save }: CutoverParts): void {
    app.post(`${userPath}/user_app_tokens`, async (context) => {
        const user = userOf(instance, context);
        const { label, validFor, activationDelayMs } = await readBody(context, createSchema);
        const validForMs = validFor === undefined ? undefined : parseDuration(validFor);
        if (user.archived) {
            throw new ControlError(
                409,
                `User ${user.id} is archived. Take it back first: PUT /cutover/users/${user.id} {"archived": false}`,
            );
        }
        const created = instance.createToken(user.id, { label, validForMs, activationDelayMs }, clock.now());
        save();
        return context.json(created, 201);
    });
    app.delete(`${userPath}/user_app_tokens/:token_id`, (context) => {
        const { id } = userOf(instance, context);
        const tokenId = context.req.param("token_id");
        if (!instance.revoke(id, tokenId)) {
            throw new ControlError(404, `User ${id} has no token ${tokenId}.`);
        }
        save();
        return context.json({ revoked: tokenId });
    });
}

function mountSettings(app: Hono, { instance, save }: CutoverParts): void {
    app.get("/cutover/settings", (context) => context.json(instance.settings));
    app.put("/cutover/settings", async (context) => {
        const change = await readBody(context, settingsChangeSchema);
        instance.settings = settingsSchema.parse({ ...instance.settings, ...change });
        save();
        return context.json(instance.settings);
    });
}

/** Only roles that the instance has can be given. */
function changeSchemaOf({ roleTypes }: Instance) {
    const role = z.enum(roleTypes.map(({ name }) => name));
    return z.strictObject({ archived: z.boolean().optional(), roleTypes: z.array(role).optional() });
}

function userOf(instance: Instance, context: Context<object, typeof userPath>): Member {
    const id = context.req.param("id");
    const user = instance.findUser(id);
    if (user === undefined) {
        throw new ControlError(404, `There is no user ${id}. GET /cutover/users lists the users.`);
    }
    return user;
}

function viewOf(instance: Instance, user: Member, now: Date): CutoverUserView {
    return {
        ...user,
        tokens: instance.tokensOf(user.id).map((token) => ({
            id: token.id,
            label: token.label,
            fingerprint: fingerprintOfHash(token.sha256),
            createdAt: token.createdAt,
            expiresAt: token.expiresAt,
            lastAccessedAt: token.lastAccessedAt,
            active: instance.isActive(token, now),
        })),
    };
}
