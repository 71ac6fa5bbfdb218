import * as fc from "fast-check";
import {
    attemptName,
    attemptPrefix,
    decisiveAttempt,
    type FoundAttempt,
    markName,
    nextNumber,
    parseAttemptName,
    parseMarkName,
    supersededVoids,
} from "../../../src/journal/attempts";
import type { JournalEntry } from "../../../src/journal/entry";
import { fingerprint } from "../../../src/base/fingerprint";

const MARK = "0123456789ab";
const marks = fc.string().map(fingerprint);
const numbers = fc.integer({ min: 1 });

const FACTS = {
    fingerprint: MARK,
    resourceName: "ci",
    owner: { host: "here", pid: 1, started: "1" },
    startedAt: 0,
    firstStartedAt: 0,
    deadline: 0,
    savedInState: false,
};
const SEALED = { salt: "", nonce: "", ciphertext: "", tag: "" };
const ISSUED = { fingerprint: "ba9876543210", issuedAt: 0, validUntil: 0, sealed: SEALED };

function found(number: number, state: JournalEntry["state"]): FoundAttempt {
    const entry = state === "issued" ? { state, ...FACTS, issued: ISSUED } : { state, ...FACTS };
    return { name: attemptName(MARK, number), number, entry };
}

/** The number of the attempt that counts, in whatever order they are found. */
function decisiveOf(...attempts: FoundAttempt[]): number | undefined {
    const forth = decisiveAttempt(attempts)?.number;
    expect(decisiveAttempt([...attempts].reverse())?.number).toBe(forth);
    return forth;
}

describe("the name of an attempt's entry", () => {
    test("has the token's fingerprint and the attempt's number", () => {
        expect(attemptName(MARK, 2)).toBe("0123456789ab.2.json");
    });

    test("tells both again", () => {
        fc.assert(
            fc.property(marks, numbers, (mark, number) => {
                expect(parseAttemptName(attemptName(mark, number))).toEqual({ fingerprint: mark, number });
            }),
        );
    });

    test("begins with the prefix of its token, and of no other one", () => {
        fc.assert(
            fc.property(marks, marks, numbers, (mark, other, number) => {
                expect(attemptName(mark, number).startsWith(attemptPrefix(mark))).toBe(true);
                expect(attemptName(mark, number).startsWith(attemptPrefix(other))).toBe(mark === other);
            }),
        );
        expect(attemptName(`${MARK}c`, 1).startsWith(attemptPrefix(MARK))).toBe(false);
    });

    test.each([
        "",
        "notes.txt",
        "0123456789ab.json",
        "0123456789ab.0.json",
        "0123456789ab.01.json",
        "0123456789ab.-1.json",
        "0123456789ab.1.5.json",
        "0123456789ab.x.json",
        "0123456789ab..json",
        "0123456789a.1.json",
        "0123456789abc.1.json",
        "0123456789AB.1.json",
        "0123456789ag.1.json",
        "x0123456789ab.1.json",
        "0123456789ab.1.json.tmp",
        "0123456789ab.1.json.0123456789abcdef.tmp",
        "0123456789ab.1.json.0123456789abcdef.new",
        "0123456789ab.1.json\n",
        "0123456789ab.1xjson",
        "0123456789abx1.json",
    ])("is none like “%s”", (name) => {
        expect(parseAttemptName(name)).toBeUndefined();
    });
});

describe("the name of the mark beside an attempt's entry", () => {
    test("has the fingerprint and the number of the attempt", () => {
        expect(markName(attemptName(MARK, 12))).toBe("0123456789ab.12.done");
    });

    test("tells both again, is no attempt's, and no attempt's is a mark's", () => {
        fc.assert(
            fc.property(marks, numbers, (mark, number) => {
                const attempt = attemptName(mark, number);
                expect(parseMarkName(markName(attempt))).toEqual({ fingerprint: mark, number });
                expect(parseAttemptName(markName(attempt))).toBeUndefined();
                expect(parseMarkName(attempt)).toBeUndefined();
            }),
        );
    });

    test("begins with the prefix of the token's attempts", () => {
        expect(markName(attemptName(MARK, 1)).startsWith(attemptPrefix(MARK))).toBe(true);
    });

    test.each([
        "",
        ".done",
        "notes.done",
        "0123456789ab.done",
        "0123456789ab.0.done",
        "0123456789ab.01.done",
        "0123456789ab.x.done",
        "0123456789a.1.done",
        "0123456789AB.1.done",
        "x0123456789ab.1.done",
        "0123456789ab.1.done.tmp",
        "0123456789ab.1.done.0123456789abcdef.new",
        "0123456789ab.1.json.done",
        "0123456789ab.1.done.done",
        "0123456789ab.1.done\n",
        "0123456789ab.1done",
        "0123456789ab.1",
    ])("is none like “%s”", (name) => {
        expect(parseMarkName(name)).toBeUndefined();
    });
});

