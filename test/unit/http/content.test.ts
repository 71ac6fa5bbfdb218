import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib";
import { textOf } from "../../../src/http/content";

const TEXT = "naïve text";
const PLAIN = Buffer.from(TEXT);

test.each<[string, Buffer, string | undefined]>([
    ["nothing", PLAIN, undefined],
    ["identity", PLAIN, "identity"],
    ["gzip", gzipSync(PLAIN), "gzip"],
    ["GZIP", gzipSync(PLAIN), "GZIP"],
    ["deflate", deflateSync(PLAIN), "deflate"],
    ["br", brotliCompressSync(PLAIN), "br"],
    ["two codings, the last one outside", gzipSync(brotliCompressSync(PLAIN)), "br, gzip"],
    ["two codings, the other way round", brotliCompressSync(gzipSync(PLAIN)), "gzip, br"],
    ["nothing of its gzip", gzipSync(PLAIN), undefined],
    ["a byte order mark", Buffer.from(`\ufeff${TEXT}`), undefined],
])("a body that is said to be %s is its text", async (_name, body, encoding) => {
    expect(await textOf(body, encoding)).toBe(TEXT);
});

test.each(["gzip", "br", "deflate"])("a body that is no %s is taken as it is", async (encoding) => {
    expect(await textOf(PLAIN, encoding)).toBe(TEXT);
});

test("a compressed body may grow to 16 MiB, and what is beyond that is left out", async () => {
    const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024));
    expect((await textOf(bomb, "gzip")).length).toBeLessThanOrEqual(16 * 1024 * 1024);
});
