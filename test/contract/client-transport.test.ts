import { z } from "zod";
import { ApiTokenError } from "../../src/base/errors";
import { DEFAULT_HTTP_OPTIONS } from "../../src/http/http-options";
import { isProblem } from "../../src/http/own-words";
import { JsonApi } from "../../src/http/json-api";
import { type TransportContext, transportFor } from "../../src/http/transport";
import { answer, type Answering, RawServer } from "../http-faults/raw-server";
import { failureOf } from "../support/failure-of";

let server: RawServer;
let said: string[] = [];

beforeEach(() => {
    said = [];
});

afterEach(() => server.stop());

const context = (changes: Partial<TransportContext> = {}): TransportContext => ({
    options: { ...DEFAULT_HTTP_OPTIONS, retryBudget: 2000 },
    announce: (text) => said.push(text),
    ...changes,
});

/** An API in JSON at a server of its own. */
async function apiAt(answering: Answering, changes?: Partial<TransportContext>) {
    server = await RawServer.start(answering);
    const endpoint = `http://127.0.0.1:${server.port}`;
    const settings = {
        endpoint,
        accept: "application/json",
        authorization: (token: string) => `Bearer ${token}`,
        meanings: { 401: "The token is unknown" },
        isOwnWord: isProblem,
    };
    const api = new JsonApi(settings, transportFor(endpoint, context(changes)));
    return (path = "/", token = "one", options = {}) =>
        api.get(path, token, z.looseObject({ name: z.string() }), options);
}

const PROBLEM = '{"title":"Such a status"}';
const NAMED = answer(200, '{"name":"x"}');

test("what an endpoint's requests share is made once for it and its options", async () => {
    await apiAt((socket) => socket.end(NAMED));
    const transport = transportFor("https://one.example", context());
    expect(transportFor("https://one.example", context())).toBe(transport);
    expect(transportFor("https://other.example", context())).not.toBe(transport);
    const options = { ...DEFAULT_HTTP_OPTIONS, rateLimitWait: 1 };
    expect(transportFor("https://one.example", context({ options }))).not.toBe(transport);
});

test("a reading request is sent again after an answer that may pass", async () => {
    const get = await apiAt((socket, index) => socket.write(index === 0 ? answer(503) : NAMED));
    expect(await get()).toEqual({ name: "x" });
    expect(server.heads).toEqual([
        expect.stringMatching(/^GET \/ HTTP/),
        expect.stringMatching(/^GET \/ HTTP/),
    ]);
    expect(server.connections).toBe(1);
});

test("after a 429 it is sent again no sooner than the answer says", async () => {
    const at: number[] = [];
    const get = await apiAt((socket, index) => {
        at.push(performance.now());
        socket.write(index === 0 ? answer(429, "", { "retry-after": "1" }) : NAMED);
    });
    await get();
    const [first = 0, second = 0] = at;
    expect(second - first).toBeGreaterThan(900);
});

test("what the answers say of a limit is kept to", async () => {
    const headers = {
        "x-organization-rate-limit-limit": "240",
        "x-organization-rate-limit-remaining": "0",
        "x-organization-rate-limit-reset": String(Math.floor(Date.now() / 1000) + 3600),
    };
    const get = await apiAt((socket) => socket.write(answer(200, '{"name":"x"}', headers)));
    await get();
    const { code, message } = await failureOf(get());
    expect(code).toBe("ERR_RATE_LIMITED");
    expect(message).toMatch(
        /^the API's rate limit is exceeded until .*, longer than rateLimitWait \(120 s\)\. /,
    );
    expect(server.heads).toHaveLength(1);
});

