import type { TokenFacts } from "../adopted-token/adopted-token-state";
import type { AdoptedTokenSystem } from "../adopted-token/adopted-token-system";
import { unlessEmpty } from "../environment";
import { ApiTokenError } from "../errors";
import type { PluginContext } from "../plugin-context";
import type { CutoverClient, ListedUserAppToken } from "./client";
import { TOKENS_IN_UI, withoutCore } from "./settings";
import type { UserAppTokenInputs } from "./user-app-token-inputs";
import { findUserAppToken } from "./user-app-token-search";

/** What Cutover has of its own. */
export const userAppTokenSystem: AdoptedTokenSystem<UserAppTokenInputs> = {
    inputs: ["label", "wantedTokenId", "baseUrl", "revoke", "adminToken"],
    facts: ["tokenId", "createdAt", "expiresAt", "lastAccessedAt"],
    newTokensTakeAMoment: true,
    replacedBy: ["userId"],
    tokensInUi: TOKENS_IN_UI,

    resolve(news, olds, plugin) {
        const baseUrl =
            news.baseUrl ??
            plugin.setting("cutover:baseUrl") ??
            olds?.baseUrl ??
            unlessEmpty(plugin.environment.CUTOVER_BASE_URL);
        requireSettings(news, baseUrl);
        return { ...news, baseUrl: withoutCore(baseUrl) };
    },

    async findInputProblems(inputs) {
        const { findInputProblems } = await import("./user-app-token-inputs.js");
        return findInputProblems(inputs);
    },

    idOf: ({ userId, label, wantedTokenId }) => `${userId}/${wantedTokenId ?? label ?? ""}`,

    async check(inputs, { token, fresh = false }, plugin): Promise<TokenFacts> {
        const client = await clientFor(inputs, plugin);
        const { label: _, ...facts } = findUserAppToken(await listed(client, inputs, token, fresh), inputs);
        return facts;
    },

    derive: () => ({}),

    wantsRevocation: ({ revoke }) => revoke === true,

    async revoke(outputs, { token, tokenId }, plugin) {
        if (tokenId === undefined) {
            return "a token was not revoked: its id is not known, because it was never checked. Revoke it in the UI";
        }
        const client = await clientFor(outputs, plugin);
        try {
            const wasThere = await client.deleteUserAppToken(
                outputs.userId,
                tokenId,
                outputs.adminToken ?? token,
            );
            return wasThere ? `revoked token ${tokenId}` : `token ${tokenId} was gone already`;
        } catch (error) {
            if (outputs.adminToken === undefined && hasCode(error, "ERR_TOKEN_REJECTED")) {
                return `token ${tokenId} works no more: it was revoked or has expired, or its user is archived`;
            }
            throw error;
        }
    },
};

/** A token that works need not have the permission to list: then an admin's asks. */
async function listed(
    client: CutoverClient,
    { userId, adminToken }: UserAppTokenInputs,
    token: string,
    fresh: boolean,
): Promise<ListedUserAppToken[]> {
    try {
        return await client.userAppTokens(userId, token, { fresh });
    } catch (error) {
        if (adminToken === undefined || !hasCode(error, "ERR_FORBIDDEN")) {
            throw error;
        }
        return client.userAppTokens(userId, adminToken);
    }
}

async function clientFor(
    { baseUrl = "" }: UserAppTokenInputs,
    plugin: PluginContext,
): Promise<CutoverClient> {
    const [{ CutoverClient }, tools] = await Promise.all([import("./client.js"), plugin.httpTools(baseUrl)]);
    return new CutoverClient(baseUrl, tools);
}

function requireSettings(news: UserAppTokenInputs, baseUrl: string | undefined): asserts baseUrl is string {
    if ((news.token as string | undefined) === undefined) {
        const message =
            "no token. Give the argument `token`, run `pulumi config set --secret cutover:apiToken`, or set CUTOVER_API_TOKEN";
        throw new ApiTokenError("ERR_NO_TOKEN", message);
    }
    if (baseUrl === undefined) {
        const message =
            "no address. Give the argument `baseUrl`, run `pulumi config set cutover:baseUrl https://api.<instance>.cutover.com`, or set CUTOVER_BASE_URL";
        throw new ApiTokenError("ERR_INPUT", message);
    }
    if (news.verify !== false && news.label === undefined && news.wantedTokenId === undefined) {
        throw new ApiTokenError(
            "ERR_INPUT",
            "give the label of the token, or its tokenId: the user's list is searched for it",
        );
    }
}

function hasCode(error: unknown, code: string): boolean {
    return error instanceof ApiTokenError && error.code === code;
}
