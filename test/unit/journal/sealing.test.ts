import * as fc from "fast-check";
import { seal, type Sealed, unseal } from "../../../src/journal/sealing";

const PARTS = ["salt", "nonce", "ciphertext", "tag"] as const;
const TOKEN = "5b1b9e2c-0000-4000-8000-0123456789ab";
const text = fc.string({ unit: "binary" });

test("a token opens with its predecessor and its context", () => {
    fc.assert(
        fc.property(text, text, text, (token, predecessor, context) => {
            expect(unseal(seal(token, predecessor, context), predecessor, context)).toBe(token);
        }),
    );
});

test("what this format sealed once opens for ever", () => {
    const fixed = (length: number) => Buffer.alloc(length, 7);
    const sealed = seal(TOKEN, "old", "a b", fixed);
    expect(sealed).toEqual(FROZEN);
    expect(unseal(FROZEN, "old", "a b")).toBe(TOKEN);
});

const FROZEN: Sealed = {
    salt: "BwcHBwcHBwcHBwcHBwcHBw==",
    nonce: "BwcHBwcHBwcHBwcH",
    ciphertext: "vdAGVoCBld8jcAC6uZ7vGvpRABh6dbk7rLWyos63UXb68WiR",
    tag: "Kdhawg5PDndozz2iK61xoA==",
};

test("a token does not open with another predecessor", () => {
    fc.assert(
        fc.property(text, text, text, (token, predecessor, other) => {
            fc.pre(predecessor !== other);
            expect(unseal(seal(token, predecessor, "a b"), other, "a b")).toBeUndefined();
        }),
    );
});

test("a token does not open in another context", () => {
    fc.assert(
        fc.property(text, text, text, (token, context, other) => {
            fc.pre(context !== other);
            expect(unseal(seal(token, "old", context), "old", other)).toBeUndefined();
        }),
    );
});

test.each(PARTS)("a token does not open when any bit of its %s is another", (part) => {
    const sealed = seal(TOKEN, "old", "a b");
    const bytes = Buffer.from(sealed[part], "base64");
    const opened = Array.from({ length: bytes.length * 8 }, (_, bit) => {
        const flipped = Buffer.from(bytes);
        flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        return unseal({ ...sealed, [part]: flipped.toString("base64") }, "old", "a b");
    });
    expect(opened.length).toBeGreaterThanOrEqual(96);
    expect(new Set(opened)).toEqual(new Set([undefined]));
});

test.each(PARTS)("a token does not open when its %s is cut short or gone", (part) => {
    const sealed = seal(TOKEN, "old", "a b");
    const bytes = Buffer.from(sealed[part], "base64");
    const opened = Array.from({ length: bytes.length }, (_, length) =>
        unseal({ ...sealed, [part]: bytes.subarray(0, length).toString("base64") }, "old", "a b"),
    );
    expect(new Set(opened)).toEqual(new Set([undefined]));
});

test("a token does not open when zeros at the end of its salt are cut off", () => {
    const sealed = seal(TOKEN, "old", "a b", (length) => Buffer.alloc(length));
    const salt = Buffer.alloc(15).toString("base64");
    expect(unseal(sealed, "old", "a b")).toBe(TOKEN);
    expect(unseal({ ...sealed, salt }, "old", "a b")).toBeUndefined();
});

test("the same token is sealed differently each time, in every part", () => {
    const [one, two] = [seal(TOKEN, "old", "a b"), seal(TOKEN, "old", "a b")];
    expect(PARTS.filter((part) => one[part] === two[part])).toEqual([]);
});

test("neither token shows in what is sealed, written as it is or in base64 or hex", () => {
    const sealed = seal(TOKEN, "old-token-of-this-test", "a b");
    const decoded = PARTS.map((part) => Buffer.from(sealed[part], "base64").toString("latin1"));
    const everything = JSON.stringify([sealed, decoded]);
    for (const secret of [TOKEN, "old-token-of-this-test"]) {
        expect(everything).not.toContain(secret);
        expect(everything).not.toContain(Buffer.from(secret).toString("base64"));
        expect(everything).not.toContain(Buffer.from(secret).toString("hex"));
    }
});

test("the salt has 16 bytes, the nonce 12 and the tag 16", () => {
    const { salt, nonce, tag } = seal(TOKEN, "old", "a b");
    expect([salt, nonce, tag].map((part) => Buffer.from(part, "base64").length)).toEqual([16, 12, 16]);
});
