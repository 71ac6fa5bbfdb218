import * as fc from "fast-check";
import { inspect } from "node:util";
import { ApiTokenError } from "../../src/base/errors";
import { createSend } from "../../src/http/http-client";
import { Refusals } from "../../src/http/refusals";
import { ThousandEyesClient } from "../../src/systems/thousandeyes/client";
import { tracesOf } from "../support/traces";
import { newToken, PATIENT } from "./fault-case";
import { answer, RawServer } from "./raw-server";

const RUNS = 5100;
const sent = newToken();

/** The answer to the next request, and whether the connection ends with it. */
let next: { bytes: Uint8Array; close: boolean };
let server: RawServer;
let client: ThousandEyesClient;
let runs = 0;
let issued = 0;

beforeAll(async () => {
    server = await RawServer.start((socket) => {
        if (next.close) {
            socket.end(next.bytes);
        } else {
            socket.write(next.bytes);
        }
    });
    const send = createSend(PATIENT);
    client = new ThousandEyesClient(`http://127.0.0.1:${server.port}/v7`, { send, refusals: new Refusals() });
});

afterAll(async () => {
    await server.stop();
    process.stdout.write(`\n${runs} answers of arbitrary bytes, ${issued} of them with a token\n`);
});

const writings = [
    sent,
    encodeURIComponent(sent),
    Buffer.from(sent).toString("hex"),
    Buffer.from(sent).toString("base64"),
];
const word = fc.oneof(
    { weight: 3, arbitrary: fc.string({ maxLength: 12 }) },
    { weight: 1, arbitrary: fc.constantFrom(...writings, "\u0000", "<html>", "\ud800", "\\u0041") },
);
const text = fc.array(word, { maxLength: 4 }).map((words) => words.join(""));

/** JSON such as the API's, and unlike it. */
const json = fc.oneof(
    fc.json({ maxDepth: 3 }),
    fc
        .record(
            {
                bearerToken: fc.oneof(
                    fc.stringMatching(/^[!-~]{1,40}$/),
                    text,
                    fc.integer(),
                    fc.constant(null),
                ),
                validUntil: fc.oneof(text, fc.constant("2032-01-01T00:00:00Z")),
                uid: fc.oneof(text, fc.integer()),
                loginAccountGroup: fc.oneof(text, fc.record({ aid: text })),
                detail: text,
                title: text,
                error_description: text,
                errors: fc.array(fc.oneof(text, fc.record({ message: text }))),
            },
            { requiredKeys: [] },
        )
        .map((value) => JSON.stringify(value)),
);

/** A text with some of its bytes others, and its end perhaps cut off. */
const damaged = fc
    .tuple(json, fc.array(fc.tuple(fc.nat(400), fc.nat(255)), { maxLength: 3 }), fc.nat(400))
    .map(([whole, changes, end]) => {
        const bytes = Buffer.from(whole);
        for (const [at, byte] of changes.filter(([place]) => place < bytes.length)) {
            bytes[at] = byte;
        }
        return bytes.subarray(0, end < 300 ? bytes.length : end);
    });
const body = fc.oneof(
    json.map((whole) => Buffer.from(whole)),
    damaged,
    fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
    text.map((words) => Buffer.from(words)),
);
/** Without the 1xx: after those another answer is to come. */
const status = fc.oneof(
    fc.constantFrom(200, 201, 201, 401, 403, 409, 429, 503),
    fc.integer({ min: 200, max: 599 }),
);

test("no body of an answer crashes the client, tells the token, or becomes a token that was not sent", async () => {
    await fc.assert(
        fc.asyncProperty(status, body, async (code, bytes) => {
            const hasNoBody = code === 204 || code === 304;
            next = { bytes: answer(code, hasNoBody ? "" : bytes), close: false };
            await holds(bytes);
        }),
        { numRuns: RUNS },
    );
}, 120_000);

const headerBytes = fc.oneof(
    fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
    text.map((words) => Buffer.from(words)),
);
const headerName = fc.constantFrom(
    "location",
    "retry-after",
    "date",
    "content-type",
    "content-length",
    "transfer-encoding",
    "content-encoding",
    "connection",
    "x-organization-rate-limit-reset",
    "__proto__",
);
const header = fc
    .tuple(fc.oneof(headerName, text), headerBytes)
    .map(([name, value]) => Buffer.concat([Buffer.from(`${name}: `), value, Buffer.from("\r\n")]));
const statusLine = fc.oneof(
    status.map((code) => Buffer.from(`HTTP/1.1 ${code} OK\r\n`)),
    text.map((words) => Buffer.from(`HTTP/1.1 ${words}\r\n`)),
    fc
        .tuple(status, headerBytes)
        .map(([code, reason]) =>
            Buffer.concat([Buffer.from(`HTTP/1.1 ${code} `), reason, Buffer.from("\r\n")]),
        ),
    headerBytes,
);

test("nor does any status line, header or cut", async () => {
    await fc.assert(
        fc.asyncProperty(
            statusLine,
            fc.array(header, { maxLength: 4 }),
            body,
            async (line, headers, bytes) => {
                const all = Buffer.concat([line, ...headers, Buffer.from("\r\n"), bytes]);
                next = { bytes: all, close: true };
                await holds(all);
            },
        ),
        { numRuns: RUNS },
    );
}, 120_000);

/** Both calls get the same answer. */
async function holds(bytes: Buffer): Promise<void> {
    runs++;
    const [answered, read] = await Promise.all([
        client.regenerateToken(sent),
        client.currentUser(sent).catch((error: unknown) => error),
    ]);
    if (answered.kind === "issued") {
        issued++;
        expect(wasSent(answered.token, bytes)).toBe(true);
        expect(answered.token).not.toBe(sent);
    } else {
        expect(tracesOf(sent, inspect(answered, { depth: 10, showHidden: true }))).toEqual([]);
    }
    if (read instanceof Error) {
        expect(read).toBeInstanceOf(ApiTokenError);
        const texts = [inspect(read, { depth: 10, showHidden: true }), read.stack, JSON.stringify(read)];
        expect(tracesOf(sent, texts.join("\n"))).toEqual([]);
    }
}

/** As it is, or with what JSON writes differently. */
function wasSent(token: string, bytes: Buffer): boolean {
    return (
        bytes.includes(token) ||
        bytes.includes(JSON.stringify(token).slice(1, -1)) ||
        wasEscaped(token, bytes)
    );
}

/** JSON may write any character by its number: then the escapes of what was sent are undone here. */
function wasEscaped(token: string, bytes: Buffer): boolean {
    const plain = bytes
        .toString("latin1")
        .replace(/\\u([0-9a-f]{4})/gi, (_escape, digits: string) => String.fromCharCode(parseInt(digits, 16)))
        .replace(/\\(["\\/])/g, "$1");
    return plain.includes(token);
}
