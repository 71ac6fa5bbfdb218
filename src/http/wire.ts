import { textOf } from "./content";

/** As much of an answer as can be made out in what arrived on a connection. */
export interface FoundAnswer {
    /** Nothing when the head is no HTTP. */
    readonly status: number | undefined;
    /** As it came, without interim answers; empty when there is none. */
    readonly head: string;
    /** Decoded as its head says. */
    readonly body: string;
    /** All of it, each byte a character. */
    readonly all: string;
}

const INTERIM_HEAD = /^HTTP\/\d[.\d]* 1\d\d[^\n]*\n(?:(?!\r?\n)[^\n]*\n)*\r?\n/;

/**
 * Reads an answer that may be cut off or damaged anywhere: the head up to its empty line, whatever is there of the
 * chunks, and of what was compressed. Nothing in it is held against the rest.
 */
export async function findAnswer(bytes: Buffer): Promise<FoundAnswer> {
    const all = bytes.toString("latin1");
    let start = 0;
    for (let head = INTERIM_HEAD.exec(all); head !== null; head = INTERIM_HEAD.exec(all.slice(start))) {
        start += head[0].length;
    }
    const rest = all.slice(start);
    const [whole = "", head = ""] = /^(.*?)\r?\n\r?\n/s.exec(rest) ?? [];
    const status = /^HTTP\/\d[.\d]* (\d{3})\b/.exec(rest)?.[1];
    const received = bytes.subarray(start + whole.length);
    const body = /^transfer-encoding:.*chunked/im.test(head) ? withoutChunks(received) : received;
    const encoding = /^content-encoding:(.*)$/im.exec(head)?.[1];
    return {
        status: status === undefined ? undefined : Number(status),
        head,
        body: await textOf(body, encoding),
        all,
    };
}

/** From the first thing that is no chunk on, everything is taken as it is. */
function withoutChunks(bytes: Buffer): Buffer {
    const pieces: Buffer[] = [];
    let at = 0;
    while (at < bytes.length) {
        const end = bytes.indexOf("\n", at);
        const size = /^([0-9a-f]{1,8})\s*(?:;.*)?$/i.exec(bytes.toString("latin1", at, end).trim())?.[1];
        if (end === -1 || size === undefined) {
            return Buffer.concat([...pieces, bytes.subarray(at)]);
        }
        const start = end + 1;
        const length = parseInt(size, 16);
        if (length === 0) {
            break;
        }
        pieces.push(bytes.subarray(start, start + length));
        const after = bytes.indexOf("\n", start + length);
        at = after === -1 ? bytes.length : after + 1;
    }
    return Buffer.concat(pieces);
}