test("a server that does not tell its limit has its requests counted", async () => {
    const options = { ...DEFAULT_HTTP_OPTIONS, rateLimitWait: 0 };
    const changes = { requestsAMinute: 2, rateLimit: "the service's limit", options };
    const get = await apiAt((socket) => socket.write(NAMED), changes);
    await Promise.all([get(), get()]);
    expect((await failureOf(get())).message).toMatch(/^the service's limit is exceeded until /);
    expect(server.heads).toHaveLength(2);
});

test("a rejected token is not sent again, to this endpoint and with it alone", async () => {
    const rejected: string[] = [];
    const memory = {
        recall: () => undefined,
        remember: (_endpoint: string, token: string) => rejected.push(token),
        forget: () => undefined,
    };
    const get = await apiAt(
        (socket, _index, text) => {
            socket.write(text.includes("Bearer one") ? answer(401, PROBLEM) : NAMED);
        },
        { memory },
    );
    const error = await failureOf(get());
    expect(error.message).toBe("GET / answered 401 (Such a status). The token is unknown");
    expect(await failureOf(get("/other"))).toBe(error);
    expect(await get("/", "two")).toEqual({ name: "x" });
    expect(server.heads).toHaveLength(2);
    expect(rejected).toEqual(["one"]);
});

test.each([
    [403, "ERR_FORBIDDEN"],
    [404, "ERR_NOT_FOUND"],
    [429, "ERR_RATE_LIMITED"],
    [500, "ERR_RESPONSE"],
])("an answer of %i is told as %s, and says nothing of the token", async (status, code) => {
    const options = { ...DEFAULT_HTTP_OPTIONS, retryBudget: 0 };
    const get = await apiAt((socket, index) => socket.write(index === 0 ? answer(status, PROBLEM) : NAMED), {
        options,
    });
    expect((await failureOf(get())).code).toBe(code);
    expect(await get()).toEqual({ name: "x" });
});

test.each([
    [401, "ERR_RESPONSE"],
    [403, "ERR_RESPONSE"],
    [404, "ERR_RESPONSE"],
    // Whoever says it, it is no time to ask.
    [429, "ERR_RATE_LIMITED"],
])("a %i in another's words than the API's is told as %s", async (status, code) => {
    const options = { ...DEFAULT_HTTP_OPTIONS, retryBudget: 0 };
    const get = await apiAt((socket) => socket.write(answer(status, "<html>")), { options });
    expect((await failureOf(get())).code).toBe(code);
});

test("a reading request without an answer leaves nothing open", async () => {
    const options = { ...DEFAULT_HTTP_OPTIONS, retryBudget: 0 };
    const get = await apiAt((socket) => socket.destroy(), { options });
    expect((await failureOf(get())).code).toBe("ERR_CONNECTION");
});

test("the rejection of a token that was made a moment ago is not kept", async () => {
    const get = await apiAt((socket, index) => socket.write(index === 0 ? answer(401, PROBLEM) : NAMED));
    expect((await failureOf(get("/", "one", { fresh: true }))).code).toBe("ERR_TOKEN_REJECTED");
    expect(await get()).toEqual({ name: "x" });
});

test.each([
    ["[]", "GET / answered 200 with a body that is not the documented JSON object"],
    ["", "GET / answered 200 with a body that is not the documented JSON object"],
    [
        '{"name":1}',
        'GET / answered 200 with a body that is not as documented: field "name": expected string, received number. ' +
            "The API may have changed: look for a newer version of this package",
    ],
    [
        "<html>",
        "GET / answered 200 with a body that is a web page: a proxy, or another server than the API, gave this answer",
    ],
])("of the body %j it is said what is wrong with it, and no value", async (body, words) => {
    const get = await apiAt((socket) => socket.write(answer(200, body)));
    const error = await failureOf(get());
    expect(error).toBeInstanceOf(ApiTokenError);
    expect([error.code, error.message]).toEqual(["ERR_RESPONSE", words]);
});

test.each([
    ['{"name":"hush-hush-1"}', "itself"],
    ['{"name":"x","more":["y",{"deep":"is hush-hush-1 not"}]}', "within a list and an object"],
])("of the body %s nothing is used: it repeats the token %s", async (body) => {
    const get = await apiAt((socket) => socket.write(answer(200, body)));
    const { code, message } = await failureOf(get("/", "hush-hush-1"));
    expect([code, message]).toEqual([
        "ERR_RESPONSE",
        "GET / answered 200 with a body that repeats the token that was sent: nothing of it is used",
    ]);
});

test("what else is in a body does not matter", async () => {
    const body = '{"name":"x","number":1,"nothing":null,"list":[null,1,true,"y"]}';
    const get = await apiAt((socket) => socket.write(answer(200, body)));
    expect(await get()).toMatchObject({ name: "x" });
});
