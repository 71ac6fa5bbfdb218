import type { Socket } from "node:net";
import {
    bytes,
    end,
    endedByLimit,
    type FaultCase,
    goodAnswer,
    goodBody,
    goodStatus,
    FOUND_IN_DAMAGE,
    FOUND_IN_PART,
    INCOMPLETE,
    LOST,
    NOTHING_SENT,
    plain,
    type Stage,
    SUCCESS,
} from "./fault-case";
import { answer, head, type Headers } from "./raw-server";

/** A good answer whose frame says something else. */
const framed = (stage: Stage, headers: Headers, body = goodBody(stage)) =>
    Buffer.from(`${head(goodStatus(stage), { "content-type": "application/json", ...headers })}${body}`);

const close = (fault: string, act: (socket: Socket) => void) => plain(fault, INCOMPLETE, () => act);

export const CONNECTION_CASES: readonly FaultCase[] = [
    {
        fault: "connection: refused",
        arrange: () => ({ endpoint: "http://127.0.0.1:1/v7", requests: () => 0 }),
        ...NOTHING_SENT,
    },
    {
        fault: "connection: unknown host",
        arrange: () => ({ endpoint: "https://api.invalid/v7", requests: () => 0, environment: {} }),
        ...NOTHING_SENT,
    },
    close("connection: closed before the answer", (socket) => socket.end()),
    close("connection: reset before the answer", (socket) => socket.resetAndDestroy()),
    close("connection: closed after the headers", (socket) =>
        socket.end(head(200, { "content-length": "9" })),
    ),
    close("connection: reset after the headers", (socket) => {
        socket.write(head(200, { "content-length": "9" }), () =>
            setTimeout(() => socket.resetAndDestroy(), 50),
        );
    }),
    close("connection: closed within the headers", (socket) => socket.end("HTTP/1.1 200 OK\r\ncontent-ty")),
    bytes(
        "framing: content-length too long",
        FOUND_IN_PART,
        (stage) => framed(stage, { "content-length": "5000" }),
        true,
    ),
    bytes("framing: content-length too short", FOUND_IN_DAMAGE, (stage) =>
        framed(stage, { "content-length": "5" }),
    ),
    bytes("framing: content-length twice", FOUND_IN_PART, (stage) =>
        framed(stage, { "content-length": "5", "Content-Length": "50" }),
    ),
    bytes("framing: content-length and chunks", FOUND_IN_PART, (stage) =>
        framed(stage, { "content-length": "5", "transfer-encoding": "chunked" }),
    ),
    bytes("framing: content-length that is no number", FOUND_IN_PART, (stage) =>
        framed(stage, { "content-length": "many" }),
    ),
    bytes("framing: neither length nor chunks, then closed", SUCCESS, (stage) => framed(stage, {}), true),
    bytes("framing: chunks", SUCCESS, (stage) => {
        const body = goodBody(stage);
        const chunked = `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`;
        return framed(stage, { "transfer-encoding": "chunked" }, chunked);
    }),
    bytes("framing: chunks of garbage", INCOMPLETE, (stage) =>
        framed(stage, { "transfer-encoding": "chunked" }, "zz\r\nno size\r\n"),
    ),
    endedByLimit(
        bytes("framing: chunks without an end", FOUND_IN_PART, (stage) => {
            const body = goodBody(stage);
            return framed(
                stage,
                { "transfer-encoding": "chunked" },
                `${body.length.toString(16)}\r\n${body}\r\n`,
            );
        }),
    ),
    bytes("framing: a chunk larger than any", INCOMPLETE, (stage) =>
        framed(stage, { "transfer-encoding": "chunked" }, "fffffffffffffffff\r\n{}"),
    ),
    bytes("no HTTP: garbage", INCOMPLETE, () => Buffer.from([0, 1, 2, 255, 254, 13, 10, 13, 10])),
    bytes("no HTTP: HTTP/2", INCOMPLETE, () => Buffer.from("000012040000000000000300000064", "hex"), true),
    bytes("no HTTP: a status without a number", INCOMPLETE, () => "HTTP/1.1 OK\r\n\r\n"),
    bytes("1xx: 102 and 103 before the answer", SUCCESS, (stage) =>
        Buffer.concat([Buffer.from(head(102) + head(103, { link: "</x>; rel=preload" })), goodAnswer(stage)]),
    ),
    bytes("1xx: 100 that nobody asked for", FOUND_IN_PART, (stage) =>
        Buffer.concat([Buffer.from(head(100)), goodAnswer(stage)]),
    ),
    bytes("1xx: 101 that nobody asked for", INCOMPLETE, () =>
        head(101, { upgrade: "x", connection: "upgrade" }),
    ),
    bytes("no body: 204", { get: end("ERR_RESPONSE", 1), post: end("unclear", 1) }, () => head(204)),
    bytes("no body: 205", { get: end("ERR_RESPONSE", 1), post: end("unclear", 1) }, () =>
        head(205, { "content-length": "0" }),
    ),
    bytes("no body: the expected status", LOST, (stage) => answer(goodStatus(stage))),
    bytes("two answers to one request", SUCCESS, (stage) =>
        Buffer.concat([goodAnswer(stage), answer(200, '{"bearerToken":"smuggled-token"}')]),
    ),
];
