import * as fc from "fast-check";
import { deflateSync, gzipSync } from "node:zlib";
import { findAnswer } from "../../../src/http/wire";

const OK = "HTTP/1.1 200 O\r\n";
const CHUNKED = `${OK}Transfer-Encoding: chunked\r\n\r\n`;

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
    [
        "interim answers whose lines end in a line feed alone",
        "HTTP/1.1 103 E\nlink: a\n\nHTTP/1.1 200 O\n\nx",
        200,
        "x",
    ],
    ["a body like an interim answer", `${OK}\r\nHTTP/1.1 100 C\r\n\r\n`, 200, "HTTP/1.1 100 C\r\n\r\n"],
    ["something before its head", "x HTTP/1.1 200 O\r\n\r\nrest", undefined, "rest"],
    ["no HTTP", "SSH-2.0\r\n\r\nrest", undefined, "rest"],
    ["nothing", "", undefined, ""],
    ["chunks", `${CHUNKED}2\r\nmn\r\n3;x=y\r\nopq\r\n0\r\n\r\n`, 200, "mnopq"],
    ["chunks and a trailer", `${CHUNKED}2\r\nmn\r\n0\r\ntrailer: x\r\n\r\n`, 200, "mn"],
    ["chunks of a coding", `${OK}Transfer-Encoding: x, chunked\r\n\r\n2\r\nmn\r\n`, 200, "mn"],
    ["a field that only sounds so", `${OK}x-transfer-encoding: chunked\r\n\r\n2\r\nmn`, 200, "2\r\nmn"],
    ["a chunk that is cut off", `${CHUNKED}2\r\nmn\r\nff\r\nop`, 200, "mnop"],
    ["a size that is none", `${CHUNKED}1\r\nm\r\nzz\r\nn`, 200, "mzz\r\nn"],
    ["a size with something before it", `${CHUNKED}1\r\nm\r\nz1\r\nn`, 200, "mz1\r\nn"],
    ["a size with something behind it", `${CHUNKED}1\r\nm\r\n1z\r\nn`, 200, "m1z\r\nn"],
    ["a size that is cut off", `${CHUNKED}1\r\nm\r\n4`, 200, "m4"],
])("of an answer with %s, what there is is found", async (_name, text, status, body) => {
    expect(await find(text)).toMatchObject({ status, body });
});

test("what is compressed is found as its head says, and as no other field does", async () => {
    const body = deflateSync("a text");
    const answer = (field: string) => Buffer.concat([Buffer.from(`${OK}${field}: deflate\r\n\r\n`), body]);
    expect((await find(answer("Content-Encoding"))).body).toBe("a text");
    expect((await find(answer("x-content-encoding"))).body).not.toContain("a text");
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

test("there is no head before its end has arrived", async () => {
    expect((await find("HTTP/1.1 503 Unav")).head).toBe("");
    expect((await find("HTTP/1.1 503 Unavailable\r\na: b\r\n\r\n")).head).toBe(
        "HTTP/1.1 503 Unavailable\r\na: b",
    );
});

test("all that arrived is there byte by byte, whatever it is", async () => {
    await fc.assert(
        fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
            const { all } = await findAnswer(Buffer.from(bytes));
            expect(Buffer.from(all, "latin1").equals(Buffer.from(bytes))).toBe(true);
        }),
    );
});