describe("what counts of a token's attempts", () => {
    test("is nothing when there is none", () => {
        expect(decisiveAttempt([])).toBeUndefined();
    });

    test.each(["intent", "unclear"] as const)("is the last one while none is issued or lost: %s", (state) => {
        expect(decisiveOf(found(1, "unclear"), found(2, "intent"), found(3, state))).toBe(3);
    });

    test("is the one with the highest number, not with the name that sorts last", () => {
        expect(decisiveOf(found(1, "unclear"), found(10, "intent"), found(9, "unclear"))).toBe(10);
    });

    test("is the last one although numbers before it are missing", () => {
        expect(decisiveOf(found(7, "intent"), found(4, "unclear"))).toBe(7);
    });

    test.each(["intent", "unclear", "lost", "void"] as const)(
        "is a successor that is here, whatever a later attempt came to: %s",
        (state) => {
            expect(decisiveOf(found(1, "unclear"), found(2, "issued"), found(3, state))).toBe(2);
            expect(decisiveOf(found(1, "lost"), found(2, "issued"), found(3, state))).toBe(2);
        },
    );

    test.each(["intent", "unclear", "void"] as const)(
        "is one that is certainly lost, whatever a later attempt came to that has none: %s",
        (state) => {
            expect(decisiveOf(found(1, "unclear"), found(2, "lost"), found(3, state))).toBe(2);
        },
    );

    test("is the last of two successors, and the last of two that are lost", () => {
        expect(decisiveOf(found(1, "lost"), found(3, "issued"), found(12, "issued"))).toBe(12);
        expect(decisiveOf(found(3, "lost"), found(12, "lost"), found(13, "unclear"))).toBe(12);
    });

    test("is none that came to nothing: one before it counts again, or there is none", () => {
        expect(decisiveOf(found(1, "unclear"), found(2, "void"), found(3, "void"))).toBe(1);
        expect(decisiveOf(found(1, "void"), found(2, "intent"))).toBe(2);
        expect(decisiveOf(found(1, "void"))).toBeUndefined();
    });

    test("is found without changing the order of what was given", () => {
        const attempts = [found(3, "intent"), found(1, "void"), found(2, "unclear")];
        decisiveAttempt(attempts);
        expect(attempts.map(({ number }) => number)).toEqual([3, 1, 2]);
    });
});

describe("the number of the next attempt", () => {
    test("is 1 where there is none", () => {
        expect(nextNumber([])).toBe(1);
    });

    test.each(["intent", "unclear", "lost", "issued", "void"] as const)(
        "is higher than every other, also than that of one that is %s",
        (state) => {
            expect(nextNumber([found(10, state), found(9, "unclear")])).toBe(11);
        },
    );
});

describe("attempts that came to nothing", () => {
    const superseded = (...attempts: FoundAttempt[]) => supersededVoids(attempts).map(({ number }) => number);

    test("are of no use beside any with a higher number", () => {
        expect(superseded(found(2, "void"), found(10, "void"), found(9, "void"))).toEqual([2, 9]);
        expect(superseded(found(1, "void"), found(2, "intent"))).toEqual([1]);
    });

    test("are needed while their number is the highest", () => {
        expect(superseded(found(1, "unclear"), found(2, "void"))).toEqual([]);
        expect(superseded(found(1, "void"))).toEqual([]);
        expect(superseded()).toEqual([]);
    });

    test.each(["intent", "unclear", "lost", "issued"] as const)("are not those that are %s", (state) => {
        expect(superseded(found(1, state), found(2, "void"))).toEqual([]);
    });
});
