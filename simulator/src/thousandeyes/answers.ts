import { hashToken } from "../fingerprint";
import type { Member } from "./accounts";
import type { AccountGroup, User } from "./organisations";

/** What `expand` may ask for. */
export type Expansion = "user" | "agent";

/** The body of `GET /users/current`. */
export function currentUserBody(member: Member, self: string): object {
    const { user } = member;
    const reference = (aid: string) => {
        const group = findGroup(member, aid);
        return { aid, accountGroupName: group?.accountGroupName ?? "" };
    };
    return {
        ...userFields(user),
        loginAccountGroup: reference(user.loginAccountGroup),
        accountGroupRoles: user.accountGroups.map((aid) => ({
            accountGroup: reference(aid),
            roles: [user.role],
        })),
        allAccountGroupRoles: [],
        _links: links(self),
    };
}

/** The body of `GET /account-groups`: the groups that the user belongs to. */
export function accountGroupsBody(member: Member, self: string): object {
    const groups = member.user.accountGroups.flatMap((aid) => findGroup(member, aid) ?? []);
    return { accountGroups: groups.map((group) => groupFields(member, group)), _links: links(self) };
}

/** The body of `GET /account-groups/{id}`; `users` and `agents` only when asked for. */
export function accountGroupBody(
    member: Member,
    group: AccountGroup,
    expand: ReadonlySet<Expansion>,
    self: string,
): object {
    const users = member.organisation.users.filter((user) => user.accountGroups.includes(group.aid));
    return {
        ...groupFields(member, group),
        accountToken: group.accountToken ?? hashToken(`account token of ${group.aid}`).slice(0, 32),
        ...(expand.has("user")
            ? { users: users.map((user) => ({ ...userFields(user), roles: [user.role] })) }
            : {}),
        ...(expand.has("agent") ? { agents: group.agents } : {}),
        _links: links(self),
    };
}

/** The account group of the user's organisation with this aid. */
export function findGroup(member: Member, aid: string): AccountGroup | undefined {
    return member.organisation.accountGroups.find((group) => group.aid === aid);
}

function userFields({ uid, name, email, dateRegistered, lastLogin }: User): object {
    return { uid, name, email, dateRegistered, lastLogin };
}

function groupFields({ organisation, user }: Member, group: AccountGroup): object {
    return {
        aid: group.aid,
        accountGroupName: group.accountGroupName,
        isCurrentAccountGroup: group.aid === user.loginAccountGroup,
        isDefaultAccountGroup: group.aid === (user.defaultAccountGroup ?? user.loginAccountGroup),
        organizationName: organisation.organizationName,
        orgId: organisation.orgId,
    };
}

function links(self: string): object {
    return { self: { href: self } };
}
