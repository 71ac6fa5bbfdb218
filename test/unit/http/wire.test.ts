import * as fc from "fast-check";
import { gzipSync } from "node:zlib";
import { findAnswer } from "../../../src/http/wire";

const find = (text: string | Buffer) => findAnswer(Buffer.from(text));

test("the status and the body of a whole answer are found", async () => {
    expect(await find("HTTP/1.1 201 Created\r\ncontent-length: 2\r\n\r\n{}")).toMatchObject({
        status: 201,
        body: "{}",
    });
});

test.each([
    ["lines that end in a line feed alone", "HTTP/1.1 201 Created\na: b\n\n{}", 201, "{}"],
    ["no body", "HTTP/1.1 204 No Content\r\n\r\n", 204, ""],
    ["a head that is cut off", "HTTP/1.1 503 Unav", 503, "HTTP/1.1 503 Unav"],
    [
        "interim answers before it",
        "HTTP/1.1 100 C\r\n\r\nHTTP/1.1 103 E\r\nlink: a\r\n\r\nHTTP/1.1 200 O\r\n\r\nx",
        200,
        "x",
    ],
    ["no HTTP", "SSH-2.0\r\n\r\nrest", undefined, "rest"],
    ["nothing", "", undefined, ""],
    [
        "chunks",
        "HTTP/1.1 200 O\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n3;x=y\r\ncde\r\n0\r\n\r\n",
        200,
        "abcde",
    ],
    [
        "a chunk that is cut off",
        "HTTP/1.1 200 O\r\ntransfer-encoding: chunked\r\n\r\n2\r\nab\r\nff\r\ncd",
        200,
        "abcd",
    ],
    [
        "a size that is none",
        "HTTP/1.1 200 O\r\ntransfer-encoding: chunked\r\n\r\n1\r\na\r\nzz\r\nb",
        200,
        "azz\r\nb",
    ],
    ["a size that is cut off", "HTTP/1.1 200 O\r\ntransfer-encoding: chunked\r\n\r\n1\r\na\r\n4", 200, "a4"],
])("of an answer with %s, what there is is found", async (_name, text, status, body) => {
    expect(await find(text)).toMatchObject({ status, body });
});

test("what is compressed is found as far as it arrived", async () => {
    const text = "a text that is long enough to be cut in two";
    const zipped = gzipSync(text);
    const start = Buffer.from("HTTP/1.1 200 O\r\ncontent-encoding: gzip\r\n\r\n");
    expect((await find(Buffer.concat([start, zipped]))).body).toBe(text);
    const { body } = await find(Buffer.concat([start, zipped.subarray(0, -12)]));
    expect(text.startsWith(body)).toBe(true);
    expect(body.length).toBeGreaterThan(20);
});

test("all that arrived is there byte by byte, whatever it is", async () => {
    await fc.assert(
        fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
            const { all } = await findAnswer(Buffer.from(bytes));
            expect(Buffer.from(all, "latin1").equals(Buffer.from(bytes))).toBe(true);
        }),
    );
});
