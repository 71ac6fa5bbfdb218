import * as pulumi from "@pulumi/pulumi";
import { type InputsOf, lookUp, plainOutput } from "../../pulumi/look-up";
import {
    type AccountGroups,
    type ExpandArgs,
    type FoundAccountGroup,
    type GetAccountGroupArgs,
    lookUpAccountGroup,
    lookUpAccountGroups,
} from "./account-group-look-up";
import type { AccountGroup } from "./account-group-search";
import type { Expansion } from "./client";
import type { ConnectionArgs } from "./look-up-connection";
import type { Agent, User } from "./user";

export type { AccountGroups, ExpandArgs, GetAccountGroupArgs };

/** An account group with its account token, and with the users and agents that `expand` asked for. */
export type ExpandedAccountGroup<E extends Expansion = Expansion> = AccountGroup & {
    /** Secret, although the API's documents say that it is no password. Absent when the API names none. */
    readonly accountToken: pulumi.Output<string | undefined>;
} & ("user" extends E ? { readonly users: User[] } : unknown) &
    ("agent" extends E ? { readonly agents: Agent[] } : unknown);

/**
 * Lists the account groups that the token's user belongs to. One `GET /account-groups`, shared by all look-ups of a
 * program that use the same token.
 *
 * Errors end the program with one message: `ERR_INPUT`, `ERR_NO_TOKEN`, `ERR_TOKEN_REJECTED`, `ERR_FORBIDDEN`,
 * `ERR_RATE_LIMITED`, `ERR_CONNECTION`, `ERR_RESPONSE`.
 */
export function getAccountGroups(args: ConnectionArgs = {}): Promise<AccountGroups> {
    return lookUp("thousandeyes", "getAccountGroups", args, (host) => lookUpAccountGroups(args, host));
}

/** {@link getAccountGroups} for arguments that are known later. Its result is no secret, although the token is one. */
export function getAccountGroupsOutput(args: InputsOf<ConnectionArgs> = {}): pulumi.Output<AccountGroups> {
    return plainOutput(args, getAccountGroups);
}

/**
 * Finds one account group, by exactly one of `name`, `aid`, `current: true` and `default: true`. The request is shared
 * as with {@link getAccountGroups}; `expand` adds one of its own. Of a user with a single group, that one is both
 * current and default.
 *
 * Errors, besides those: `ERR_NOT_FOUND` names the nearest groups, `ERR_NOT_UNIQUE` those that have the same name.
 */
export function getAccountGroup<E extends Expansion>(
    args: GetAccountGroupArgs & ExpandArgs<E>,
): Promise<ExpandedAccountGroup<E>>;
export function getAccountGroup(args: GetAccountGroupArgs): Promise<AccountGroup>;
export async function getAccountGroup(
    args: GetAccountGroupArgs & Partial<ExpandArgs>,
): Promise<AccountGroup | ExpandedAccountGroup> {
    const found = await lookUp<FoundAccountGroup>("thousandeyes", "getAccountGroup", args, (host) =>
        lookUpAccountGroup(args, host),
    );
    return args.expand === undefined ? found : { ...found, accountToken: pulumi.secret(found.accountToken) };
}

/**
 * {@link getAccountGroup} for arguments that are known later. Its result is no secret, although the token is one; of an
 * expanded group the `accountToken` is.
 */
export function getAccountGroupOutput<E extends Expansion>(
    args: InputsOf<GetAccountGroupArgs & ExpandArgs<E>>,
): pulumi.Output<ExpandedAccountGroup<E>>;
export function getAccountGroupOutput(args: InputsOf<GetAccountGroupArgs>): pulumi.Output<AccountGroup>;
export function getAccountGroupOutput(args: InputsOf<GetAccountGroupArgs>): pulumi.Output<AccountGroup> {
    return plainOutput(args, getAccountGroup);
}
