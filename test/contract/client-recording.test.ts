import type { Socket } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { inspect } from "node:util";
import { TransportError } from "../../src/http/errors";
import { createSend } from "../../src/http/http-client";
import { DEFAULT_HTTP_OPTIONS } from "../../src/http/http-options";
import { answer, head } from "../http-faults/raw-server";
import { failureAs } from "../support/failure-of";
import { BROKEN, closed, inPieces, receivedFrom, requestTo, textOf, useServers } from "./recording-stage";

const MEBIBYTE = 1024 * 1024;

useServers();

/** What the tests' own machinery has for a moment, now and then. */
const NOISE = 1;

function timers(): number {
    return process.getActiveResourcesInfo().filter((kind) => kind === "Timeout").length;
}

function manyHeaders(): Record<string, string> {
    return Object.fromEntries(Array.from({ length: 3000 }, (_, index) => [`x-${index}`, "x".repeat(90)]));
}

describe("of an answer that is understood", () => {
    test.each(["POST", "PUT", "DELETE"] as const)(
        "to a %s all that arrived is there, as it came",
        async (method) => {
            const bytes = answer(201, '{"bearerToken":"ü"}');
            const request = await requestTo((socket) => socket.write(bytes));
            const { received } = await createSend()({ ...request, method });
            expect(received?.bytes()).toEqual(bytes);
        },
    );

    test("to a POST the connection is closed, and no timer is left", async () => {
        let socket: Socket | undefined;
        const request = await requestTo((one) => {
            socket = one;
            one.write(answer(201, "{}"));
        });
        const before = timers();
        await createSend()(request);
        expect(timers()).toBeLessThanOrEqual(before + NOISE);
        await Promise.race([closed(socket), pause(1000, undefined, { ref: false })]);
        expect(socket?.closed).toBe(true);
    });

    test("what comes behind it leaves no connection open", async () => {
        let socket: Socket | undefined;
        const bytes = Buffer.concat([answer(201, "{}"), Buffer.from("no answer to anything")]);
        const request = await requestTo((one) => {
            socket = one;
            one.write(bytes);
        });
        expect((await createSend()(request)).status).toBe(201);
        await Promise.race([closed(socket), pause(500, undefined, { ref: false })]);
        expect(socket?.closed).toBe(true);
    });

    test("to a GET nothing is kept besides it", async () => {
        const request = await requestTo((socket) => socket.write(answer(200, "{}")));
        expect(await createSend()({ ...request, method: "GET" })).not.toHaveProperty("received");
    });

    test("interim answers are kept too, however they are cut", async () => {
        const pieces = ["HTTP", "/1.1 100 Continue\r\n\r\n", head(103), answer(201, "{}").toString()];
        const request = await requestTo(inPieces(pieces, 50));
        const { status, received } = await createSend()(request);
        expect([status, textOf(received)]).toEqual([201, pieces.join("")]);
    });

    test("interim answers are kept too", async () => {
        const bytes = head(100) + head(103, { link: "</x>" }) + answer(201, "{}").toString();
        const request = await requestTo((socket) => socket.write(bytes));
        const { status, received } = await createSend()(request);
        expect([status, textOf(received)]).toEqual([201, bytes]);
    });

    test("no more than about 1 MiB is kept, and the answer is whole", async () => {
        const bytes = answer(201, "x".repeat(3 * MEBIBYTE));
        const request = await requestTo((socket) => socket.write(bytes));
        const { body, received } = await createSend()(request);
        const kept = received?.bytes() ?? Buffer.alloc(0);
        expect(body).toHaveLength(3 * MEBIBYTE);
        expect(kept.length).toBeGreaterThanOrEqual(MEBIBYTE);
        expect(kept.length).toBeLessThan(2 * MEBIBYTE);
        expect(bytes.subarray(0, kept.length).equals(kept)).toBe(true);
    });

    test("what arrived is not in what prints an object", async () => {
        const request = await requestTo((socket) => socket.write(answer(201, "hush")));
        const { received } = await createSend()(request);
        const printed = inspect(received, { depth: Infinity, showHidden: true });
        expect(`${printed} ${JSON.stringify(received)}`).not.toMatch(/hush|68,? ?75|104/);
    });
});

