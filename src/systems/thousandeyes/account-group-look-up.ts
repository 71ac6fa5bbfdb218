import { assertNoProblem } from "../../inputs/input-problem";
import type { LookUpHost } from "../../pulumi/look-up-host";
import {
    type AccountGroup,
    type AccountGroupKeys,
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

/** Which account group is meant, by exactly one of `name`, `aid`, `current` and `default`, and what to ask for. */
export interface AccountGroupQuery extends ConnectionArgs, Partial<AccountGroupKeys>, Partial<ExpandArgs> {}

/** Every account group that the token's user belongs to. */
export interface AccountGroups {
    readonly accountGroups: AccountGroup[];
}

/** An account group, with what was asked for besides. */
export interface FoundAccountGroup extends AccountGroup {
    readonly accountToken?: string | undefined;
    readonly users?: User[];
    readonly agents?: Agent[];
}

/** Lists the account groups that the token's user belongs to. */
export async function lookUpAccountGroups(args: ConnectionArgs, host: LookUpHost): Promise<AccountGroups> {
    return { accountGroups: await listAccountGroups(args, host) };
}

/** Finds one account group, and what `expand` asks for besides. */
export async function lookUpAccountGroup(
    args: AccountGroupQuery,
    host: LookUpHost,
): Promise<FoundAccountGroup> {
    const { expand } = args;
    const problem = selectorProblem(args) ?? (expand === undefined ? undefined : expandProblem(expand));
    assertNoProblem(problem);
    const group = findAccountGroup(await listAccountGroups(args, host), args);
    return expand === undefined ? group : { ...group, ...(await detailOf(group.aid, expand, args, host)) };
}

function listAccountGroups(args: ConnectionArgs, host: LookUpHost): Promise<AccountGroup[]> {
    return askOnce(args, host, {
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

function detailOf(aid: string, expand: readonly Expansion[], args: ConnectionArgs, host: LookUpHost) {
    const wanted = [...new Set(expand)].sort();
    return askOnce(args, host, {
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
