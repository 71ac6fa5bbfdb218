import type { Socket } from "node:net";
import {
    end,
    endedByLimit,
    type FaultCase,
    goodAnswer,
    INCOMPLETE,
    plain,
    type Stage,
    SUCCESS,
} from "./fault-case";
import { head } from "./raw-server";

const MEGABYTE = 2 ** 20;
/** The client keeps 16 MB of a body at most; the rest is what Node and the collector take. */
const BOUNDED = { environment: {}, mostMemory: 60 * MEGABYTE };

/** Writes again and again until the connection is gone, as fast as it is read. */
function pour(socket: Socket, piece: string | Buffer, times = Infinity): void {
    let left = times;
    const more = () => {
        while (left-- > 0 && !socket.destroyed) {
            if (!socket.write(piece)) {
                socket.once("drain", more);
                return;
            }
        }
    };
    more();
}

/** Writes a piece every tenth of a second until the connection is gone. */
function drip(socket: Socket, piece: string): void {
    const timer = setInterval(() => socket.write(piece), 100);
    socket.once("close", () => {
        clearInterval(timer);
    });
}

const PIECE = Buffer.alloc(MEGABYTE, "a");

export const LIMIT_CASES: readonly FaultCase[] = [
    endedByLimit(plain("slow: no headers", INCOMPLETE, () => () => undefined)),
    endedByLimit(
        plain("slow: a header now and then", INCOMPLETE, () => (socket) => {
            socket.write("HTTP/1.1 200 OK\r\n");
            drip(socket, "x-more: 1\r\n");
        }),
    ),
    endedByLimit(
        plain("slow: 1xx for ever", INCOMPLETE, () => (socket) => {
            drip(socket, head(102));
        }),
    ),
    endedByLimit(
        plain("slow: no body after the headers", INCOMPLETE, () => (socket) => {
            socket.write(head(200, { "content-length": "50" }));
        }),
    ),
    endedByLimit(
        plain("slow: a byte of the body now and then", INCOMPLETE, () => (socket) => {
            socket.write(head(200, { "content-length": "5000" }));
            drip(socket, " ");
        }),
    ),
    plain("slow: an answer in single bytes that comes in time", SUCCESS, (stage) => (socket) => {
        const all = goodAnswer(stage);
        let at = 0;
        const next = () => {
            socket.write(all.subarray(at, ++at));
            if (at < all.length) {
                setImmediate(next);
            }
        };
        next();
    }),
    plain(
        "large: a body of 100 MB",
        INCOMPLETE,
        () => (socket) => {
            socket.write(head(200, { "content-length": String(100 * MEGABYTE) }));
            pour(socket, PIECE, 100);
        },
        BOUNDED,
    ),
    plain(
        "large: a body of 100 MB in chunks",
        INCOMPLETE,
        () => (socket) => {
            socket.write(head(200, { "transfer-encoding": "chunked" }));
            const chunk = Buffer.concat([Buffer.from("100000\r\n"), PIECE, Buffer.from("\r\n")]);
            pour(socket, chunk, 100);
        },
        BOUNDED,
    ),
    plain(
        "large: a body without an end",
        INCOMPLETE,
        () => (socket) => {
            socket.write(head(200));
            pour(socket, PIECE);
        },
        BOUNDED,
    ),
    plain(
        "large: headers without an end",
        INCOMPLETE,
        () => (socket) => {
            socket.write("HTTP/1.1 200 OK\r\n");
            pour(socket, "x-flood: 0123456789\r\n".repeat(5000));
        },
        BOUNDED,
    ),
    plain(
        "large: one header without an end",
        INCOMPLETE,
        () => (socket) => {
            socket.write("HTTP/1.1 200 OK\r\nx-huge: ");
            pour(socket, PIECE);
        },
        BOUNDED,
    ),
    plain(
        "large: 10 MB of good JSON",
        { get: end("success", 1), post: end("issued", 1) },
        (stage) => (socket) => {
            socket.write(largeAnswer(stage));
        },
        { environment: {} },
    ),
];

function largeAnswer({ method, successor }: Stage): string {
    const more = `"more":"${"a".repeat(10 * MEGABYTE)}"`;
    const body =
        method === "GET" ? `{"uid":"1001",${more}}` : `{"bearerToken":${JSON.stringify(successor)},${more}}`;
    const status = method === "GET" ? 200 : 201;
    return `${head(status, { "content-length": String(body.length) })}${body}`;
}
