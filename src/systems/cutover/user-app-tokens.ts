import type * as pulumi from "@pulumi/pulumi";
import { ApiTokenError } from "../../base/errors";
import { requireToken, resolveSetting } from "../../base/setting";
import { endpointProblem } from "../../http/request-settings";
import { type InputsOf, lookUp, plainOutput, programSources } from "../../pulumi/look-up";
import type { ListedUserAppToken } from "./client";
import { BASE_URL, EXAMPLE_BASE_URL, NO_ADDRESS, TOKEN, userAppTokenProblem, withoutCore } from "./settings";

/** Whose tokens are listed, and how to ask. */
export interface GetUserAppTokensArgs {
    /** The id of the user: a string of digits. */
    userId: string;
    /** A token that may list them. Default: stack config `cutover:apiToken`, then the environment's `CUTOVER_API_TOKEN`. */
    token?: string | undefined;
    /** The instance's address. Default: stack config `cutover:baseUrl`, then the environment's `CUTOVER_BASE_URL`. */
    baseUrl?: string | undefined;
}

/** A token of a user, without its value: that is shown once, in the UI. */
export type UserAppTokenInfo = ListedUserAppToken;

/** All tokens of a user. */
export interface UserAppTokens {
    readonly userAppTokens: UserAppTokenInfo[];
}

/**
 * Lists the tokens of a user with label, expiry and last use, all pages of the list.
 *
 * Errors end the program with one message: `ERR_INPUT`, `ERR_NO_TOKEN`, `ERR_TOKEN_REJECTED`, `ERR_FORBIDDEN`,
 * `ERR_NOT_FOUND`, `ERR_RATE_LIMITED`, `ERR_CONNECTION`, `ERR_RESPONSE`.
 */
export function getUserAppTokens(args: GetUserAppTokensArgs): Promise<UserAppTokens> {
    return lookUp("cutover", "getUserAppTokens", args, async () => {
        const { token, baseUrl } = resolveConnection(args);
        const [{ CutoverClient }, { lookUpTransport }] = await Promise.all([
            import("./client.js"),
            import("../../pulumi/look-up-transport.js"),
        ]);
        const client = new CutoverClient(baseUrl, lookUpTransport(baseUrl));
        return { userAppTokens: await client.userAppTokens(args.userId, token) };
    });
}

/** {@link getUserAppTokens} for arguments that are known later. Its result is no secret, although the token is one. */
export function getUserAppTokensOutput(args: InputsOf<GetUserAppTokensArgs>): pulumi.Output<UserAppTokens> {
    return plainOutput(args, getUserAppTokens);
}

function resolveConnection(args: GetUserAppTokensArgs): { token: string; baseUrl: string } {
    const token = requireToken(TOKEN, programSources(args.token));
    const baseUrl = resolveSetting(BASE_URL, programSources(args.baseUrl));
    if (baseUrl === undefined) {
        throw new ApiTokenError("ERR_INPUT", NO_ADDRESS);
    }
    const tokenFault = userAppTokenProblem(token);
    const problem = tokenFault === undefined ? inputProblem(args.userId, baseUrl) : `the token ${tokenFault}`;
    if (problem !== undefined) {
        throw new ApiTokenError("ERR_INPUT", problem);
    }
    return { token, baseUrl: withoutCore(baseUrl) };
}

function inputProblem(userId: unknown, baseUrl: string): string | undefined {
    if (typeof userId !== "string" || !/^\d+$/.test(userId)) {
        return 'userId must be a string of digits, such as "337"';
    }
    return endpointProblem(baseUrl, EXAMPLE_BASE_URL);
}
