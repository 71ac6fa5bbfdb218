import * as fc from "fast-check";
import { type JournalEntry, readEntry, UnreadableEntry, writeEntry } from "../../../src/journal/entry";

/** Whole seconds, which is what a file holds. */
const instant = fc.integer({ min: 0, max: 4_102_444_800 }).map((seconds) => seconds * 1000);
const sealed = fc.record({
    salt: fc.string(),
    nonce: fc.string(),
    ciphertext: fc.string(),
    tag: fc.string(),
});
const common = {
    fingerprint: fc.string(),
    resourceName: fc.string({ unit: "binary" }),
    owner: fc.record({ host: fc.string(), pid: fc.nat(), started: fc.string() }),
    startedAt: instant,
    firstStartedAt: instant,
    deadline: instant,
    savedInState: fc.boolean(),
    cause: fc.option(sealed, { nil: undefined }),
};
const issued = fc.record({ fingerprint: fc.string(), issuedAt: instant, validUntil: instant, sealed });
const entries: fc.Arbitrary<JournalEntry> = fc.oneof(
    fc.record({
        state: fc.constantFrom("intent" as const, "unclear" as const, "lost" as const, "void" as const),
        ...common,
    }),
    fc.record({ state: fc.constant("issued" as const), ...common, issued }),
);

const ENTRY = {
    state: "issued" as const,
    fingerprint: "aaaaaaaaaaaa",
    resourceName: "ci",
    owner: { host: "here", pid: 12, started: "345" },
    startedAt: Date.parse("2030-01-01T00:00:00Z"),
    firstStartedAt: Date.parse("2030-01-02T00:00:00Z"),
    deadline: Date.parse("2030-01-15T00:00:00Z"),
    savedInState: false,
    cause: { salt: "c2FsdA==", nonce: "bm9uY2U=", ciphertext: "Y2F1c2U=", tag: "dGFn" },
    issued: {
        fingerprint: "bbbbbbbbbbbb",
        issuedAt: Date.parse("2030-01-01T00:00:01Z"),
        validUntil: Date.parse("2032-01-01T00:00:00Z"),
        sealed: { salt: "c2FsdA==", nonce: "bm9uY2U=", ciphertext: "Y2lwaGVy", tag: "dGFn" },
    },
};
/** The same as it is in a file. Its words are those of the format, and stay whatever the code calls them. */
const WRITTEN = {
    format: "pulumi-api-tokens journal",
    version: 1,
    state: "issued",
    fingerprint: "aaaaaaaaaaaa",
    resourceName: "ci",
    owner: { place: "here", pid: 12, started: "345" },
    begun: "2030-01-01T00:00:00Z",
    since: "2030-01-02T00:00:00Z",
    deadline: "2030-01-15T00:00:00Z",
    done: false,
    cause: { salt: "c2FsdA==", nonce: "bm9uY2U=", ciphertext: "Y2F1c2U=", tag: "dGFn" },
    issued: {
        fingerprint: "bbbbbbbbbbbb",
        issuedAt: "2030-01-01T00:00:01Z",
        validUntil: "2032-01-01T00:00:00Z",
        sealed: { salt: "c2FsdA==", nonce: "bm9uY2U=", ciphertext: "Y2lwaGVy", tag: "dGFn" },
    },
};
const asFile = JSON.parse(writeEntry(ENTRY)) as Record<string, unknown>;
const fileWith = (changes: object) => JSON.stringify({ ...asFile, ...changes });
const NOT_OURS = "it is damaged, or was not written by this package";
const REFUSAL = /^its "[\w.]+" is damaged$|^it has version |^it is damaged, /;

/** The entry in a text, or why there is none. Throws when the failure is another one than it should be. */
function outcome(text: string): JournalEntry | string {
    try {
        return readEntry(text);
    } catch (error) {
        if (error instanceof UnreadableEntry) {
            return error.message;
        }
        throw error;
    }
}

test("what is written is read back as the same entry", () => {
    fc.assert(
        fc.property(entries, (entry) => {
            expect(readEntry(writeEntry(entry))).toEqual(entry);
        }),
    );
});

test("the file names its format and version, has times a person can read, and ends with a line break", () => {
    const text = writeEntry(ENTRY);
    expect(JSON.parse(text)).toEqual(WRITTEN);
    expect(text).toMatch(/^\{\n {2}"format": .*\n\}\n$/s);
});

test("what an earlier release wrote is read", () => {
    expect(readEntry(JSON.stringify(WRITTEN))).toEqual(ENTRY);
});

test("what release 0.1.0 wrote is read: it did not say what the token was asked for", () => {
    const read = readEntry(JSON.stringify({ ...WRITTEN, cause: undefined }));
    expect(read).toEqual({ ...ENTRY, cause: undefined });
});

