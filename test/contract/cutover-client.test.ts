import { CutoverClient } from "../../src/systems/cutover/client";
import { createSend } from "../../src/http/http-client";
import { Refusals } from "../../src/http/refusals";
import { fingerprint } from "../../src/base/fingerprint";
import { failureOf } from "../support/failure-of";
import { users } from "./cutover-calls";
import { useSimulator } from "./simulator-stage";

const { admin, robot, otherRobot } = users;
const send = createSend();
const stage = useSimulator();
let client: CutoverClient;
let token: string;
let tokenId: string;

beforeEach(async () => {
    client = new CutoverClient(stage.simulator.cutoverUrl, { send, refusals: new Refusals() });
    ({ token, id: tokenId } = await newToken(robot, "CI"));
});

function newToken(user: string, label: string) {
    return stage.control.cutover.createToken(user, { label });
}

const paths = async () => (await stage.control.requests()).map(({ path, query }) => path + query);

describe("the list of a user's tokens", () => {
    const path = `/cutover/core/users/${robot}/user_app_tokens`;

    test("has label, end and last use of each, and leaves out what the API does not know", async () => {
        await stage.control.cutover.createToken(robot, { label: "ends", validFor: "30d" });
        expect(await client.userAppTokens(robot, token)).toEqual([
            {
                tokenId,
                label: "CI",
                createdAt: "2030-01-01T00:00:00Z",
                lastAccessedAt: "2030-01-01T00:00:00Z",
            },
            {
                tokenId: String(Number(tokenId) + 1),
                label: "ends",
                createdAt: "2030-01-01T00:00:00Z",
                expiresAt: "2030-01-31T00:00:00Z",
            },
        ]);
        expect(await stage.control.requests()).toEqual([
            expect.objectContaining({ method: "GET", path, token: fingerprint(token) }),
        ]);
    });

    test("is read to its last page", async () => {
        await stage.control.cutover.setSettings({ pageSize: 2 });
        for (const label of ["2", "3", "4", "5"]) {
            await newToken(robot, label);
        }
        const labels = (await client.userAppTokens(robot, token)).map(({ label }) => label);
        expect(labels).toEqual(["CI", "2", "3", "4", "5"]);
        expect(await paths()).toEqual([path, `${path}?page%5Bnumber%5D=2`, `${path}?page%5Bnumber%5D=3`]);
    });

    test("is read on where a link is a path alone", async () => {
        const next = `/core/users/${robot}/user_app_tokens?page=2`;
        await stage.control.addFault({ kind: "body", body: { data: [], links: { next } }, times: 1 });
        expect(await client.userAppTokens(robot, token)).toMatchObject([{ label: "CI" }]);
        expect(await paths()).toEqual([path, `${path}?page=2`]);
    });

    test.each(["https://api.example.com/core/users", "//example.com/core", "http://127.0.0.1:1/core"])(
        "that goes on at %s is not read on: the token stays here",
        async (next) => {
            await stage.control.addFault({ kind: "body", body: { data: [], links: { next } } });
            const error = await failureOf(client.userAppTokens(robot, token));
            expect(error.code).toBe("ERR_RESPONSE");
            expect(error.message).toContain("goes on at another host: the token is not sent there");
        },
    );

    test("that leads in circles ends with an error", async () => {
        const next = `${stage.simulator.cutoverUrl}/core/users/${robot}/user_app_tokens?page=2`;
        await stage.control.addFault({ kind: "body", body: { data: [], links: { next } } });
        const error = await failureOf(client.userAppTokens(robot, token));
        expect(error.code).toBe("ERR_RESPONSE");
        expect(error.message).toContain("ever more pages: 200 were read");
        expect(await paths()).toHaveLength(200);
    });

    test("without attributes or a list is one of nothing that is known", async () => {
        await stage.control.addFault({ kind: "body", body: { data: [{ id: "1" }] }, times: 1 });
        expect(await client.userAppTokens(robot, token)).toEqual([{ tokenId: "1", label: "" }]);
        await stage.control.addFault({ kind: "body", body: {}, times: 1 });
        expect(await client.userAppTokens(robot, token)).toEqual([]);
    });
});

