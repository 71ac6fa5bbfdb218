import type { Hono } from "hono";
import { z } from "zod";
import { ControlError, readBody } from "../control/requests";
import { fingerprintOfHash } from "../fingerprint";
import type { SystemControl } from "../system";
import type { VersioParts } from "./api";
import { readPermission } from "./api";
import type { Environment } from "./default-environments";
import type { Environments } from "./environments";
import type { StoredToken } from "./state";

/** A token just created: the only time that its value is known. */
export interface CreatedVersioToken {
    token: string;
}

/** A token as the control interface shows it. */
export interface VersioTokenView {
    name: string;
    permissions: string[];
    /** Whether the token works. */
    active: boolean;
    /** First 12 hex digits of the token's SHA-256. */
    fingerprint: string;
}

/** An environment as the control interface shows it. */
export interface VersioEnvironmentView {
    id: string;
    entities: string[];
    /** Its tokens that were not deleted, oldest first. */
    tokens: VersioTokenView[];
}

/** How the server is set up. */
export interface VersioSettings {
    /** Whether it is a managed instance, without a limit of requests; otherwise the hosted service. */
    managed: boolean;
}

const name = z.string().min(1);
const permissions = z.array(z.string().min(1)).min(1);
const createSchema = z.strictObject({ name, permissions: permissions.default([readPermission]) });
const changeSchema = z.strictObject({ active: z.boolean().optional(), permissions: permissions.optional() });
const settingsSchema = z.strictObject({ managed: z.boolean() });

const environmentPath = "/versio/environments/:environment";
const tokenPath = `${environmentPath}/tokens/:name`;

const routes: Readonly<Record<string, string>> = {
    "GET /versio/environments": "the Versio.io environments with their tokens as fingerprints",
    "POST /versio/environments/{environment}/tokens":
        '{name, permissions?: ["CMDB viewer"]}: create a token as in the UI; the only answer that shows one',
    "PUT /versio/environments/{environment}/tokens/{name}":
        "{active?, permissions?}: deactivate or activate a token, change its permissions",
    "DELETE /versio/environments/{environment}/tokens/{name}": "delete a token",
    "GET /versio/settings": "whether it is a managed instance, without a limit of requests",
    "PUT /versio/settings": "{managed}: a managed instance, or the hosted service",
};

/** The part of the control interface that stands in for the Versio.io UI. */
export function versioControl(parts: VersioParts): SystemControl {
    return {
        routes,
        mount: (app) => {
            mountTokens(app, parts);
            mountSettings(app, parts);
        },
    };
}

function mountTokens(app: Hono, { environments, save }: VersioParts): void {
    app.get("/versio/environments", (context) =>
        context.json({
            environments: environments
                .all()
                .map((environment) => viewOfEnvironment(environments, environment)),
        }),
    );
    app.post(`${environmentPath}/tokens`, async (context) => {
        const { id } = environmentOf(environments, context.req.param("environment"));
        const request = await readBody(context, createSchema);
        if (environments.findToken(id, request.name) !== undefined) {
            throw new ControlError(
                409,
                `Environment ${id} has a token named "${request.name}", and names are unique. Choose another name, or delete that token.`,
            );
        }
        const token = environments.create(id, request.name, request.permissions);
        save();
        return context.json({ token } satisfies CreatedVersioToken, 201);
    });
    app.put(tokenPath, async (context) => {
        const token = tokenOf(environments, context.req.param());
        const changed = environments.change(token, await readBody(context, changeSchema));
        save();
        return context.json(viewOfToken(changed));
    });
    app.delete(tokenPath, (context) => {
        const token = tokenOf(environments, context.req.param());
        environments.delete(token);
        save();
        return context.json({ deleted: token.name });
    });
}

function mountSettings(app: Hono, { environments, save }: VersioParts): void {
    const view = (): VersioSettings => ({ managed: environments.managed });
    app.get("/versio/settings", (context) => context.json(view()));
    app.put("/versio/settings", async (context) => {
        environments.managed = (await readBody(context, settingsSchema)).managed;
        save();
        return context.json(view());
    });
}

function environmentOf(environments: Environments, id: string): Environment {
    const environment = environments.find(id);
    if (environment === undefined) {
        throw new ControlError(404, `There is no environment ${id}. GET /versio/environments lists them.`);
    }
    return environment;
}

function tokenOf(environments: Environments, path: { environment: string; name: string }): StoredToken {
    const { id } = environmentOf(environments, path.environment);
    const token = environments.findToken(id, path.name);
    if (token === undefined) {
        throw new ControlError(404, `Environment ${id} has no token named "${path.name}".`);
    }
    return token;
}

function viewOfEnvironment(environments: Environments, { id, entities }: Environment): VersioEnvironmentView {
    return {
        id,
        entities: entities.map(({ entity }) => entity),
        tokens: environments.tokensOf(id).map(viewOfToken),
    };
}

function viewOfToken(token: StoredToken): VersioTokenView {
    const { active, permissions: granted } = token;
    return {
        name: token.name,
        permissions: granted,
        active,
        fingerprint: fingerprintOfHash(token.sha256),
    };
}