test("what is left of the room behind an entry is passed over", () => {
    expect(readEntry(`${writeEntry(ENTRY)}${" ".repeat(4096)}`)).toEqual(ENTRY);
});

test("a resource named as a time is kept, and a process id is no time", () => {
    const entry = { ...ENTRY, resourceName: "begun", owner: { host: "since", pid: 5, started: "begun" } };
    expect(readEntry(writeEntry(entry))).toEqual(entry);
});

describe("anything else than an entry", () => {
    test.each([
        ["arbitrary text", fc.string({ unit: "binary" })],
        ["arbitrary bytes", fc.uint8Array().map((bytes) => Buffer.from(bytes).toString("utf8"))],
        ["arbitrary JSON", fc.json()],
    ])("such as %s is damaged or foreign", (_name, texts) => {
        fc.assert(
            fc.property(texts, (text) => {
                expect(outcome(text)).toBe(NOT_OURS);
            }),
        );
    });

    test("such as arbitrary JSON in the place of a part is refused or read, and nothing else happens", () => {
        fc.assert(
            fc.property(fc.constantFrom(...Object.keys(asFile)), fc.jsonValue(), (key, value) => {
                const read = outcome(fileWith({ [key]: value }));
                const again = typeof read === "string" ? read : readEntry(writeEntry(read));
                expect(again).toEqual(typeof read === "string" ? expect.stringMatching(REFUSAL) : read);
            }),
            { numRuns: 500 },
        );
    });

    test("such as an entry cut off anywhere is damaged", () => {
        const text = writeEntry(ENTRY).trimEnd();
        const outcomes = Array.from({ length: text.length }, (_, length) => outcome(text.slice(0, length)));
        expect(new Set(outcomes)).toEqual(new Set([NOT_OURS]));
        expect(outcome(text)).toEqual(ENTRY);
    });

    test.each([
        ["of another format", { format: "other journal" }],
        ["without a format", { format: undefined }],
        ["without a version", { version: undefined }],
        ["with a version that is no number", { version: "1" }],
    ])("such as a file %s is damaged or foreign", (_name, changes) => {
        expect(outcome(fileWith(changes))).toBe(NOT_OURS);
    });

    test.each([0, 2, 1.5])("such as an entry of version %d is refused with both versions", (version) => {
        expect(outcome(fileWith({ version }))).toBe(
            `it has version ${version}, and this release reads version 1`,
        );
    });

    test("such as an entry of a later version with other parts is refused for its version", () => {
        const text = JSON.stringify({ format: "pulumi-api-tokens journal", version: 2, state: "new" });
        expect(outcome(text)).toContain("version 2");
    });
});

describe("a damaged part", () => {
    test.each(
        "state fingerprint resourceName owner begun since deadline done issued"
            .split(" ")
            .map((key) => [key]),
    )("%s that is missing is named", (key) => {
        expect(outcome(fileWith({ [key]: undefined }))).toBe(`its "${key}" is damaged`);
    });

    test.each([
        ["state", { state: "settled" }],
        ["begun", { begun: "yesterday" }],
        ["since", { since: 5 }],
        ["deadline", { deadline: "2030-02-30T00:00:00Z" }],
        ["owner.place", { owner: { pid: 1, started: "1" } }],
        ["owner.pid", { owner: { place: "x", pid: "1", started: "1" } }],
        ["owner.started", { owner: { place: "x", pid: 1 } }],
        ["issued.fingerprint", { issued: { ...(asFile.issued as object), fingerprint: 1 } }],
        ["issued.issuedAt", { issued: { ...(asFile.issued as object), issuedAt: "x" } }],
        ["issued.validUntil", { issued: { ...(asFile.issued as object), validUntil: null } }],
        ["issued.sealed.salt", withSealed("salt")],
        ["issued.sealed.nonce", withSealed("nonce")],
        ["issued.sealed.ciphertext", withSealed("ciphertext")],
        ["issued.sealed.tag", withSealed("tag")],
        ["cause", { cause: null }],
        ["cause", { cause: "cause" }],
        ["cause.salt", { cause: { ...ENTRY.cause, salt: 1 } }],
        ["cause.nonce", { cause: { ...ENTRY.cause, nonce: undefined } }],
        ["cause.ciphertext", { cause: { ...ENTRY.cause, ciphertext: null } }],
        ["cause.tag", { cause: { ...ENTRY.cause, tag: [] } }],
    ])("%s is named", (name, changes) => {
        expect(outcome(fileWith(changes))).toBe(`its "${name}" is damaged`);
    });

    function withSealed(part: string) {
        const issuedPart = asFile.issued as { sealed: object };
        return { issued: { ...issuedPart, sealed: { ...issuedPart.sealed, [part]: undefined } } };
    }

    test.each(["intent", "unclear", "lost", "void"])("is none when %s has no sealed token", (state) => {
        expect(outcome(fileWith({ state, issued: undefined }))).toMatchObject({ state });
    });
});
