/** So many that no organisation meets its rate limit: 240 requests a minute. */
const USERS_OF_AN_ORGANISATION = 10;

const FIRST_UID = 100_000;

/**
 * Organisations for so many users, each with one account group.
 * @param {number} users
 * @returns {{ organisations: import("api-token-simulator").OrganisationsInput, uids: string[] }}
 */
export function organisationsFor(users) {
    const uids = Array.from({ length: users }, (_, index) => String(FIRST_UID + index));
    const count = Math.ceil(users / USERS_OF_AN_ORGANISATION);
    const organisations = Array.from({ length: count }, (_, index) => {
        const aid = String(50_000 + index);
        const own = uids.slice(index * USERS_OF_AN_ORGANISATION, (index + 1) * USERS_OF_AN_ORGANISATION);
        return {
            orgId: String(1_000 + index),
            organizationName: `Organisation ${index + 1}`,
            accountGroups: [{ aid, accountGroupName: "Production" }],
            users: own.map((uid) => userOf(uid, [aid])),
        };
    });
    return { organisations: { organisations }, uids };
}

/**
 * One user who belongs to so many account groups: `Group 1`, `Group 2`, …
 * @param {number} count
 * @returns {{ organisations: import("api-token-simulator").OrganisationsInput, uid: string }}
 */
export function organisationWithGroups(count) {
    const accountGroups = Array.from({ length: count }, (_, index) => ({
        aid: String(50_000 + index),
        accountGroupName: `Group ${index + 1}`,
    }));
    const uid = String(FIRST_UID);
    const users = [
        userOf(
            uid,
            accountGroups.map(({ aid }) => aid),
        ),
    ];
    const organisation = { orgId: "1000", organizationName: "Organisation 1", accountGroups, users };
    return { organisations: { organisations: [organisation] }, uid };
}

/**
 * @param {string} uid
 * @param {string[]} accountGroups
 */
function userOf(uid, accountGroups) {
    return {
        uid,
        name: `User ${uid}`,
        email: `user${uid}@example.com`,
        loginAccountGroup: accountGroups[0] ?? "",
        accountGroups,
    };
}
