import { call } from "./simulator-client";
import type { Answer, Call } from "./simulator-client";
import { useSimulator } from "./simulator-stage";
import { deviations } from "./thousandeyes-contract";

const group = "/account-groups/{id}";
const stage = useSimulator();
let token: string;

beforeEach(async () => {
    token = (await stage.control.createToken("1001")).token;
});

const send = (method: string, path: string, options: Call = { token }): Promise<Answer> =>
    call(method, `${stage.simulator.apiUrl}${path}`, options);

async function tokenWithoutRights(): Promise<string> {
    return (await stage.control.createToken("1003")).token;
}

const getOperations = [
    ["/users/current", "/users/current"],
    ["/account-groups", "/account-groups"],
    [group, "/account-groups/281474"],
] as const;
const operations = [
    ["POST", "/api-tokens", "/api-tokens"],
    ...getOperations.map(([path, url]) => ["GET", path, url] as const),
] as const;

describe("the answers are as the contract declares them", () => {
    test("a regenerated token (201) is as declared", async () => {
        const answer = await send("POST", "/api-tokens");
        expect(answer.status).toBe(201);
        expect(deviations("POST", "/api-tokens", answer)).toEqual([]);
    });

    test.each<readonly [string, string]>([
        ...getOperations,
        [group, "/account-groups/281474?expand=user,agent"],
    ])("GET %s (200, asked for as %s) is as declared", async (path, url) => {
        const answer = await send("GET", url);
        expect(answer.status).toBe(200);
        expect(deviations("GET", path, answer)).toEqual([]);
    });

    test.each(operations)("the 401 of %s %s is as declared", async (method, path, url) => {
        const answer = await send(method, url, {});
        expect(answer.status).toBe(401);
        expect(deviations(method, path, answer)).toEqual([]);
    });

    test("a regeneration without API access (403) is as declared", async () => {
        const answer = await send("POST", "/api-tokens", { token: await tokenWithoutRights() });
        expect(answer.status).toBe(403);
        expect(deviations("POST", "/api-tokens", answer)).toEqual([]);
    });

    test("an account group that the user may not view (403) is as declared", async () => {
        const answer = await send("GET", "/account-groups/281474", { token: await tokenWithoutRights() });
        expect(answer.status).toBe(403);
        expect(deviations("GET", group, answer)).toEqual([]);
    });

    test("an unknown account group (404) is as declared", async () => {
        const answer = await send("GET", "/account-groups/999");
        expect(answer.status).toBe(404);
        expect(deviations("GET", group, answer)).toEqual([]);
    });

    test("an unknown expansion (400) is as declared and names the field", async () => {
        const answer = await send("GET", "/account-groups/281474?expand=user,nonsense");
        expect(answer.status).toBe(400);
        expect(answer.body).toMatchObject({ errors: [{ code: "invalid-value", field: "expand" }] });
        expect(deviations("GET", group, answer)).toEqual([]);
    });

    test("a third token (409) is refused as declared", async () => {
        await send("POST", "/api-tokens");
        const answer = await send("POST", "/api-tokens");
        expect(answer.status).toBe(409);
        expect(deviations("POST", "/api-tokens", answer)).toEqual([]);
    });

    test.each(getOperations)("the 429 of GET %s is as declared", async (path, url) => {
        await Promise.all(Array.from({ length: 240 }, () => send("GET", "/users/current")));
        const answer = await send("GET", url);
        expect(answer.status).toBe(429);
        expect(deviations("GET", path, answer)).toEqual([]);
    });
});

describe("what the contract leaves open is answered with a problem", () => {
    const expectProblem = (answer: Answer, status: number) => {
        expect(answer.status).toBe(status);
        expect(answer.headers["content-type"]).toBe("application/problem+json");
        // The contract's schema of a problem, taken from an operation that declares one.
        expect(deviations("GET", group, { ...answer, status: 404 })).toEqual([]);
        expect(answer.body).toMatchObject({ type: "about:blank", status });
    };

    test("429 is not declared for POST /api-tokens but answered with a problem", async () => {
        await Promise.all(Array.from({ length: 240 }, () => send("GET", "/users/current")));
        const answer = await send("POST", "/api-tokens");
        expect(deviations("POST", "/api-tokens", answer)).toEqual(["status 429 is not declared"]);
        expectProblem(answer, 429);
    });

    test.each(["/nothing", "/api-tokens/", "/../users/current"])(
        "an unknown path such as %s is answered with a 404 problem",
        async (path) => {
            expectProblem(await send("GET", path), 404);
        },
    );

    test.each([
        ["GET", "/api-tokens"],
        ["DELETE", "/api-tokens"],
        ["POST", "/users/current"],
        ["PUT", "/account-groups/281474"],
    ])("a wrong method such as %s %s is answered with a 405 problem", async (method, path) => {
        expectProblem(await send(method, path), 405);
    });
});

describe("the check of answers refuses what is wrong", () => {
    test.each([
        ["an undeclared status", { status: 202 }, "status 202 is not declared"],
        [
            "an undeclared content type",
            { headers: { "content-type": "application/json" } },
            "content type application/json is not declared for status 201",
        ],
        ["a wrong type", { body: { bearerToken: 7 } }, "data/bearerToken must be string"],
        [
            "a wrong date",
            { body: { validUntil: "tomorrow" } },
            'data/validUntil must match format "date-time"',
        ],
        ["an undocumented field", { body: { token: "x" } }, "data must NOT have unevaluated properties"],
    ])("the check refuses %s", (_name, change, message) => {
        const answer = { status: 201, headers: { "content-type": "application/hal+json" }, body: {} };
        expect(deviations("POST", "/api-tokens", answer)).toEqual([]);
        expect(deviations("POST", "/api-tokens", { ...answer, ...change })).toEqual([message]);
    });
});
