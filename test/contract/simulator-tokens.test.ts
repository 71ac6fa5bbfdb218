import { call } from "./simulator-client";
import type { Answer, Call } from "./simulator-client";
import { useSimulator } from "./simulator-stage";

const invalidToken = { error: "invalid_token", error_description: "Invalid access token" };
const stage = useSimulator();

const send = (method: string, path: string, options: Call = {}): Promise<Answer> =>
    call(method, `${stage.simulator.apiUrl}${path}`, options);

async function statusOf(token: string, from?: string): Promise<number> {
    return (await send("GET", "/users/current", from === undefined ? { token } : { token, from })).status;
}

async function regenerate(token: string): Promise<{ bearerToken: string; validUntil: string }> {
    const answer = await send("POST", "/api-tokens", { token });
    expect(answer.status).toBe(201);
    return answer.body as { bearerToken: string; validUntil: string };
}

async function newToken(uid = "1001", validFor?: string): Promise<string> {
    return (await stage.control.createToken(uid, validFor === undefined ? {} : { validFor })).token;
}

async function fail(times: number, from: string): Promise<number[]> {
    const answers = Array.from({ length: times }, () => send("GET", "/users/current", { from }));
    return (await Promise.all(answers)).map((answer) => answer.status);
}

describe("lifetimes of tokens", () => {
    test("a token looks like a UUID and lives two years", async () => {
        const fresh = await regenerate(await newToken());
        expect(fresh.bearerToken).toMatch(
            /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
        );
        expect(fresh.validUntil).toBe("2032-01-01T00:00:00Z");
        await stage.control.setClock({ now: "2031-12-31T23:59:59Z" });
        expect(await statusOf(fresh.bearerToken)).toBe(200);
        await stage.control.advance("1s");
        expect(await statusOf(fresh.bearerToken)).toBe(401);
    });

    test("the token before stays valid for 14 days", async () => {
        const old = await newToken();
        await regenerate(old);
        await stage.control.setClock({ now: "2030-01-14T23:59:59Z" });
        expect(await statusOf(old)).toBe(200);
        await stage.control.advance("1s");
        expect(await statusOf(old)).toBe(401);
    });

    test("the token before ends at its own end when that comes first", async () => {
        const old = await newToken("1001", "3d");
        await regenerate(old);
        const [user] = await stage.control.users();
        expect(user?.tokens.map((token) => token.validUntil)).toEqual([
            "2030-01-04T00:00:00Z",
            "2032-01-01T00:00:00Z",
        ]);
        await stage.control.advance("3d");
        expect(await statusOf(old)).toBe(401);
    });

    test("a third token is refused to the old and the new one alike, and given when the old one has ended", async () => {
        const old = await newToken();
        const { bearerToken } = await regenerate(old);
        for (const token of [old, bearerToken]) {
            const refused = await send("POST", "/api-tokens", { token });
            expect(refused.status).toBe(409);
            expect(refused.body).toMatchObject({
                detail: "The user already has the maximum number of allowed tokens.",
                instance: "/v7",
            });
        }
        await stage.control.advance("2w");
        await regenerate(bearerToken);
    });

    test("a regeneration does not touch the tokens of another user", async () => {
        const other = await newToken("1002");
        await regenerate(await newToken());
        await stage.control.advance("30d");
        expect(await statusOf(other)).toBe(200);
    });

    test("the UI creates a token only when the user has no active one", async () => {
        await newToken();
        await expect(newToken()).rejects.toThrow("User 1001 has an active token");
        expect(await stage.control.revokeTokens("1001")).toBe(1);
        await newToken();
    });
});

describe("who is let in", () => {
    test.each([
        ["a missing header", {}],
        ["a malformed header", { authorization: "Basic eDp5" }],
        ["a header without a token", { authorization: "Bearer" }],
        ["an unknown token", { token: "00000000-0000-4000-8000-000000000000" }],
    ])("%s gets 401", async (_name, options) => {
        const answer = await send("GET", "/users/current", options);
        expect(answer).toMatchObject({ status: 401, body: invalidToken });
        expect(answer.headers["content-type"]).toBe("application/problem+json");
    });

    test("an expired token gets 401", async () => {
        const token = await newToken("1001", "1h");
        await stage.control.advance("1h");
        expect(await statusOf(token)).toBe(401);
    });

    test("one of two tokens can be revoked by its fingerprint, and gets 401", async () => {
        const old = await newToken();
        const { bearerToken } = await regenerate(old);
        const fingerprint = (await stage.control.users())[0]?.tokens[0]?.fingerprint;
        expect(await stage.control.revokeTokens("1001", fingerprint)).toBe(1);
        expect([await statusOf(old), await statusOf(bearerToken)]).toEqual([401, 200]);
    });

    test("a locked account gets 401 until it is unlocked", async () => {
        const token = await newToken();
        await stage.control.setUser("1001", { locked: true });
        expect(await statusOf(token)).toBe(401);
        await stage.control.setUser("1001", { locked: false });
        expect(await statusOf(token)).toBe(200);
    });

    test("regenerating needs API access, reading one's own data does not", async () => {
        const token = await newToken();
        await stage.control.setUser("1001", { apiAccess: false });
        expect((await send("POST", "/api-tokens", { token })).status).toBe(403);
        expect(await statusOf(token)).toBe(200);
        await stage.control.setUser("1001", { apiAccess: true });
        await regenerate(token);
    });
});

