import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";
import { gunzipSync } from "node:zlib";
import type { Fault } from "api-token-simulator";
import { useSimulator } from "./simulator-stage";

const stage = useSimulator();
let token: string;

beforeEach(async () => {
    token = (await stage.control.createToken("1001")).token;
});

const send = (method: string, path: string, signal?: AbortSignal): Promise<Response> =>
    fetch(`${stage.simulator.apiUrl}${path}`, {
        method,
        headers: { authorization: `Bearer ${token}` },
        ...(signal === undefined ? {} : { signal }),
    });

const tokenCount = async (): Promise<number | undefined> => (await stage.control.users())[0]?.tokens.length;

const on = (fault: Fault) =>
    stage.control.addFault({ method: "POST", path: "/v7/api-tokens", times: 1, ...fault });

test("reset-before breaks the connection and has no effect", async () => {
    await on({ kind: "reset-before" });
    await expect(send("POST", "/api-tokens")).rejects.toThrow("fetch failed");
    expect(await tokenCount()).toBe(1);
});

test("reset-after breaks the connection after the token was issued", async () => {
    await on({ kind: "reset-after" });
    await expect(send("POST", "/api-tokens")).rejects.toThrow("fetch failed");
    expect(await tokenCount()).toBe(2);
});

test("a reset can come later: the request is under way meanwhile", async () => {
    await on({ kind: "reset-before", delayMs: 1000 });
    const ended = expect(send("POST", "/api-tokens")).rejects.toThrow("fetch failed");
    const logged = async (): Promise<string> =>
        (await stage.control.requests()).length === 1 ? "under way" : logged();
    expect(await Promise.race([ended.then(() => "ended"), logged()])).toBe("under way");
    await ended;
    expect(await tokenCount()).toBe(1);
});

test("cut-body issues the token and sends half of the answer", async () => {
    await on({ kind: "cut-body" });
    const answer = await send("POST", "/api-tokens");
    expect(answer.status).toBe(201);
    expect(Number(answer.headers.get("content-length"))).toBeGreaterThan(80);
    await expect(answer.text()).rejects.toThrow("terminated");
    expect(await tokenCount()).toBe(2);
});

test.each([
    [false, 1],
    [true, 2],
])("status answers as told; processed %p leaves %i tokens", async (processed, count) => {
    const body = { timestamp: 1, httpStatus: "SERVICE_UNAVAILABLE", errors: ["x"], path: "/v7" };
    await on({ kind: "status", status: 503, body, headers: { "retry-after": "7" }, processed });
    const answer = await send("POST", "/api-tokens");
    expect([answer.status, answer.headers.get("retry-after")]).toEqual([503, "7"]);
    expect(await answer.json()).toEqual(body);
    expect(await tokenCount()).toBe(count);
});

test("status answers with a problem when no body is given", async () => {
    await on({ kind: "status", status: 500 });
    const answer = await send("POST", "/api-tokens");
    expect(answer.headers.get("content-type")).toBe("application/problem+json");
    expect(await answer.json()).toMatchObject({ title: "Internal Server Error", status: 500 });
});

test.each([
    [false, 1],
    [true, 2],
])("html answers with a page of a proxy; processed %p leaves %i tokens", async (processed, count) => {
    await on({ kind: "html", processed });
    const answer = await send("POST", "/api-tokens");
    expect([answer.status, answer.headers.get("content-type")]).toEqual([502, "text/html"]);
    expect(await answer.text()).toContain("<h1>502 Bad Gateway</h1>");
    expect(await tokenCount()).toBe(count);
});

test("content-type gives the right body another content type", async () => {
    await on({ kind: "content-type", contentType: "text/plain" });
    const answer = await send("POST", "/api-tokens");
    expect([answer.status, answer.headers.get("content-type")]).toEqual([201, "text/plain"]);
    expect(await answer.json()).toHaveProperty("bearerToken");
});

test("body issues the token and replaces the body of the answer", async () => {
    await on({ kind: "body", body: { validUntil: "2032-01-01T00:00:00Z" } });
    const answer = await send("POST", "/api-tokens");
    expect(answer.status).toBe(201);
    expect(await answer.json()).toEqual({ validUntil: "2032-01-01T00:00:00Z" });
    expect(await tokenCount()).toBe(2);
});

test("delay issues the token at once and answers later", async () => {
    await on({ kind: "delay", delayMs: 60_000 });
    const abort = new AbortController();
    const answer = send("POST", "/api-tokens", abort.signal);
    while ((await tokenCount()) === 1);
    abort.abort();
    await expect(answer).rejects.toThrow("aborted");
});

