import { ApiTokenError } from "../../base/errors";
import { requireToken, resolveSetting } from "../../base/setting";
import { endpointProblem } from "../../http/request-settings";
import { assertNoProblem } from "../../inputs/input-problem";
import type { LookUpHost } from "../../pulumi/look-up-host";
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

/** Lists the tokens of a user, all pages of the list. */
export async function lookUpUserAppTokens(
    args: GetUserAppTokensArgs,
    host: LookUpHost,
): Promise<UserAppTokens> {
    const { token, baseUrl } = resolveConnection(args, host);
    const [{ CutoverClient }, transport] = await Promise.all([
        import("./client.js"),
        host.transport(baseUrl),
    ]);
    return { userAppTokens: await new CutoverClient(baseUrl, transport).userAppTokens(args.userId, token) };
}

function resolveConnection(args: GetUserAppTokensArgs, host: LookUpHost): { token: string; baseUrl: string } {
    const token = requireToken(TOKEN, host.sources(args.token));
    const baseUrl = resolveSetting(BASE_URL, host.sources(args.baseUrl));
    if (baseUrl === undefined) {
        throw new ApiTokenError("ERR_INPUT", NO_ADDRESS);
    }
    const tokenFault = userAppTokenProblem(token);
    const problem = tokenFault === undefined ? inputProblem(args.userId, baseUrl) : `the token ${tokenFault}`;
    assertNoProblem(problem);
    return { token, baseUrl: withoutCore(baseUrl) };
}

function inputProblem(userId: unknown, baseUrl: string): string | undefined {
    if (typeof userId !== "string" || !/^\d+$/.test(userId)) {
        return 'userId must be a string of digits, such as "337"';
    }
    return endpointProblem(baseUrl, EXAMPLE_BASE_URL);
}