describe("a refusal", () => {
    test.each<[string, () => Promise<unknown>]>([
        ["of a token that was revoked", () => stage.control.cutover.revokeToken(robot, tokenId)],
        ["of an archived user's token", () => stage.control.cutover.setUser(robot, { archived: true })],
    ])("%s is a rejected token, and the words name both causes", async (_name, happen) => {
        await happen();
        const error = await failureOf(client.userAppTokens(robot, token));
        expect(error.code).toBe("ERR_TOKEN_REJECTED");
        expect(error.message).toMatch(/answered 401 \(The user app token is not accepted\.\)/);
        expect(error.message).toContain("unknown, expired or revoked, or its user is archived");
        expect(error.message).not.toContain(token);
    });

    test("to list the tokens of another user says that the id may be wrong, or a role missing", async () => {
        const error = await failureOf(client.userAppTokens(otherRobot, token));
        expect(error.code).toBe("ERR_FORBIDDEN");
        expect(error.message).toContain(
            "Either userId is that of another user than the token's, or a role is missing",
        );
        expect(error.message).toContain("Global User Admin");
    });

    test("of a user that is not there says that the id or the address may be wrong", async () => {
        const { token: adminToken } = await stage.control.cutover.createToken(admin, { label: "admin" });
        const error = await failureOf(client.userAppTokens("999", adminToken));
        expect(error.code).toBe("ERR_NOT_FOUND");
        expect(error.message).toMatch(
            /answered 404 .*Either the instance knows no such user, or baseUrl leads/,
        );
    });

    test.each([
        [404, "ERR_NOT_FOUND"],
        [429, "ERR_RATE_LIMITED"],
        [503, "ERR_RESPONSE"],
    ])("with %i is %s", async (status, code) => {
        await stage.control.addFault({ kind: "status", status });
        expect((await failureOf(client.userAppTokens(robot, token))).code).toBe(code);
    });
});

describe("a token", () => {
    test("is deleted by itself, and refused from then on", async () => {
        expect(await client.deleteUserAppToken(robot, tokenId, token)).toBe(true);
        expect((await failureOf(client.deleteUserAppToken(robot, tokenId, token))).code).toBe(
            "ERR_TOKEN_REJECTED",
        );
    });

    test("is deleted by an admin's, who is told when it is gone already", async () => {
        const { token: adminToken } = await newToken(admin, "admin");
        expect(await client.deleteUserAppToken(robot, tokenId, adminToken)).toBe(true);
        expect(await client.deleteUserAppToken(robot, tokenId, adminToken)).toBe(false);
    });

    test("is not deleted by a token of another user", async () => {
        const { token: other } = await newToken(otherRobot, "other");
        expect((await failureOf(client.deleteUserAppToken(robot, tokenId, other))).code).toBe(
            "ERR_FORBIDDEN",
        );
        expect(await client.userAppTokens(robot, token)).toHaveLength(1);
    });

    test("whose deletion gets no answer is told to be deleted again, and that is sent once only", async () => {
        await stage.control.addFault({ kind: "reset-after", method: "DELETE" });
        const error = await failureOf(client.deleteUserAppToken(robot, tokenId, token));
        expect(error.code).toBe("ERR_AMBIGUOUS");
        expect(error.message).toContain("Run again: a token that is gone already is fine");
        expect(await paths()).toHaveLength(1);
    });
});

test("an instance that is too old for tokens is told apart", async () => {
    await stage.control.cutover.setSettings({ tokenEndpoints: false });
    const { code, message } = await failureOf(client.userAppTokens(robot, token));
    expect(code).toBe("ERR_RESPONSE");
    expect(message).toContain("answered 405 (");
    expect(message).toContain("Core version is too old for this endpoint");
});

test("a proxy's page with 404 does not say that a token is gone", async () => {
    await stage.control.addFault({ kind: "proxy-page", status: 404, processed: false, times: 1 });
    const { code, message } = await failureOf(client.deleteUserAppToken(robot, tokenId, token));
    expect(code).toBe("ERR_RESPONSE");
    expect(message).toContain("a web page: a proxy");
});
