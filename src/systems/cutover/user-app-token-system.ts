import type { TokenFacts } from "../../adopted-token/state";
import type { AdoptedTokenSystem, TokenAtHand } from "../../adopted-token/system";
import { ApiTokenError, type ErrorCode } from "../../base/errors";
import { isRejection } from "../../http/fresh-token";
import { missingSetting, resolveSetting } from "../../base/setting";
import type { ResourceHost } from "../../pulumi/resource-host";
import type { CutoverClient, ListedUserAppToken } from "./client";
import { BASE_URL, NO_ADDRESS, TOKEN, TOKENS_IN_UI, withoutCore } from "./settings";
import type { UserAppTokenInputs } from "./user-app-token-inputs";
import { findUserAppToken } from "./user-app-token-search";

/** What Cutover has of its own. */
export const userAppTokenSystem: AdoptedTokenSystem<UserAppTokenInputs> = {
    inputs: ["label", "wantedTokenId", "baseUrl", "revoke", "adminToken"],
    askedWith: ["label", "wantedTokenId", "baseUrl"],
    facts: ["tokenId", "createdAt", "expiresAt", "lastAccessedAt"],
    otherTokens: ["adminToken"],
    newTokensTakeAMoment: true,
    replacedBy: ["userId"],
    tokensInUi: TOKENS_IN_UI,
    tokenSetting: TOKEN,
    idForm: "<userId>/<tokenId>, or <userId>/<label>",

    resolve(news, olds, host) {
        const baseUrl = resolveSetting(BASE_URL, {
            argument: news.baseUrl,
            config: (key) => host.setting(key),
            recorded: olds?.baseUrl,
            environment: host.environment,
        });
        requireSettings(news, baseUrl);
        return { ...news, baseUrl: withoutCore(baseUrl) };
    },

    async findInputProblems(inputs) {
        const { findInputProblems } = await import("./user-app-token-inputs.js");
        return findInputProblems(inputs);
    },

    idOf: ({ userId, label, wantedTokenId }) => `${userId}/${wantedTokenId ?? label ?? ""}`,

    inputsOf(id) {
        const [, userId, which = ""] = /^(\d+)\/(.+)$/s.exec(id) ?? [];
        if (userId === undefined) {
            return undefined;
        }
        return /^\d+$/.test(which) ? { userId, wantedTokenId: which } : { userId, label: which };
    },

    async check(inputs, at, host): Promise<TokenFacts> {
        const client = await clientFor(inputs, host);
        const { wantedTokenId, label } = inputs;
        const wanted = { tokenId: at.tokenId ?? wantedTokenId, label };
        const { label: _, ...facts } = findUserAppToken(await listed(client, inputs, at), wanted);
        return facts;
    },

    unchecked: ({ wantedTokenId }) => (wantedTokenId === undefined ? {} : { tokenId: wantedTokenId }),

    derive: () => ({}),

    wantsRevocation: ({ revoke }) => revoke === true,

    async revoke(outputs, { token, tokenId }, host) {
        if (tokenId === undefined) {
            return "a token was not revoked: its id is not known, because it was never checked. Revoke it in the UI";
        }
        const client = await clientFor(outputs, host);
        const { userId, adminToken } = outputs;
        const revoke = (by: string) => client.deleteUserAppToken(userId, tokenId, by);
        try {
            const wasThere = await ownOrAdmins(revoke, token, adminToken, MAY_BE_ADMINS);
            return wasThere ? `revoked token ${tokenId}` : `token ${tokenId} was gone already`;
        } catch (error) {
            if (isRejection(error)) {
                return `token ${tokenId} works no more: it was revoked or has expired, or its user is archived. It works again when such a user is taken back: then revoke it in the UI`;
            }
            throw error;
        }
    },
};

/** After which failures of a token an admin's may fare better: an archived user's token works again with the user. */
const MAY_BE_ADMINS = ["ERR_FORBIDDEN", "ERR_TOKEN_REJECTED"] as const;

/** A token that works need not have the permission to list: then an admin's asks. */
function listed(
    client: CutoverClient,
    { userId, adminToken }: UserAppTokenInputs,
    { token, fresh = false }: TokenAtHand,
): Promise<ListedUserAppToken[]> {
    const list = (by: string) => client.userAppTokens(userId, by, { fresh: fresh && by === token });
    return ownOrAdmins(list, token, adminToken, ["ERR_FORBIDDEN"]);
}

async function ownOrAdmins<T>(
    run: (token: string) => Promise<T>,
    token: string,
    adminToken: string | undefined,
    failures: readonly ErrorCode[],
): Promise<T> {
    try {
        return await run(token);
    } catch (error) {
        if (adminToken === undefined || !(error instanceof ApiTokenError && failures.includes(error.code))) {
            throw error;
        }
        return asAdmin(() => run(adminToken));
    }
}

/** A refused admin token says nothing of the token itself. */
async function asAdmin<T>(run: () => Promise<T>): Promise<T> {
    try {
        return await run();
    } catch (error) {
        if (isRejection(error)) {
            const text = `the token may not do this itself, and the adminToken is rejected: ${error.message}`;
            throw new ApiTokenError("ERR_FORBIDDEN", text);
        }
        throw error;
    }
}

async function clientFor({ baseUrl = "" }: UserAppTokenInputs, host: ResourceHost): Promise<CutoverClient> {
    const [{ CutoverClient }, transport] = await Promise.all([
        import("./client.js"),
        host.transport(baseUrl),
    ]);
    return new CutoverClient(baseUrl, transport);
}

function requireSettings(news: UserAppTokenInputs, baseUrl: string | undefined): asserts baseUrl is string {
    if ((news.token as string | undefined) === undefined) {
        throw new ApiTokenError("ERR_NO_TOKEN", missingSetting(TOKEN, "token"));
    }
    if (baseUrl === undefined) {
        throw new ApiTokenError("ERR_INPUT", NO_ADDRESS);
    }
    if (news.verify !== false && news.label === undefined && news.wantedTokenId === undefined) {
        throw new ApiTokenError(
            "ERR_INPUT",
            "give the label of the token, or its tokenId: the user's list is searched for it",
        );
    }
}