describe("of an answer that is not understood", () => {
    test("what comes after the fault is kept", async () => {
        const rest = ["one", "two", "three"];
        expect(await receivedFrom(inPieces([BROKEN, ...rest], 100, true))).toBe(BROKEN + rest.join(""));
    });

    test.each([
        ["a head that is too large", head(201, { long: "x".repeat(200_000) })],
        ["a head of too many lines", head(201, manyHeaders())],
        ["a length that is no number", head(201, { "content-length": "many" })],
        ["two lengths", "HTTP/1.1 201 Created\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n"],
        ["no HTTP", "SSH-2.0-OpenSSH_9\r\n"],
    ])("what comes after %s is kept", async (_name, start) => {
        expect(await receivedFrom(inPieces([start, "the rest"], 100, true))).toBe(`${start}the rest`);
    });

    test.each([
        ["a body that ends too early", `${head(201, { "content-length": "9" })}half`],
        ["one that is not understood", BROKEN],
    ])("nothing is waited for after the end of %s", async (_name, start) => {
        const begun = performance.now();
        expect(await receivedFrom(inPieces([start], 0, true))).toBe(start);
        expect(performance.now() - begun).toBeLessThan(900);
    });

    test("no timer is left of one that was waited for", async () => {
        const before = timers();
        await receivedFrom(inPieces([BROKEN, "more"], 50, true));
        await pause(100);
        expect(timers()).toBeLessThanOrEqual(before + NOISE);
    });

    test("nothing is left of one whose time is over meanwhile", async () => {
        const before = timers();
        const pieces = Array.from({ length: 20 }, () => "x");
        let socket: Socket | undefined;
        const received = await receivedFrom(
            (one, ...others) => {
                socket = one;
                inPieces([BROKEN, ...pieces], 100)(one, ...others);
            },
            { totalTimeout: 500 },
        );
        expect(received).toMatch(/^HTTP.*\r\n\r\nxx/s);
        await pause(300);
        expect(socket?.closed).toBe(true);
        expect(timers()).toBeLessThanOrEqual(before + NOISE);
    });

    test("no more than about 1 MiB is waited for", async () => {
        const received = await receivedFrom((socket) => {
            const more = () => {
                if (socket.writable) {
                    socket.write("x".repeat(64 * 1024));
                    setTimeout(more, 5);
                }
            };
            socket.write(BROKEN);
            more();
        });
        expect(received?.length).toBeGreaterThanOrEqual(MEBIBYTE);
        expect(received?.length).toBeLessThan(2 * MEBIBYTE);
    });
});

test("a request whose time is over closes its connection at once, and keeps what arrived", async () => {
    let socket: Socket | undefined;
    const start = `${head(201, { "content-length": "9" })}half`;
    const received = await receivedFrom(
        (one) => {
            socket = one;
            one.write(start);
        },
        { totalTimeout: 300 },
    );
    expect(received).toBe(start);
    await closed(socket);
});

test("a connection that is reset leaves what arrived before", async () => {
    const start = `${head(201, { "content-length": "9" })}half`;
    const received = await receivedFrom((socket) => {
        socket.write(start);
        setTimeout(() => socket.resetAndDestroy(), 100);
    });
    expect(received).toBe(start);
});

test("a connection that never came to be leaves nothing", async () => {
    const request = await requestTo(() => undefined);
    const send = createSend({ ...DEFAULT_HTTP_OPTIONS, connectTimeout: 1000 });
    const failure = await failureAs(TransportError, send({ ...request, url: `http://127.0.0.1:1/` }));
    expect([failure.code, failure.received]).toEqual(["ERR_CONNECTION", undefined]);
});
