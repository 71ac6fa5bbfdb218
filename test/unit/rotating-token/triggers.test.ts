import {
    changedTriggers,
    keepingOld,
    markTriggers,
    satisfiedBy,
    type Triggers,
} from "../../../src/rotating-token/triggers";

const TOKEN = "a-token";
const keyed = (key: string, value: string) => JSON.parse(`{ "${key}": "${value}" }`) as Triggers;

describe("the marks of triggers", () => {
    test("keep the keys, and show 12 hexadecimal digits for each value", () => {
        expect(markTriggers({ release: "2", person: "x" }, TOKEN)).toEqual({
            release: expect.stringMatching(/^[0-9a-f]{12}$/) as string,
            person: expect.stringMatching(/^[0-9a-f]{12}$/) as string,
        });
    });

    test("are the same for the same value and token only, whatever the key", () => {
        const { release } = markTriggers({ release: "2" }, TOKEN);
        expect(markTriggers({ person: "2" }, TOKEN).person).toBe(release);
        expect(markTriggers({ release: "3" }, TOKEN).release).not.toBe(release);
        expect(markTriggers({ release: "2" }, "another-token").release).not.toBe(release);
    });

    test("stay as they are for ever, because they are kept in state", () => {
        expect(markTriggers({ release: "2" }, TOKEN)).toEqual({ release: "83e1ef9284b8" });
    });
});

describe("the triggers that a token was issued for", () => {
    const marks = markTriggers({ release: "2", person: "x" }, TOKEN);

    test("are those of which it has the present value", () => {
        expect(satisfiedBy(marks, { release: "2", person: "y", added: "2" }, TOKEN)).toEqual(["release"]);
    });

    test("are those of the tokens before it as well, where no state had them", () => {
        const both = markTriggers({ release: "3" }, TOKEN, [{ release: "2" }, { person: "x" }]);
        expect(satisfiedBy(both, { release: "2", person: "x" }, TOKEN)).toEqual(["release", "person"]);
        expect(satisfiedBy(both, { release: "3", person: "y" }, TOKEN)).toEqual(["release"]);
        expect(satisfiedBy(both, { release: "4" }, TOKEN)).toEqual([]);
    });

    test("are none where it is not known what it was issued for", () => {
        expect(satisfiedBy(undefined, { release: "2" }, TOKEN)).toEqual([]);
    });

    test("are none by the marks of another token", () => {
        expect(satisfiedBy(marks, { release: "2" }, "another-token")).toEqual([]);
    });

    test.each(["__proto__", "constructor", "toString"])("may be named %s like any other", (key) => {
        const asked = keyed(key, "1");
        expect(satisfiedBy(markTriggers(asked, TOKEN), asked, TOKEN)).toEqual([key]);
        expect(satisfiedBy({}, asked, TOKEN)).toEqual([]);
    });
});

describe("the triggers that changed", () => {
    test("are those that were there before and have another value now", () => {
        const before = { a: "1", b: "1", gone: "1" };
        expect(changedTriggers(before, { a: "2", b: "1", added: "1" })).toEqual(["a"]);
    });

    test.each(["__proto__", "constructor", "toString"])("may be named %s like any other", (key) => {
        expect(changedTriggers(keyed(key, "1"), keyed(key, "2"))).toEqual([key]);
        expect(changedTriggers(keyed(key, "1"), {})).toEqual([]);
    });
});

describe("keeping the old values of some triggers", () => {
    test("takes the new ones of all others, and leaves out what is gone", () => {
        const before = { a: "1", b: "1", gone: "1" };
        expect(keepingOld(before, { a: "2", b: "2", added: "1" }, ["a"])).toEqual({
            a: "1",
            b: "2",
            added: "1",
        });
    });

    test("takes the new one where there was none", () => {
        expect(keepingOld({}, { a: "2" }, ["a"])).toEqual({ a: "2" });
    });
});
