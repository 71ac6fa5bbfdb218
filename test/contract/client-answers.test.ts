import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Socket } from "node:net";
import { createSend, type HttpRequest, type Send } from "../../src/http/http-client";
import { DEFAULT_HTTP_OPTIONS } from "../../src/http/http-options";
import { answer, type Answering, head, RawServer } from "../http-faults/raw-server";
import { failureOf } from "../support/failure-of";

let server: RawServer;
const send = createSend();

afterEach(() => server.stop());

/** A server of its own, and a request to it. */
async function requestTo(answering: Answering): Promise<HttpRequest> {
    server = await RawServer.start(answering);
    const url = `http://127.0.0.1:${server.port}/v7/users/current?aid=1`;
    return { method: "GET", url, authorization: "Bearer none", accept: "application/hal+json" };
}

/** A request that is under way: the server has it, and does not answer. */
async function startHanging(sending: Send, signal?: AbortSignal) {
    let reached: (socket: Socket) => void = () => undefined;
    const socket = new Promise<Socket>((resolve) => (reached = resolve));
    const request = await requestTo((one) => {
        reached(one);
    });
    const outcome = sending({ ...request, ...(signal === undefined ? {} : { signal }) });
    return { outcome, socket };
}

test("a request says what it wants, with whose right, and who asks", async () => {
    await send(await requestTo((socket) => socket.end(answer(200))));
    const manifest = readFileSync(join(__dirname, "..", "..", "package.json"), "utf8");
    const { version } = JSON.parse(manifest) as { version: string };
    const [line, ...headers] = server.heads.join("").split("\r\n");
    expect(line).toBe("GET /v7/users/current?aid=1 HTTP/1.1");
    expect(headers).toEqual(
        expect.arrayContaining([
            "authorization: Bearer none",
            "accept: application/hal+json",
            `user-agent: pulumi-api-tokens/${version}`,
        ]),
    );
});

test("of a header that comes twice the first counts, and one that does not come is none", async () => {
    const bytes =
        "HTTP/1.1 429 Status\r\nRetry-After: 1\r\nretry-after: 2\r\nDate: now\r\nContent-Length: 0\r\n\r\n";
    const got = await send(await requestTo((socket) => socket.end(bytes)));
    expect([got.status, got.header("retry-after"), got.header("date"), got.header("x-none")]).toEqual([
        429,
        "1",
        "now",
        undefined,
    ]);
});

test("a body in pieces is one, in UTF-8, without a byte order mark", async () => {
    const bytes = answer(200, "\uFEFFÄ \uFEFF€");
    const { body } = await send(
        await requestTo((socket) => {
            // In the middle of a letter.
            socket.write(bytes.subarray(0, -2));
            setTimeout(() => socket.end(bytes.subarray(-2)), 50);
        }),
    );
    expect(body).toBe("Ä \uFEFF€");
});

test("what comes before the answer is none", async () => {
    const early = head(103, { link: "</style.css>" });
    const got = await send(
        await requestTo((socket) => socket.end(Buffer.concat([Buffer.from(early), answer(200, "{}")]))),
    );
    expect([got.status, got.body, got.header("link")]).toEqual([200, "{}", undefined]);
});

test("a signal ends a request that is under way, with its own reason, and closes the connection", async () => {
    const controller = new AbortController();
    const { outcome, socket } = await startHanging(send, controller.signal);
    const closed = once(await socket, "close");
    const reason = new Error("enough");
    controller.abort(reason);
    await expect(outcome).rejects.toBe(reason);
    await closed;
});

test("a signal ends all requests that it was given to, and leaves those that have ended alone", async () => {
    const controller = new AbortController();
    let arrived = 0;
    const request = await requestTo((socket) =>
        ++arrived % 2 === 0 ? undefined : socket.write(answer(200)),
    );
    const { signal } = controller;
    const fresh = { ...request, method: "POST", signal } as const;
    const outcomes: Promise<unknown>[] = [];
    for (let count = 1; count <= 6; count++) {
        const outcome = send(fresh);
        outcomes.push(outcome.then(({ status }) => status).catch((error: unknown) => error));
        while (arrived < count) {
            await new Promise((resolve) => setTimeout(resolve, 5));
        }
    }
    await Promise.all([outcomes[0], outcomes[2], outcomes[4]]);
    controller.abort("stopped");
    expect(await Promise.all(outcomes)).toEqual([200, "stopped", 200, "stopped", 200, "stopped"]);
});

test("after its signal nothing is sent", async () => {
    const request = await requestTo((socket) => socket.end(answer(200)));
    await expect(send({ ...request, signal: AbortSignal.abort("before") })).rejects.toBe("before");
    const controller = new AbortController();
    const outcome = send({ ...request, method: "POST", signal: controller.signal });
    controller.abort("at once");
    await expect(outcome).rejects.toBe("at once");
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(server.heads).toEqual([]);
});

test("a request ends when its time is over, and closes the connection", async () => {
    const impatient = createSend({ ...DEFAULT_HTTP_OPTIONS, totalTimeout: 200 });
    const { outcome, socket } = await startHanging(impatient, new AbortController().signal);
    const { code, message } = await failureOf(outcome);
    expect(code).toBe("ERR_AMBIGUOUS");
    expect(message).toMatch(/^the connection to 127\.0\.0\.1:\d+ gave no complete answer \(TimeoutError\)$/);
    await once(await socket, "close");
});

test("a body that is larger than any answer of the API is not read to its end", async () => {
    const huge = head(200, { "content-length": String(17 * 1024 * 1024) }) + "x".repeat(17 * 1024 * 1024);
    const { message } = await failureOf(send(await requestTo((socket) => socket.end(huge))));
    expect(message).toContain("(UND_ERR_RES_EXCEEDED_MAX_SIZE)");
});
