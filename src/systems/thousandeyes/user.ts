import type { AccountGroupDetail, UserProfile } from "./client";

/** A role of a user. */
export interface Role {
    readonly roleId?: string;
    readonly name?: string;
    /** Whether it is one of the vendor's own roles. */
    readonly isBuiltin?: boolean;
    readonly hasManagementPermissions?: boolean;
}

/** A user as an account group lists it. */
export interface User {
    readonly uid?: string;
    readonly name?: string;
    readonly email?: string;
    /** ISO 8601 UTC. */
    readonly lastLogin?: string;
    /** ISO 8601 UTC. */
    readonly dateRegistered?: string;
    readonly roles: Role[];
}

/** An agent as an account group lists it. */
export interface Agent {
    readonly agentId?: string;
    readonly agentName?: string;
    readonly agentType?: string;
}

type ListedUser = NonNullable<AccountGroupDetail["users"]>[number];
type ListedAgent = NonNullable<AccountGroupDetail["agents"]>[number];
type ListedRole = NonNullable<UserProfile["allAccountGroupRoles"]>[number];

export function toUser({ roles = [], ...user }: ListedUser): User {
    return { ...defined(user), roles: roles.map(toRole) };
}

export function toAgent(agent: ListedAgent): Agent {
    return defined(agent);
}

export function toRole(role: ListedRole): Role {
    return defined(role);
}

/** Without the properties that are there with no value. */
export function defined<T extends object>(value: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
    const entries = Object.entries(value).filter(([, part]) => part !== undefined);
    return Object.fromEntries(entries) as { [K in keyof T]?: Exclude<T[K], undefined> };
}
