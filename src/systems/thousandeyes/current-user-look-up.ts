import { ApiTokenError } from "../../base/errors";
import { assertNoProblem } from "../../inputs/input-problem";
import type { LookUpHost } from "../../pulumi/look-up-host";
import type { UserProfile } from "./client";
import { askOnce, type ConnectionArgs } from "./look-up-connection";
import { defined, type Role, toRole } from "./user";

/** Whose token is meant, and what to ask for. */
export interface GetCurrentUserArgs extends ConnectionArgs {
    /** `["email"]` for the user's e-mail address, which is left out otherwise. */
    expand?: "email"[] | undefined;
}

/** An account group by its id and name. */
export interface AccountGroupReference {
    /** A string of digits. */
    readonly aid?: string;
    readonly name?: string;
}

/** The user whose token it is. */
export interface CurrentUser {
    readonly uid: string;
    readonly name?: string;
    /** Only when `expand` asked for it. */
    readonly email?: string;
    /** ISO 8601 UTC. */
    readonly lastLogin?: string;
    /** ISO 8601 UTC. */
    readonly dateRegistered?: string;
    /** The account group that the user logs in to: requests without an `aid` go there. */
    readonly loginAccountGroup?: AccountGroupReference;
    /** The roles that the user has in single account groups. */
    readonly accountGroupRoles: { readonly accountGroup?: AccountGroupReference; readonly roles: Role[] }[];
    /** The roles that the user has in all account groups. */
    readonly allAccountGroupRoles: Role[];
}

/** Says whose token it is. */
export async function lookUpCurrentUser(args: GetCurrentUserArgs, host: LookUpHost): Promise<CurrentUser> {
    assertNoProblem(expandProblem(args.expand));
    const { email, ...user } = await askOnce(args, host, {
        text: "current user",
        ask: async (client, token) => toCurrentUser(await client.userProfile(token)),
    });
    return args.expand?.includes("email") && email !== undefined ? { ...user, email } : user;
}

function toCurrentUser(profile: UserProfile): CurrentUser {
    const { uid, loginAccountGroup, accountGroupRoles = [], allAccountGroupRoles = [], ...rest } = profile;
    if (uid === undefined) {
        throw new ApiTokenError(
            "ERR_RESPONSE",
            "GET /users/current answered 200 with a user that has no uid",
        );
    }
    return {
        ...defined(rest),
        uid,
        ...(loginAccountGroup === undefined ? {} : { loginAccountGroup: toReference(loginAccountGroup) }),
        accountGroupRoles: accountGroupRoles.map(({ accountGroup, roles = [] }) => ({
            ...(accountGroup === undefined ? {} : { accountGroup: toReference(accountGroup) }),
            roles: roles.map(toRole),
        })),
        allAccountGroupRoles: allAccountGroupRoles.map(toRole),
    };
}

function toReference({ aid, accountGroupName }: NonNullable<UserProfile["loginAccountGroup"]>) {
    return defined({ aid, name: accountGroupName });
}

function expandProblem(expand: unknown): string | undefined {
    return expand === undefined || (Array.isArray(expand) && expand.every((word) => word === "email"))
        ? undefined
        : 'expand must be a list of "email", or left out';
}