describe("the block of addresses and the limit of organisations", () => {
    test("120 answers of 401 in an hour block their address, and no other, until they are an hour old", async () => {
        const token = await newToken();
        expect(new Set(await fail(119, "127.0.0.2"))).toEqual(new Set([401]));
        expect(await statusOf(token, "127.0.0.2")).toBe(200);
        expect(await fail(1, "127.0.0.2")).toEqual([401]);
        expect(await statusOf(token, "127.0.0.2")).toBe(429);
        expect(await statusOf(token, "127.0.0.3")).toBe(200);
        await stage.control.advance("3599s");
        expect(await statusOf(token, "127.0.0.2")).toBe(429);
        await stage.control.advance("1s");
        expect(await statusOf(token, "127.0.0.2")).toBe(200);
    });

    test("the hour rolls: 401 answers that have aged no longer count", async () => {
        await fail(60, "127.0.0.2");
        await stage.control.advance("40m");
        await fail(59, "127.0.0.2");
        await stage.control.advance("40m");
        expect(await fail(61, "127.0.0.2")).toEqual(Array<number>(61).fill(401));
        expect(await fail(1, "127.0.0.2")).toEqual([429]);
    });

    test("an organisation has 240 requests a minute, told in headers, and another organisation has its own", async () => {
        const token = await newToken();
        const other = await newToken("2001");
        const reset = String(Date.UTC(2030, 0, 1, 0, 1) / 1000);
        const first = await send("GET", "/users/current", { token });
        expect(first.headers).toMatchObject({
            "x-organization-rate-limit-limit": "240",
            "x-organization-rate-limit-remaining": "239",
            "x-organization-rate-limit-reset": reset,
        });
        const answers = Array.from({ length: 239 }, () => statusOf(token));
        expect(new Set(await Promise.all(answers))).toEqual(new Set([200]));
        const refused = await send("POST", "/api-tokens", { token });
        expect(refused.status).toBe(429);
        expect(refused.headers).toMatchObject({
            "x-organization-rate-limit-remaining": "0",
            "x-organization-rate-limit-reset": reset,
        });
        expect((await stage.control.users())[0]?.tokens).toHaveLength(1);
        expect(await statusOf(other)).toBe(200);
        await stage.control.advance("1m");
        expect(await statusOf(token)).toBe(200);
    });

    test("the minute begins with the first request of a batch, and not with the clock's", async () => {
        const token = await newToken();
        await stage.control.advance("50s");
        await Promise.all(Array.from({ length: 240 }, () => statusOf(token)));
        await stage.control.advance("11s");
        expect(await statusOf(token)).toBe(429);
        await stage.control.advance("50s");
        const { status, headers } = await send("GET", "/users/current", { token });
        expect(status).toBe(200);
        expect(headers["x-organization-rate-limit-reset"]).toBe(
            String(Date.UTC(2030, 0, 1, 0, 2, 51) / 1000),
        );
    });

    test.each([
        ["application/hal+json", 200],
        ["application/json; charset=utf-8, text/html;q=0.5", 200],
        ["*/*", 200],
        ["text/html", 406],
    ])("a client that takes %s gets %d", async (accept, status) => {
        const authorization = `Bearer ${await newToken()}`;
        const answer = await fetch(`${stage.simulator.apiUrl}/users/current`, {
            headers: { authorization, accept },
        });
        expect(answer.status).toBe(status);
    });

    test("an answer without an accepted token carries no limit headers", async () => {
        const { headers } = await send("GET", "/users/current");
        expect(Object.keys(headers).filter((name) => name.startsWith("x-organization"))).toEqual([]);
    });
});

describe("account groups", () => {
    test("a user sees its own groups, with identifiers that are strings of digits and its login group as current", async () => {
        const { body } = await send("GET", "/account-groups", { token: await newToken() });
        expect(body).toMatchObject({
            accountGroups: [
                { aid: "281474", accountGroupName: "Production", isCurrentAccountGroup: true },
                { aid: "281475", accountGroupName: "Staging", isCurrentAccountGroup: false },
                { aid: "281476", accountGroupName: "Sandbox", isCurrentAccountGroup: false },
            ],
        });
    });

    test("a user of a single group sees only that one", async () => {
        const { body } = await send("GET", "/account-groups", { token: await newToken("1002") });
        expect((body as { accountGroups: { aid: string }[] }).accountGroups.map(({ aid }) => aid)).toEqual([
            "281475",
        ]);
    });

    test.each([
        ["", []],
        ["?expand=user", ["users"]],
        ["?expand=agent", ["agents"]],
        ["?expand=user,agent", ["users", "agents"]],
    ])(
        "a group asked for with %p has its account token and, of users and agents, %p",
        async (query, parts) => {
            const { body } = await send("GET", `/account-groups/281474${query}`, { token: await newToken() });
            expect(body).toMatchObject({
                aid: "281474",
                accountToken: expect.stringMatching(/^.{32}$/) as string,
            });
            const keys = Object.keys(body as object);
            expect(keys.filter((key) => key === "users" || key === "agents")).toEqual(parts);
        },
    );

    test("a group of another organisation does not exist", async () => {
        const { status } = await send("GET", "/account-groups/290001", { token: await newToken() });
        expect(status).toBe(404);
    });
});
