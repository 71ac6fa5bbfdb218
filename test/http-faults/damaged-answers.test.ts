import * as fc from "fast-check";
import { randomUUID } from "node:crypto";
import { gunzipSync, gzipSync, constants } from "node:zlib";
import { createSend } from "../../src/http/http-client";
import { findAnswer } from "../../src/http/wire";
import { Refusals } from "../../src/http/refusals";
import { ThousandEyesClient } from "../../src/systems/thousandeyes/client";
import { PATIENT } from "./fault-case";
import { head, RawServer } from "./raw-server";

const RUNS = 5000;

let next: Buffer;
let server: RawServer;
let client: ThousandEyesClient;
const counts = { whole: 0, issued: 0, kept: 0, missed: 0 };

beforeAll(async () => {
    server = await RawServer.start((socket) => socket.end(next));
    const send = createSend({ ...PATIENT, headersTimeout: 1000, bodyTimeout: 1000 });
    client = new ThousandEyesClient(`http://127.0.0.1:${server.port}/v7`, { send, refusals: new Refusals() });
});

afterAll(async () => {
    await server.stop();
    const { whole, issued, kept, missed } = counts;
    process.stdout.write(
        `\n${RUNS} damaged answers, ${whole} with the whole token: ${issued} issued, ${kept} kept as they came, ${missed} missed\n`,
    );
});

/** The answer with a new token, as a server may write it. */
const valid = fc
    .record({
        framing: fc.constantFrom("length", "chunks", "close"),
        compressed: fc.boolean(),
        size: fc.integer({ min: 1, max: 60 }),
        before: fc.constantFrom("", head(100), head(103, { link: "</x>; rel=preload" })),
        extra: fc.boolean(),
    })
    .map(({ framing, compressed, size, before, extra }) => {
        const token = randomUUID();
        const text = JSON.stringify({
            ...(extra ? { _links: { self: { href: "https://api.example.com/v7" } } } : {}),
            bearerToken: token,
            validUntil: "2032-01-01T00:00:00Z",
        });
        const body = compressed ? gzipSync(text) : Buffer.from(text);
        const headers: Record<string, string> = {
            "content-type": "application/hal+json",
            ...(compressed ? { "content-encoding": "gzip" } : {}),
            ...(framing === "length" ? { "content-length": String(body.length) } : {}),
            ...(framing === "chunks" ? { "transfer-encoding": "chunked" } : {}),
        };
        const start = Buffer.from(before + head(201, headers));
        return {
            token,
            compressed,
            bytes: Buffer.concat([start, framing === "chunks" ? inChunks(body, size) : body]),
        };
    });

function inChunks(body: Buffer, size: number): Buffer {
    const pieces: Buffer[] = [];
    for (let at = 0; at < body.length; at += size) {
        const piece = body.subarray(at, at + size);
        pieces.push(Buffer.from(`${piece.length.toString(16)}\r\n`), piece, Buffer.from("\r\n"));
    }
    return Buffer.concat([...pieces, Buffer.from("0\r\n\r\n")]);
}

/** A place in the answer, from 0 to 1. */
const place = fc.nat(9999).map((number) => number / 10_000);
const damage = fc.record({
    changes: fc.array(fc.tuple(place, fc.nat(255)), { maxLength: 3 }),
    end: fc.option(place, { freq: 1 }),
});

test("a new token whose bytes arrived whole is issued, or kept as it came, however the answer is cut and damaged", async () => {
    await fc.assert(
        fc.asyncProperty(valid, damage, async ({ token, compressed, bytes }, { changes, end }) => {
            const all = Buffer.from(
                bytes.subarray(0, end === null ? bytes.length : Math.floor(end * bytes.length)),
            );
            for (const [where, byte] of changes) {
                all[Math.floor(where * all.length)] = byte;
            }
            next = all;
            const answer = await client.regenerateToken("0d6d8a4c-5d2f-4f6e-9d11-1c2f5a3b7e90");
            if (!(await arrivedWhole(token, all, compressed))) {
                return;
            }
            counts.whole++;
            if (answer.kind === "issued" && answer.token === token) {
                counts.issued++;
                return;
            }
            const received = "received" in answer ? answer.received.bytes() : undefined;
            if (received?.equals(all) === true) {
                counts.kept++;
            } else {
                counts.missed++;
                throw new Error(`missed: ${answer.kind}`);
            }
        }),
        { numRuns: RUNS },
    );
    expect(counts.issued).toBeGreaterThan(RUNS / 5);
    expect(counts.missed).toBe(0);
}, 300_000);

/** In clear as it stands there; in chunks or compressed by what Node makes of it. */
async function arrivedWhole(token: string, bytes: Buffer, compressed: boolean): Promise<boolean> {
    if (bytes.includes(token)) {
        return true;
    }
    if (!compressed) {
        return (await findAnswer(bytes)).body.includes(token);
    }
    const start = bytes.indexOf(Buffer.from([0x1f, 0x8b]));
    try {
        const text = gunzipSync(bytes.subarray(start), { finishFlush: constants.Z_SYNC_FLUSH });
        return start !== -1 && text.includes(token);
    } catch {
        return false;
    }
}
