import type * as pulumi from "@pulumi/pulumi";
import { type InputsOf, lookUp, plainOutput } from "../../pulumi/look-up";
import {
    type AccountGroupReference,
    type CurrentUser,
    type GetCurrentUserArgs,
    lookUpCurrentUser,
} from "./current-user-look-up";

export type { AccountGroupReference, CurrentUser, GetCurrentUserArgs };

/**
 * Says whose token it is. One `GET /users/current`, shared by all look-ups of a program that use the same token.
 *
 * Errors end the program with one message: `ERR_INPUT`, `ERR_NO_TOKEN`, `ERR_TOKEN_REJECTED`, `ERR_FORBIDDEN`,
 * `ERR_RATE_LIMITED`, `ERR_CONNECTION`, `ERR_RESPONSE`.
 */
export function getCurrentUser(args: GetCurrentUserArgs = {}): Promise<CurrentUser> {
    return lookUp("thousandeyes", "getCurrentUser", args, (host) => lookUpCurrentUser(args, host));
}

/** {@link getCurrentUser} for arguments that are known later. Its result is no secret, although the token is one. */
export function getCurrentUserOutput(args: InputsOf<GetCurrentUserArgs> = {}): pulumi.Output<CurrentUser> {
    return plainOutput(args, getCurrentUser);
}
