import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib";
import {
    bytes,
    endedByLimit,
    type FaultCase,
    FOUND_IN_DAMAGE,
    FOUND_IN_PART,
    goodAnswer,
    goodBody,
    goodStatus,
    INCOMPLETE,
    end,
    LOST,
    plain,
    type Stage,
    SUCCESS,
} from "./fault-case";
import { answer, head, type Headers } from "./raw-server";

/** The good body, written another way. */
function written(
    fault: string,
    ends: Pick<FaultCase, "get" | "post">,
    write: (body: string, stage: Stage) => string | Buffer,
    headers?: Headers,
): FaultCase {
    return bytes(`arrival: ${fault}`, ends, (stage) =>
        answer(goodStatus(stage), write(goodBody(stage), stage), headers),
    );
}

const coding = (name: string): Headers => ({ "content-encoding": name });

const chunked = (body: Buffer, sizes: readonly number[]) => {
    const pieces: Buffer[] = [];
    let at = 0;
    for (const size of [...sizes, body.length]) {
        const piece = body.subarray(at, at + size);
        at += piece.length;
        if (piece.length > 0) {
            pieces.push(Buffer.from(`${piece.length.toString(16)}\r\n`), piece, Buffer.from("\r\n"));
        }
    }
    return Buffer.concat(pieces);
};
const CHUNKED = { "transfer-encoding": "chunked" };

const COMPRESSED: readonly FaultCase[] = [
    written("gzip that nobody asked for", SUCCESS, (body) => gzipSync(body), coding("gzip")),
    written("x-gzip", SUCCESS, (body) => gzipSync(body), coding("x-gzip")),
    written("gzip that no header tells of", SUCCESS, (body) => gzipSync(body)),
    written("deflate", SUCCESS, (body) => deflateSync(body), coding("deflate")),
    written("brotli", SUCCESS, (body) => brotliCompressSync(body), coding("br")),
    written("gzip twice", SUCCESS, (body) => gzipSync(gzipSync(body)), coding("gzip, gzip")),
    written("brotli in gzip", SUCCESS, (body) => gzipSync(brotliCompressSync(body)), coding("br, gzip")),
    written("said to be gzip, and in clear", SUCCESS, (body) => body, coding("gzip")),
    written("said to be brotli, and in clear", SUCCESS, (body) => body, coding("br")),
    written("a coding that nobody knows, in clear", SUCCESS, (body) => body, coding("none")),
    written("gzip without its last bytes", SUCCESS, (body) => gzipSync(body).subarray(0, -8), coding("gzip")),
    bytes("arrival: gzip in chunks", SUCCESS, (stage) =>
        Buffer.concat([
            Buffer.from(head(goodStatus(stage), { ...CHUNKED, ...coding("gzip") })),
            chunked(gzipSync(goodBody(stage)), [10, 1, 30]),
            Buffer.from("0\r\n\r\n"),
        ]),
    ),
    bytes(
        "arrival: gzip in chunks, cut off before the last one",
        FOUND_IN_PART,
        (stage) =>
            Buffer.concat([
                Buffer.from(head(goodStatus(stage), { ...CHUNKED, ...coding("gzip") })),
                chunked(gzipSync(goodBody(stage)), [10, 1, 30]),
            ]),
        true,
    ),
];

const INTERIM: readonly FaultCase[] = [
    ["100 with headers", head(100, { "x-a": "b" })],
    ["100 three times", head(100) + head(100) + head(100)],
    ["102, 100, 103", head(102) + head(100) + head(103, { link: "</x>; rel=preload" })],
    ["199", head(199)],
].map(([name, before = ""]) => {
    const post = { post: SUCCESS.post };
    return bytes(`arrival: ${name ?? ""} before the answer`, post, (stage) =>
        Buffer.concat([Buffer.from(before), goodAnswer(stage)]),
    );
});

const byAndBy =
    (pieces: (stage: Stage) => readonly (string | Buffer)[], close = false) =>
    (stage: Stage) =>
    (socket: Parameters<Parameters<Stage["serve"]>[0]>[0]) => {
        const left = [...pieces(stage)];
        const next = () => {
            const piece = left.shift();
            if (piece === undefined) {
                if (close) {
                    socket.end();
                }
                return;
            }
            socket.write(piece);
            setTimeout(next, 50);
        };
        next();
    };

const single = (all: Buffer) => Array.from(all, (_, index) => all.subarray(index, index + 1));

