import { getEventListeners } from "node:events";
import type { Socket } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { createSend, type HttpRequest, type Send } from "../../src/http/http-client";
import { DEFAULT_HTTP_OPTIONS, type HttpOptions } from "../../src/http/http-options";
import { TransportError } from "../../src/http/errors";
import { answer, type Answering, head, RawServer, type RawServerOptions } from "../http-faults/raw-server";
import { failureAs } from "../support/failure-of";

/** A time that no test waits for. */
const LONG = 60_000;
const REASON = new Error("the token was rejected");
const NOT_CONNECTING: RawServerOptions = { onConnection: () => undefined };

let server: RawServer;

afterEach(() => server.stop());

const sendWith = (options: Partial<HttpOptions>): Send =>
    createSend({ ...DEFAULT_HTTP_OPTIONS, connectTimeout: LONG, ...options });
const patient = sendWith({ totalTimeout: LONG });

async function requestTo(answering: Answering, options?: RawServerOptions): Promise<HttpRequest> {
    server = await RawServer.start(answering, options);
    const protocol = options === undefined ? "http" : "https";
    const url = `${protocol}://127.0.0.1:${server.port}/v7/users/current`;
    return { method: "POST", url, authorization: "Bearer none", accept: "*/*" };
}

/** The states that a request can be in when it has to end. */
const STATES: [state: string, start: () => Promise<HttpRequest>][] = [
    ["while its connection is being made", () => requestTo(() => undefined, NOT_CONNECTING)],
    ["while there is no answer", () => requestTo(() => undefined)],
    [
        "between the headers and the body",
        () => requestTo((socket) => socket.write(head(200, { "content-length": "5" }))),
    ],
    [
        "within the body",
        () => requestTo((socket) => socket.write(`${head(200, { "content-length": "5" })}{`)),
    ],
];

describe.each(STATES)("%s", (_state, start) => {
    test.each(["GET", "POST"] as const)(
        "a signal ends a %s with its own reason, at once",
        async (method) => {
            const { signal, controller } = newSignal();
            const outcome = patient({ ...(await start()), method, signal });
            outcome.catch(() => undefined);
            await pause(100);
            const aborted = performance.now();
            controller.abort(REASON);
            await expect(outcome).rejects.toBe(REASON);
            expect(performance.now() - aborted).toBeLessThan(1000);
        },
        10_000,
    );

    test.each([false, true])(
        "time ends a request by itself, and no signal ends it again: with a signal %p",
        async (withSignal) => {
            const { signal, controller } = newSignal();
            const request = { ...(await start()), ...(withSignal ? { signal } : {}) };
            const { message } = await failureAs(TransportError, sendWith({ totalTimeout: 200 })(request));
            controller.abort(REASON);
            expect(message).toContain("(TimeoutError)");
        },
        10_000,
    );
});

function newSignal() {
    const controller = new AbortController();
    return { controller, signal: controller.signal };
}

describe("a request that has been given up", () => {
    test("before it began has made no connection", async () => {
        const request = await requestTo((socket) => socket.end(answer(200)));
        const outcome = patient({ ...request, signal: AbortSignal.abort(REASON) });
        await expect(outcome).rejects.toBe(REASON);
        await pause(100);
        expect(server.connections).toBe(0);
    });

    test("while its connection was being made is not sent once that stands", async () => {
        const { signal, controller } = newSignal();
        const request = await requestTo(() => undefined);
        const outcome = patient({ ...request, signal });
        controller.abort(REASON);
        await expect(outcome).rejects.toBe(REASON);
        await pause(200);
        expect(server.heads).toEqual([]);
    });

    test("within its answer closes the connection, and the next request gets another", async () => {
        const { signal, controller } = newSignal();
        const sockets: Socket[] = [];
        const closed: Promise<unknown>[] = [];
        const request = await requestTo((socket, index) => {
            sockets.push(socket);
            if (index === 0) {
                closed.push(new Promise((resolve) => socket.once("close", resolve)));
                socket.write(head(200, { "content-length": "5" }), () => {
                    controller.abort(REASON);
                });
            } else {
                socket.write(answer(200));
            }
        });
        const reading = { ...request, method: "GET" } as const;
        await expect(patient({ ...reading, signal })).rejects.toBe(REASON);
        await Promise.all(closed);
        expect((await patient(reading)).status).toBe(200);
        expect(new Set(sockets).size).toBe(2);
    });
});

test("what has ended is told nothing, and leaves nothing behind at its signal, however much it was", async () => {
    const warnings: Error[] = [];
    const noteWarning = (warning: Error) => warnings.push(warning);
    process.on("warning", noteWarning);
    try {
        const request = await requestTo((socket) => socket.write(answer(200, "{}")));
        const reading = { ...request, method: "GET" } as const;
        const { signal, controller } = newSignal();
        const bodies = async () => {
            const answers = Array.from({ length: 50 }, () => patient({ ...reading, signal }));
            // Each further listener of a signal would cost half as much as a request.
            expect(getEventListeners(signal, "abort").length).toBeLessThanOrEqual(1);
            return (await Promise.all(answers)).map(({ body }) => body);
        };
        expect(new Set([...(await bodies()), ...(await bodies())])).toEqual(new Set(["{}"]));
        controller.abort(REASON);
        // The connections are still good for others.
        const before = server.connections;
        expect((await patient(reading)).status).toBe(200);
        expect(server.connections).toBe(before);
        expect(warnings).toEqual([]);
    } finally {
        process.off("warning", noteWarning);
    }
});
