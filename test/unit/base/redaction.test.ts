import * as fc from "fast-check";
import { redact } from "../../../src/base/redaction";

const TOKEN = "3f1c7d52-9a0b+4c8e/b1aa~0d5f6e7c8b9a";

const lower = (text: string) => text.toLowerCase();

/** The characters of base64 that depend on these bytes alone, after so many others. */
function inBase64(token: string, before: number): string {
    const text = Buffer.concat([Buffer.alloc(before, "x"), Buffer.from(token)]).toString("base64");
    return text.slice(before === 0 ? 0 : 4, -4);
}

function writingsOf(token: string): string[] {
    const inHex = Buffer.from(token).toString("hex");
    return [
        token,
        encodeURIComponent(token),
        inHex,
        inBase64(token, 0),
        inBase64(token, 1),
        inBase64(token, 2),
    ];
}

/** Each run of eight characters of each writing. */
function piecesOf(token: string): string[] {
    return writingsOf(token).flatMap((writing) =>
        Array.from({ length: Math.max(0, writing.length - 7) }, (_, at) => writing.slice(at, at + 8)),
    );
}

test.each(writingsOf(TOKEN))("%s is taken out, in any case, whole or in part", (writing) => {
    expect(redact(`<${writing}>`, [TOKEN])).toBe("<[token]>");
    expect(redact(`<${writing.toUpperCase()}>`, [TOKEN])).toBe("<[token]>");
    expect(redact(`<${writing.slice(3, 11)}>`, [TOKEN])).toBe("<[token]>");
    expect(redact(`<${writing.slice(3, 10)}>`, [TOKEN])).toBe(`<${writing.slice(3, 10)}>`);
});

test("what is between and around stays as it is", () => {
    expect(redact(`É a ${TOKEN} b ${TOKEN}${TOKEN} İc`, [TOKEN])).toBe("É a [token] b [token] İc");
    expect(redact("nothing here", [TOKEN])).toBe("nothing here");
    expect(redact("nothing here", [])).toBe("nothing here");
});

test("of several secrets each is taken out", () => {
    expect(redact(`a ${TOKEN} b second-secret-one c`, [TOKEN, "second-secret-one"])).toBe(
        "a [token] b [token] c",
    );
});

test("a short secret is looked for as a whole, an empty one not at all", () => {
    expect(redact("abc abcd xyz", ["abcd"])).toBe("abc [token] xyz");
    expect(redact("abc AA== AAA=", [""])).toBe("abc AA== AAA=");
});

const token = fc.stringMatching(/^[!-~]{16,60}$/);

test("no eight characters in a row of any writing of a token are left of any text", () => {
    const textWith = token.chain((secret) => {
        const part = fc
            .tuple(fc.constantFrom(...writingsOf(secret)), fc.nat(60), fc.nat(60), fc.boolean())
            .map(([writing, from, length, upper]) => {
                const piece = writing.slice(from, from + length);
                return upper ? piece.toUpperCase() : piece;
            });
        const text = fc.array(
            fc.oneof(part, fc.string({ maxLength: 20 }), fc.string({ unit: "binary", maxLength: 5 })),
        );
        return fc.tuple(
            fc.constant(secret),
            text.map((parts) => parts.join("")),
        );
    });
    fc.assert(
        fc.property(textWith, ([secret, text]) => {
            const left = lower(redact(text, [secret])).split("[token]");
            const pieces = piecesOf(secret).map(lower);
            expect(pieces.filter((piece) => left.some((part) => part.includes(piece)))).toEqual([]);
        }),
        { numRuns: 3000 },
    );
});

test("a text that holds no part of a token stays as it is", () => {
    const text = fc.stringMatching(/^[ .,;:()]{0,60}$/);
    fc.assert(
        fc.property(fc.stringMatching(/^[a-z0-9]{16,40}$/), text, (secret, words) => {
            expect(redact(words, [secret])).toBe(words);
        }),
    );
});