const IN_PIECES: readonly FaultCase[] = [
    plain(
        "arrival: 100, and the answer later",
        { post: SUCCESS.post },
        byAndBy((stage) => [head(100), goodAnswer(stage)]),
    ),
    plain(
        "arrival: 100 in single bytes",
        { post: SUCCESS.post },
        byAndBy((stage) => [
            ...single(Buffer.from(head(100).slice(0, 14))),
            head(100).slice(14),
            goodAnswer(stage),
        ]),
    ),
    plain(
        "arrival: a head that is broken, and the body later",
        FOUND_IN_PART,
        byAndBy((stage) => [head(goodStatus(stage), { "content-length": "many" }), goodBody(stage)], true),
    ),
    plain(
        "arrival: a status line that is none, and the rest later, without an end",
        FOUND_IN_PART,
        byAndBy((stage) => ["HTTP/1.1 OK\r\n", "a: b\r\n\r\n", goodBody(stage)]),
    ),
    plain("arrival: all but the last byte, then a reset", FOUND_IN_PART, (stage) => (socket) => {
        socket.write(goodAnswer(stage).subarray(0, -1));
        setTimeout(() => socket.resetAndDestroy(), 100);
    }),
    endedByLimit(
        plain("arrival: all but the last byte, then nothing", FOUND_IN_PART, (stage) => (socket) => {
            socket.write(goodAnswer(stage).subarray(0, -1));
        }),
    ),
    endedByLimit(
        plain("arrival: half of the token, then nothing", INCOMPLETE, (stage) => (socket) => {
            const all = goodAnswer(stage);
            socket.write(all.subarray(0, all.length - goodBody(stage).length + 20));
        }),
    ),
];

const HEADS: readonly FaultCase[] = [
    ["a header without a colon", (stage: Stage) => `HTTP/1.1 ${goodStatus(stage)} S\r\nnocolon\r\n\r\n`],
    ["a NUL in a header", (stage: Stage) => `HTTP/1.1 ${goodStatus(stage)} S\r\na: \u0000\r\n\r\n`],
    ["a letter in the status", () => "HTTP/1.1 2o1 S\r\n\r\n"],
    ["another protocol", () => "HTTQ/1.1 201 S\r\n\r\n"],
    ["a page in front", () => "<html>\r\n\r\n"],
    ["nothing in front", () => ""],
].map(([name, start]) =>
    bytes(
        `arrival: ${String(name)}`,
        FOUND_IN_PART,
        (stage) => (start as (stage: Stage) => string)(stage) + goodBody(stage),
        true,
    ),
);

const STATUSES: readonly FaultCase[] = [
    300, 302, 400, 401, 403, 404, 405, 408, 409, 418, 429, 500, 501, 502, 503, 504,
].map((status) =>
    bytes(`arrival: the new token with ${status}`, { post: end("issued", 1) }, (stage) =>
        answer(status, goodBody(stage)),
    ),
);

const NAMES: readonly FaultCase[] = [
    "token",
    "access_token",
    "apiToken",
    "BearerToken",
    "bearer",
    "secret",
    "api_key",
].map((name) =>
    written(`under the name ${name}`, { post: end("issued", 1) }, (body) =>
        body.replace("bearerToken", name),
    ),
);

const AROUND = { post: end("issued", 1) };

const WRITINGS: readonly FaultCase[] = [
    written("white space around the token", AROUND, (_body, { successor }) =>
        JSON.stringify({ bearerToken: `\t ${successor}\r\n ` }),
    ),
    written("white space around the body", SUCCESS, (body) => `\r\n\t ${body} \r\n`),
    written("every character escaped", AROUND, (_body, { successor }) => {
        const escaped = Array.from(
            successor,
            (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`,
        );
        return `{"bearerToken":"${escaped.join("")}"}`;
    }),
    written("in an object of its own", AROUND, (body) => `{"data":${body}}`),
    written("in a list", AROUND, (body) => `[${body}]`),
    written("in a text of JSON", { post: end("lost", 1) }, (body) =>
        JSON.stringify(JSON.stringify({ body })),
    ),
    written("in a web page", AROUND, (body) => `<html><pre>${body}</pre></html>`),
    written("cut off behind the token", FOUND_IN_DAMAGE, (body, { method }) =>
        method === "GET" ? body.slice(0, -1) : body.slice(0, body.indexOf(",")),
    ),
    written("cut off within the token", { post: end("lost", 1) }, (body) => body.slice(0, 30)),
    written("another letter after the body", FOUND_IN_DAMAGE, (body) => `${body}}`),
    written("the body twice", FOUND_IN_DAMAGE, (body) => body + body),
    written("a NUL in front", FOUND_IN_DAMAGE, (body) => `\u0000${body}`),
    written("in UTF-16 with its mark", LOST, (body) => Buffer.from(`\ufeff${body}`, "utf16le")),
];

/** A new token arrives, and something is wrong with the rest. */
export const ARRIVAL_CASES: readonly FaultCase[] = [
    ...COMPRESSED,
    ...INTERIM,
    ...IN_PIECES,
    ...HEADS,
    ...STATUSES,
    ...NAMES,
    ...WRITINGS,
];
