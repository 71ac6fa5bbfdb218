import * as fc from "fast-check";
import { InterimAnswers } from "../../../src/http/recording";

const CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n";
const FINAL = "HTTP/1.1 201 Created\r\ncontent-length: 0\r\n\r\n";

function passed(pieces: readonly string[]): string {
    const answers = new InterimAnswers();
    return pieces.map((piece) => answers.after(Buffer.from(piece)).toString()).join("");
}

test.each([
    ["nothing but the answer", FINAL, FINAL],
    ["a 100", CONTINUE + FINAL, FINAL],
    ["a 100 with headers", `HTTP/1.1 100 Continue\r\na: b\r\nc: d\r\n\r\n${FINAL}`, FINAL],
    ["several", `${CONTINUE}HTTP/1.0 103 E\r\nlink: x\r\n\r\n${CONTINUE}${FINAL}`, FINAL],
    ["a 101, which no answer follows", "HTTP/1.1 101 S\r\n\r\nrest", "HTTP/1.1 101 S\r\n\r\nrest"],
    ["what is no HTTP", "SSH-2.0-OpenSSH_9\r\n", "SSH-2.0-OpenSSH_9\r\n"],
    ["a 100 behind the answer", FINAL + CONTINUE, FINAL + CONTINUE],
])("of %s, the rest passes, however it is cut", (_name, text, rest) => {
    fc.assert(
        fc.property(fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1 }), (sizes) => {
            const pieces: string[] = [];
            for (let at = 0, turn = 0; at < text.length; turn++) {
                const size = sizes[turn % sizes.length] ?? 1;
                pieces.push(text.slice(at, at + size));
                at += size;
            }
            expect(passed(pieces)).toBe(rest);
        }),
    );
});
