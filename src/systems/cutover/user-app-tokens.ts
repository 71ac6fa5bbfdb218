import type * as pulumi from "@pulumi/pulumi";
import { type InputsOf, lookUp, plainOutput } from "../../pulumi/look-up";
import {
    type GetUserAppTokensArgs,
    lookUpUserAppTokens,
    type UserAppTokenInfo,
    type UserAppTokens,
} from "./user-app-token-look-up";

export type { GetUserAppTokensArgs, UserAppTokenInfo, UserAppTokens };

/**
 * Lists the tokens of a user with label, expiry and last use, all pages of the list.
 *
 * Errors end the program with one message: `ERR_INPUT`, `ERR_NO_TOKEN`, `ERR_TOKEN_REJECTED`, `ERR_FORBIDDEN`,
 * `ERR_NOT_FOUND`, `ERR_RATE_LIMITED`, `ERR_CONNECTION`, `ERR_RESPONSE`.
 */
export function getUserAppTokens(args: GetUserAppTokensArgs): Promise<UserAppTokens> {
    return lookUp("cutover", "getUserAppTokens", args, (host) => lookUpUserAppTokens(args, host));
}

/** {@link getUserAppTokens} for arguments that are known later. Its result is no secret, although the token is one. */
export function getUserAppTokensOutput(args: InputsOf<GetUserAppTokensArgs>): pulumi.Output<UserAppTokens> {
    return plainOutput(args, getUserAppTokens);
}