test("delay answers rightly after the delay", async () => {
    await on({ kind: "delay", delayMs: 30 });
    const before = Date.now();
    expect((await send("POST", "/api-tokens")).status).toBe(201);
    expect(Date.now() - before).toBeGreaterThanOrEqual(29);
});

test.each([
    [false, 1],
    [true, 2],
])("hang never answers; processed %p leaves %i tokens, and stop ends it", async (processed, count) => {
    await on({ kind: "hang", processed });
    const answer = send("POST", "/api-tokens");
    const refused = expect(answer).rejects.toThrow("fetch failed");
    while ((await stage.control.requests()).length === 0);
    expect(await tokenCount()).toBe(count);
    await stage.simulator.stop();
    await refused;
});

test("partial-body issues the token, and all but so many bytes of the answer arrive", async () => {
    await on({ kind: "partial-body", missing: 2 });
    const answer = await send("POST", "/api-tokens");
    expect(answer.status).toBe(201);
    await expect(answer.text()).rejects.toThrow("terminated");
    expect(await tokenCount()).toBe(2);
});

test.each([
    ["with its header", {}, "gzip"],
    ["without its header", { unannounced: true }, null],
])("gzip compresses an answer that nobody asked to be, %s", async (_name, fields, encoding) => {
    await on({ kind: "gzip", ...fields });
    const answer = await send("POST", "/api-tokens");
    expect(answer.headers.get("content-encoding")).toBe(encoding);
    const bytes = Buffer.from(await answer.arrayBuffer());
    const text = encoding === null ? gunzipSync(bytes) : bytes;
    expect(JSON.parse(text.toString())).toHaveProperty("bearerToken");
    expect(await tokenCount()).toBe(2);
});

test("interim sends 100 before the right answer", async () => {
    await on({ kind: "interim" });
    const sent = request(`${stage.simulator.apiUrl}/api-tokens`, {
        method: "POST",
        headers: { authorization: `Bearer ${token}` },
    }).end();
    const [[answer]] = (await Promise.all([once(sent, "response"), once(sent, "continue")])) as [
        [IncomingMessage],
        unknown[],
    ];
    answer.resume();
    expect(answer.statusCode).toBe(201);
});

test.each([
    ["after the token was issued", {}, 403, 2],
    ["in place of the API", { status: 401, processed: false }, 401, 1],
])("proxy-page answers with a page of its own, %s", async (_name, fields, status, tokens) => {
    await on({ kind: "proxy-page", ...fields });
    const answer = await send("POST", "/api-tokens");
    expect([answer.status, answer.headers.get("content-type")]).toEqual([status, "text/html"]);
    expect(await tokenCount()).toBe(tokens);
});

test("retry-after-only is 429 without the limit's own headers", async () => {
    await on({ kind: "retry-after-only", seconds: 7 });
    const { status, headers } = await send("POST", "/api-tokens");
    expect([status, headers.get("retry-after")]).toEqual([429, "7"]);
    expect([...headers.keys()].filter((name) => name.startsWith("x-organization"))).toEqual([]);
    expect(await tokenCount()).toBe(1);
});

test.each([
    ["clear", (text: string) => text],
    ["upper", (text: string) => text.toUpperCase()],
    ["hex", (text: string) => Buffer.from(text).toString("hex")],
    ["base64", (text: string) => Buffer.from(text).toString("base64")],
] as const)("echo repeats the token in an error, written in %s", async (writing, write) => {
    await on({ kind: "echo", writing });
    const answer = await send("POST", "/api-tokens");
    expect(answer.status).toBe(403);
    expect(await answer.text()).toContain(write(token));
    expect(await tokenCount()).toBe(1);
});

test("a fault meets only its method and path, and only so many times", async () => {
    await stage.control.addFault({ kind: "status", status: 503, path: "/v7/account-groups/*", times: 2 });
    const statuses: number[] = [];
    for (const path of ["", "/281474", "/281475", "/281476"]) {
        statuses.push((await send("GET", `/account-groups${path}`)).status);
    }
    expect(statuses).toEqual([200, 503, 503, 200]);
    expect(await stage.control.faults()).toEqual([]);
});

test("a fault without times stays until it is cleared", async () => {
    await stage.control.addFault({ kind: "html" });
    expect((await send("GET", "/users/current")).status).toBe(502);
    expect(await stage.control.faults()).toEqual([{ kind: "html" }]);
    await stage.control.clearFaults();
    expect((await send("GET", "/users/current")).status).toBe(200);
});

test("a fault that does not exist or lacks what it needs is refused", async () => {
    for (const fault of [{ kind: "flood" }, { kind: "delay" }, { kind: "hang", delayMs: 1 }]) {
        await expect(stage.control.addFault(fault as Fault)).rejects.toThrow(
            "The body of the request is wrong",
        );
    }
});
