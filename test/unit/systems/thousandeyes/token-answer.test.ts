import * as fc from "fast-check";
import { TransportError } from "../../../../src/http/errors";
import { Received } from "../../../../src/http/recording";
import { classifyAnswer, classifyFailure } from "../../../../src/systems/thousandeyes/token-answer";

const SENT = "token-that-was-sent";
const answer = (status: number, body = "") => ({ status, body, header: () => undefined });
const classify = (status: number, body = "") => classifyAnswer(answer(status, body), SENT);
const issued = (body: object) => classify(201, JSON.stringify(body));

const PROBLEM = JSON.stringify({ type: "about:blank", title: "Such a status", status: 400 });
const ANY_OTHER = { kind: "unclear" };
const REFUSED = { kind: "not-processed", code: "ERR_RESPONSE" };
const DOCUMENTED: Record<number, object> = {
    201: { kind: "lost" },
    401: { kind: "rejected" },
    403: { kind: "not-processed", code: "ERR_FORBIDDEN" },
    408: ANY_OTHER,
    409: { kind: "overlap" },
    429: { kind: "not-processed", code: "ERR_RATE_LIMITED" },
};

describe("an answer without a token", () => {
    const statuses = Array.from({ length: 400 }, (_, index) => 200 + index);

    test("in the API's own form counts as not processed only when its status is a refusal, whatever the status", async () => {
        const expected = statuses.map(
            (status) => DOCUMENTED[status] ?? (status >= 400 && status < 500 ? REFUSED : ANY_OTHER),
        );
        expect(await Promise.all(statuses.map((status) => classify(status, PROBLEM)))).toMatchObject(
            expected,
        );
    });

    test.each([
        ["no body", ""],
        ["a web page", "<html><body>Blocked</body></html>"],
        ["words", "Forbidden"],
        ["JSON of another form", '{"message":"Forbidden"}'],
        ["a list", "[]"],
    ])("with %s is unclear, whatever the status but 201: a proxy may have given it", async (_name, body) => {
        const others = statuses.filter((status) => status !== 201);
        const kinds = await Promise.all(others.map((status) => classify(status, body)));
        expect(new Set(kinds.map(({ kind }) => kind))).toEqual(new Set(["unclear"]));
    });

    test.each([
        ["OAuth's error", '{"error":"invalid_token","error_description":"Invalid access token"}'],
        [
            "a problem document",
            '{"title":"Unauthorized","status":401,"detail":"Full authentication is required"}',
        ],
        [
            "the third form",
            '{"timestamp":1679677853573,"httpStatus":"UNAUTHORIZED","errors":["no"],"path":"/v7"}',
        ],
    ])("with 401 and %s is the API's word", async (_name, body) => {
        expect(await classify(401, body)).toMatchObject({ kind: "rejected" });
    });

    test("says the call and the status, whatever the status but 201", async () => {
        const others = statuses.filter((status) => status !== 201);
        expect(await Promise.all(others.map((status) => classify(status)))).toMatchObject(
            others.map((status) => ({
                message: expect.stringMatching(
                    new RegExp(`^POST /api-tokens answered ${status}(\\.|$)`),
                ) as string,
            })),
        );
    });

    test.each([100, 199, 600])("with the status %d, which no server sends, is unclear", async (status) => {
        expect(await classify(status)).toMatchObject(ANY_OTHER);
    });

    test.each([401, 409, 403, 500])("with %d has the server's words, without the token", async (status) => {
        const body = JSON.stringify({ detail: `no ${SENT} here` });
        expect(await classify(status, body)).toMatchObject({
            message: expect.stringContaining("(no [token] here)") as string,
        });
    });

    test("keeps what arrived where a token may be in it, and nothing of the API's refusals", async () => {
        const received = new Received(Buffer.from("all that arrived"));
        const kept = async (status: number, body: string) =>
            "received" in (await classifyAnswer({ ...answer(status, body), received }, SENT));
        expect(await kept(201, "{}")).toBe(true);
        expect(await kept(200, "")).toBe(true);
        expect(await kept(200, SENT)).toBe(true);
        expect(await kept(502, "<html>")).toBe(true);
        expect(await kept(401, "Blocked")).toBe(true);
        expect(await kept(401, PROBLEM)).toBe(false);
        expect(await kept(409, PROBLEM)).toBe(false);
    });
});

describe("a 201", () => {
    test("with a token and its end is issued", async () => {
        expect(await issued({ bearerToken: "new", validUntil: "2032-01-01T00:00:00Z", later: 1 })).toEqual({
            kind: "issued",
            token: "new",
            validUntil: Date.parse("2032-01-01T00:00:00Z"),
        });
    });

    test.each([
        ["no end", { bearerToken: "new" }],
        ["an empty end", { bearerToken: "new", validUntil: "" }],
        ["an end that is no time", { bearerToken: "new", validUntil: "in two years" }],
        ["white space around it", { bearerToken: " new\n" }],
    ])("with a token and %s is issued without an end", async (_name, body) => {
        expect(await issued(body)).toEqual({ kind: "issued", token: "new" });
    });

    test.each([
        ["nothing", ""],
        ["half a body", '{"bearerToken": "ne'],
        ["no object", '"new"'],
        ["an empty object", "{}"],
        ["an empty token", '{"bearerToken": ""}'],
        ["no text as the token", '{"bearerToken": 5}'],
        ["only an end", '{"validUntil": "2032-01-01T00:00:00Z"}'],
    ])("with %s has lost the token, and says nothing of the body", async (_name, body) => {
        expect(await classify(201, body)).toEqual({
            kind: "lost",
            message: "POST /api-tokens answered 201 without the new token",
        });
    });

    test("with a web page is unclear: another server gave it", async () => {
        expect(await classify(201, "<html></html>")).toMatchObject(ANY_OTHER);
    });

    test("is issued or lost with any JSON or none, and never anything else", async () => {
        await fc.assert(
            fc.asyncProperty(fc.oneof(fc.string(), fc.json()), async (body) => {
                expect(["issued", "lost"]).toContain((await classify(201, body)).kind);
            }),
        );
    });
});

