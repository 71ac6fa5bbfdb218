import * as pulumi from "@pulumi/pulumi";
import { unlessEmpty } from "../environment";
import { ApiTokenError } from "../errors";
import { fingerprint } from "../lifecycle/fingerprint";
import { asProgramErrors } from "../pulumi/program-error";
import type { ListedAccountGroup } from "./client";
import { endpointProblem, resolveEndpoint, tokenProblem } from "./settings";

/** With which token, and where, a data source asks. */
export interface ConnectionArgs {
    /** Default: stack config `thousandeyes:token`, then the environment's `TE_TOKEN`. */
    token?: string;
    /** Default: stack config `thousandeyes:apiEndpoint`, then `TE_API_ENDPOINT`, then `https://api.thousandeyes.com/v7`. */
    apiEndpoint?: string;
}

/** Which account group is meant: exactly one of `name` and `aid`. */
export interface GetAccountGroupArgs extends ConnectionArgs {
    /** The group's name, exactly as the UI shows it. */
    name?: string;
    /** The group's id: a string of digits. */
    aid?: string;
}

/** An account group that the token's user belongs to. */
export interface AccountGroup {
    /** A string of digits. What other endpoints take as their query parameter `aid`. */
    readonly aid: string;
    readonly name: string;
    /** The group that requests without an `aid` go to. */
    readonly current: boolean;
    /** The group that its user logs in to. */
    readonly default: boolean;
    readonly organizationName?: string;
    readonly orgId?: string;
}

/** Every account group that the token's user belongs to. */
export interface AccountGroups {
    readonly accountGroups: AccountGroup[];
}

/** The arguments of a data source's `…Output` form. */
type InputsOf<T> = {
    [K in keyof T]: pulumi.Input<NonNullable<T[K]>> | (undefined extends T[K] ? undefined : never);
};

/**
 * Lists the account groups that the token's user belongs to. One `GET /account-groups`, shared by all look-ups of a
 * program that use the same token.
 *
 * Errors end the program with one message: `ERR_INPUT`, `ERR_NO_TOKEN`, `ERR_TOKEN_REJECTED`, `ERR_FORBIDDEN`,
 * `ERR_RATE_LIMITED`, `ERR_CONNECTION`, `ERR_RESPONSE`.
 */
export function getAccountGroups(args: ConnectionArgs = {}): Promise<AccountGroups> {
    return asProgramErrors("getAccountGroups", async () => ({
        accountGroups: await listAccountGroups(args),
    }));
}

/** {@link getAccountGroups} for arguments that are known later. Its result is no secret, although the token is one. */
export function getAccountGroupsOutput(args: InputsOf<ConnectionArgs> = {}): pulumi.Output<AccountGroups> {
    return plainly(args, getAccountGroups);
}

/**
 * Finds one account group by its `name` or its `aid`. The request is shared as with {@link getAccountGroups}.
 *
 * Errors, besides those: `ERR_NOT_FOUND`, and `ERR_NOT_UNIQUE` when several groups have the name.
 */
export function getAccountGroup(args: GetAccountGroupArgs): Promise<AccountGroup> {
    return asProgramErrors("getAccountGroup", async () => {
        if ((args.name === undefined) === (args.aid === undefined)) {
            throw new ApiTokenError("ERR_INPUT", "give exactly one of name and aid");
        }
        return pick(await listAccountGroups(args), args);
    });
}

/** {@link getAccountGroup} for arguments that are known later. Its result is no secret, although the token is one. */
export function getAccountGroupOutput(args: InputsOf<GetAccountGroupArgs>): pulumi.Output<AccountGroup> {
    return plainly(args, getAccountGroup);
}

/** What look-ups tell apart by: one list for each endpoint and token of a program. */
const lists = new Map<string, Promise<AccountGroup[]>>();

async function listAccountGroups(args: ConnectionArgs): Promise<AccountGroup[]> {
    const { token, endpoint } = resolveConnection(args);
    const key = `${fingerprint(token)} ${endpoint}`;
    const list = lists.get(key) ?? fetchAccountGroups(endpoint, token);
    lists.set(key, list);
    // A failure is not remembered: the next look-up may fare better.
    list.catch(() => lists.delete(key));
    return list;
}

async function fetchAccountGroups(endpoint: string, token: string): Promise<AccountGroup[]> {
    const { connect } = await import("./connection.js");
    const listed = await connect(endpoint).accountGroups(token);
    return listed.flatMap(toAccountGroup);
}

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

function resolveConnection(args: ConnectionArgs): { token: string; endpoint: string } {
    const config = new pulumi.Config("thousandeyes");
    const token = args.token ?? config.get("token") ?? unlessEmpty(process.env.TE_TOKEN);
    if (token === undefined) {
        throw new ApiTokenError(
            "ERR_NO_TOKEN",
            "no token. Give the argument `token`, run `pulumi config set --secret thousandeyes:token`, or set TE_TOKEN",
        );
    }
    const endpoint = resolveEndpoint({
        argument: args.apiEndpoint,
        config: config.get("apiEndpoint"),
        environment: process.env,
    });
    const tokenFault = tokenProblem(token);
    const problem = tokenFault === undefined ? endpointProblem(endpoint) : `the token ${tokenFault}`;
    if (problem !== undefined) {
        throw new ApiTokenError("ERR_INPUT", problem);
    }
    return { token, endpoint };
}

function pick(groups: AccountGroup[], { name, aid }: GetAccountGroupArgs): AccountGroup {
    const wanted = name === undefined ? `aid ${JSON.stringify(aid)}` : `name ${JSON.stringify(name)}`;
    const [found, ...others] = groups.filter((group) =>
        name === undefined ? group.aid === aid : group.name === name,
    );
    if (found === undefined) {
        const known = groups.slice(0, 5).map((group) => `${JSON.stringify(group.name)} (aid ${group.aid})`);
        const seen = known.length === 0 ? "none at all" : known.join(", ") + (groups.length > 5 ? ", …" : "");
        throw new ApiTokenError(
            "ERR_NOT_FOUND",
            `no account group has the ${wanted}. The token's user belongs to ${seen}`,
        );
    }
    if (others.length > 0) {
        const aids = [found, ...others].map((group) => group.aid).join(", ");
        throw new ApiTokenError(
            "ERR_NOT_UNIQUE",
            `several account groups have the ${wanted}. Ask by aid: ${aids}`,
        );
    }
    return found;
}

function plainly<A, R>(args: InputsOf<A>, get: (args: A) => Promise<R>): pulumi.Output<R> {
    return pulumi.unsecret(pulumi.output(args).apply((known) => get(known as A)));
}
