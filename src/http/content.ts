import type { Transform } from "node:stream";
import { createBrotliDecompress, createUnzip } from "node:zlib";

/** What a compressed answer may grow to: more than any answer of these APIs has. */
const LARGEST = 16 * 1024 * 1024;

const GZIP = Buffer.from([0x1f, 0x8b]);

/**
 * The text of a body: decompressed, as far as it arrived, and without the mark of a byte order, which no JSON parser
 * takes. Nothing here asks for compression, but a proxy may do it all the same, and may not say so.
 */
export async function textOf(body: Buffer, encoding: string | undefined): Promise<string> {
    let bytes = body;
    for (const name of (encoding ?? "").toLowerCase().split(",").reverse()) {
        bytes = await decoded(bytes, name.trim());
    }
    return new TextDecoder().decode(bytes);
}

async function decoded(bytes: Buffer, encoding: string): Promise<Buffer> {
    if (encoding === "br") {
        return decompressed(bytes, createBrotliDecompress());
    }
    return encoding === "deflate" || bytes.subarray(0, GZIP.length).equals(GZIP)
        ? decompressed(bytes, createUnzip())
        : bytes;
}

/** Whatever comes out before the end, or before what cannot be decompressed; the bytes themselves when nothing does. */
function decompressed(bytes: Buffer, decompression: Transform): Promise<Buffer> {
    const pieces: Buffer[] = [];
    let length = 0;
    return new Promise((resolve) => {
        const end = () => {
            resolve(pieces.length === 0 ? bytes : Buffer.concat(pieces));
        };
        decompression.on("data", (piece: Buffer) => {
            length += piece.length;
            if (length <= LARGEST) {
                pieces.push(piece);
            }
        });
        decompression.on("end", end).on("error", end).end(bytes);
    });
}