describe("a new token", () => {
    const TOKEN = "0d6d8a4c-5d2f-4f6e-9d11-1c2f5a3b7e90";
    const END = Date.parse("2032-01-01T00:00:00Z");
    const BODY = `{"bearerToken":"${TOKEN}","validUntil":"2032-01-01T00:00:00Z"}`;
    const WITH_END = { kind: "issued", token: TOKEN, validUntil: END };

    test.each([200, 202, 299, 300, 401, 409, 500, 503])("that comes with %d is taken", async (status) => {
        expect(await classify(status, BODY)).toEqual(WITH_END);
    });

    test.each([
        ["without the last brace", BODY.slice(0, -1), WITH_END],
        ["cut off after it", BODY.slice(0, BODY.indexOf(",")), { kind: "issued", token: TOKEN }],
        ["with more behind", `${BODY}</html>`, WITH_END],
        ["in a web page", `<html><pre>${BODY}</pre></html>`, WITH_END],
        ["deeper", `{"data":${BODY}}`, WITH_END],
        ["in a list", `[${BODY}]`, WITH_END],
        ["with escaped letters", BODY.replace("-", "\\u002d"), WITH_END],
        ["under another name", BODY.replace("bearerToken", "access_token"), WITH_END],
    ])("is found in a body %s", async (_name, body, expected) => {
        expect(await classify(201, body)).toEqual(expected);
    });

    test("is not made of what did not arrive whole, nor of a name, nor of one of two", async () => {
        expect(await classify(200, BODY.slice(0, 30))).toMatchObject(ANY_OTHER);
        expect(await classify(200, `{"tokenId":"${TOKEN}"}`)).toMatchObject(ANY_OTHER);
        expect(await classify(200, `{"token":"${TOKEN}","secret":"${TOKEN}x"}`)).toMatchObject(ANY_OTHER);
    });

    test("under another name is taken only where the request succeeded", async () => {
        expect(await classify(500, `{"token":"${TOKEN}"}`)).toMatchObject(ANY_OTHER);
    });

    test("is found in all that arrived, where less of it counts as the answer", async () => {
        const received = new Received(
            Buffer.from(`HTTP/1.1 201 Created\r\nContent-Length: 4\r\n\r\n${BODY}`),
        );
        const cut = { ...answer(201, BODY.slice(0, 4)), received };
        expect(await classifyAnswer(cut, SENT)).toEqual({ ...WITH_END, received });
    });

    test("that was searched for has what arrived beside it: it may be damaged itself", async () => {
        const damaged = BODY.replace(`${TOKEN}","`, `${TOKEN}!",`);
        const received = new Received(Buffer.from(`HTTP/1.1 201 Created\r\n\r\n${damaged}`));
        expect(await classifyAnswer({ ...answer(201, damaged), received }, SENT)).toEqual({
            kind: "issued",
            token: `${TOKEN}!`,
            received,
        });
        expect(await classifyAnswer({ ...answer(201, BODY), received }, SENT)).toEqual(WITH_END);
    });
});

describe("a request without an answer", () => {
    test("that may have been processed is unclear", async () => {
        expect(await classifyFailure(new TransportError("cut off", true), SENT)).toEqual({
            kind: "unclear",
            message: "cut off",
        });
    });

    test("is answered all the same where the new token arrived", async () => {
        const received = new Received(Buffer.from('HTTP/1.1 201 Created\r\n\r\n{"bearerToken":"new","valid'));
        const error = new TransportError("cut off", true, true, received);
        expect(await classifyFailure(error, SENT)).toEqual({ kind: "issued", token: "new", received });
    });

    test("has what arrived without one beside it", async () => {
        const received = new Received(Buffer.from("HTTP/1.1 201 Created\r\n\r\n{"));
        const error = new TransportError("cut off", true, true, received);
        expect(await classifyFailure(error, SENT)).toEqual({ kind: "unclear", message: "cut off", received });
    });

    test("that was not sent was not processed", async () => {
        expect(await classifyFailure(new TransportError("refused", false), SENT)).toEqual({
            kind: "not-processed",
            code: "ERR_CONNECTION",
            message: "refused",
        });
    });

    test.each([new TypeError("defect"), "text", undefined])(
        "for no known reason (%p) is passed on",
        async (error) => {
            await expect(classifyFailure(error, SENT)).rejects.toBe(error);
        },
    );
});
