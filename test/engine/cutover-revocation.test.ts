import { findTokens } from "../support/secrecy-search";
import { openStack, type Run, saidOf, type Stack } from "../support/stack";
import { revokingProgram } from "../support/stack-programs";
import { useStackStage } from "../support/stack-stage";

jest.setTimeout(300_000);
const stage = useStackStage();

/** Whose tokens they are. 104 lacks the role that the API asks for: its token may neither list nor delete. */
const ROBOTS = {
    gone: "102",
    expired: "102",
    archived: "103",
    "with-admin": "104",
    "with-admin-and-gone": "104",
};
type Name = keyof typeof ROBOTS;

/** One stack with a token for each case; while it is destroyed, something stands in the way of all of them. */
describe("a destroy that is to revoke", () => {
    const ids = {} as Record<Name, string>;
    let stack: Stack;
    let adopted: Run;
    let afterTheEnd: Run;
    let destroyed: Run;

    beforeAll(async () => {
        stack = await openStack(stage, revokingProgram);
        stack.configure({ robots: ROBOTS });
        await stack.setSecret("adminToken", (await stage.newCutoverToken("101", "admin")).token);
        for (const [name, userId] of Object.entries(ROBOTS)) {
            const { id, token } = await stage.newCutoverToken(
                userId,
                name,
                name === "expired" ? "1d" : undefined,
            );
            ids[name as Name] = id;
            await stack.setSecret(name, token);
        }
        adopted = await stack.up();
        await stage.advance(2);
        afterTheEnd = await stack.up();
        await stage.control.cutover.revokeToken("102", ids.gone);
        await stage.control.cutover.revokeToken("104", ids["with-admin-and-gone"]);
        await stage.control.cutover.setUser("103", { archived: true });
        destroyed = await stack.destroy();
    });

    test("follows an adoption in which the admin's token asked where the token itself may not", () => {
        expect(requestsOf(adopted, "104", "GET")).toHaveLength(4);
        expect(requestsOf(adopted, "103", "GET")).toHaveLength(1);
    });

    test("with an admin's token revokes what the token itself may not", async () => {
        expect(saidOf("with-admin", destroyed)).toEqual([`with-admin: revoked token ${ids["with-admin"]}`]);
        const [robot] = (await stage.control.cutover.users()).filter(({ id }) => id === "104");
        expect(robot?.tokens).toEqual([]);
    });

    test("takes a token that is gone already for what was wanted", () => {
        expect(saidOf("with-admin-and-gone", destroyed)).toEqual([
            `with-admin-and-gone: token ${ids["with-admin-and-gone"]} was gone already`,
        ]);
        expect(saidOf("gone", destroyed)).toEqual([
            expect.stringContaining(`gone: token ${ids.gone} works no more: it was revoked or has expired`),
        ]);
    });

    test("says of an expired token that it works no more, as the up before it did without a request", () => {
        expect(afterTheEnd.requests).toEqual([]);
        expect(saidOf("expired", afterTheEnd)).toEqual([
            expect.stringMatching(/^expired: warning: token \w{12} expired at \S+\. Create another one/),
        ]);
        expect(saidOf("expired", destroyed)).toEqual([
            expect.stringContaining(
                `expired: token ${ids.expired} works no more: it was revoked or has expired`,
            ),
        ]);
    });

    test("explains why the token of an archived user cannot be revoked, and what to do if the user comes back", async () => {
        expect(saidOf("archived", destroyed)).toEqual([
            `archived: token ${ids.archived} works no more: it was revoked or has expired, or its user is archived. ` +
                "It works again when such a user is taken back: then revoke it in the UI",
        ]);
        const [user] = (await stage.control.cutover.users()).filter(({ id }) => id === "103");
        expect(user?.tokens.map(({ id, active }) => ({ id, active }))).toEqual([
            { id: ids.archived, active: false },
        ]);
    });

    test("ends with an empty stack, and no token is left in clear anywhere", async () => {
        expect(destroyed.output).toMatch(/- 6 deleted/);
        expect((await stack.exportState()).resources).toEqual([]);
        expect(stage.tokens.size).toBe(6);
        expect(findTokens(stage)).toEqual([]);
    });
});

function requestsOf({ requests }: Run, userId: string, method: string): string[] {
    return requests.filter((request) => request.startsWith(`${method} /core/users/${userId}/`));
}
