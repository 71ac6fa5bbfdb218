import * as pulumi from "@pulumi/pulumi";
import { ApiTokenError } from "../../base/errors";
import { type InputsOf, lookUp, plainOutput } from "../../pulumi/look-up";
import {
    type AccountGroup,
    type AccountGroupSelector,
    findAccountGroup,
    selectorProblem,
} from "./account-group-search";
import type { AccountGroupDetail, Expansion, ListedAccountGroup } from "./client";
import { askOnce, type ConnectionArgs } from "./look-up-connection";
import { type Agent, type User, toAgent, toUser } from "./user";

/** Which account group is meant, by exactly one of `name`, `aid`, `current` and `default`, and how to ask for it. */
export type GetAccountGroupArgs = ConnectionArgs & AccountGroupSelector;

/** What to ask for besides the account group itself. */
export interface ExpandArgs<E extends Expansion = Expansion> {
    /**
     * `"user"` for the people of the group with their e-mail addresses, `"agent"` for its agents. One more request;
     * the token's user needs the permission "View all account groups settings".
     */
    expand: E[];
}

/** An account group with its account token, and with the users and agents that `expand` asked for. */
export type ExpandedAccountGroup<E extends Expansion = Expansion> = AccountGroup & {
    /** Secret, although the API's documents say that it is no password. Absent when the API names none. */
    readonly accountToken: pulumi.Output<string | undefined>;
} & ("user" extends E ? { readonly users: User[] } : unknown) &
    ("agent" extends E ? { readonly agents: Agent[] } : unknown);

/** Every account group that the token's user belongs to. */
export interface AccountGroups {
    readonly accountGroups: AccountGroup[];
}

/**
 * Lists the account groups that the token's user belongs to. One `GET /account-groups`, shared by all look-ups of a
 * program that use the same token.
 *
 * Errors end the program with one message: `ERR_INPUT`, `ERR_NO_TOKEN`, `ERR_TOKEN_REJECTED`, `ERR_FORBIDDEN`,
 * `ERR_RATE_LIMITED`, `ERR_CONNECTION`, `ERR_RESPONSE`.
 */
export function getAccountGroups(args: ConnectionArgs = {}): Promise<AccountGroups> {
    return lookUp("thousandeyes", "getAccountGroups", args, async () => ({
        accountGroups: await listAccountGroups(args),
    }));
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
    const found = await lookUp<FoundAccountGroup>("thousandeyes", "getAccountGroup", args, () =>
        oneAccountGroup(args),
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

type FoundAccountGroup = AccountGroup & { readonly accountToken?: string | undefined };

async function oneAccountGroup(args: GetAccountGroupArgs & Partial<ExpandArgs>): Promise<FoundAccountGroup> {
    const { expand } = args;
    const problem = selectorProblem(args) ?? (expand === undefined ? undefined : expandProblem(expand));
    if (problem !== undefined) {
        throw new ApiTokenError("ERR_INPUT", problem);
    }
    const group = findAccountGroup(await listAccountGroups(args), args);
    return expand === undefined ? group : { ...group, ...(await detailOf(group.aid, expand, args)) };
}

function listAccountGroups(args: ConnectionArgs): Promise<AccountGroup[]> {
    return askOnce(args, {
        text: "account groups",
        ask: async (client, token) => (await client.accountGroups(token)).flatMap(toAccountGroup),
    });
}

/** A group without an `aid` is of no use to anyone: it is left out. */
function toAccountGroup(listed: ListedAccountGroup): AccountGroup[] {
    const { aid, accountGroupName, isCurrentAccountGroup, isDefaultAccountGroup, organizationName, orgId } =
        listed;
    if (aid === undefined) {
        return [];
    }
    return [
        {
            aid,
            name: accountGroupName ?? "",
            current: isCurrentAccountGroup ?? false,
            default: isDefaultAccountGroup ?? false,
            ...(organizationName === undefined ? {} : { organizationName }),
            ...(orgId === undefined ? {} : { orgId }),
        },
    ];
}

function detailOf(aid: string, expand: readonly Expansion[], args: ConnectionArgs) {
    const wanted = [...new Set(expand)].sort();
    return askOnce(args, {
        text: `account group ${aid} with ${wanted.join()}`,
        ask: async (client, token) => toDetail(await client.accountGroup(token, aid, wanted), wanted),
    });
}

/** What was not asked for is left out, whether the API sends it or not. */
function toDetail(
    { accountToken, users = [], agents = [] }: AccountGroupDetail,
    wanted: readonly Expansion[],
) {
    return {
        accountToken,
        ...(wanted.includes("user") ? { users: users.map(toUser) } : {}),
        ...(wanted.includes("agent") ? { agents: agents.map(toAgent) } : {}),
    };
}

function expandProblem(expand: unknown): string | undefined {
    const known: readonly unknown[] = ["user", "agent"] satisfies Expansion[];
    return Array.isArray(expand) && expand.every((word) => known.includes(word))
        ? undefined
        : 'expand must be a list of "user" and "agent"';
}
