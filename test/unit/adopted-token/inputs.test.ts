import { differ, gracePeriodOf, reminderProblem, toPolicy } from "../../../src/adopted-token/inputs";
import { DAY } from "../../../src/base/duration";

test("the previous token is kept for 14 days unless the program says how long", () => {
    expect(gracePeriodOf({})).toBe(14 * DAY);
    expect(gracePeriodOf({ gracePeriod: "12h" })).toBe(DAY / 2);
});

test("reminders come 30 days ahead unless the program says when, and for an age only if there is one", () => {
    expect(toPolicy({})).toEqual({ remindBefore: 30 * DAY });
    expect(toPolicy({ remindBefore: "2w", maxAge: "90d" })).toEqual({
        remindBefore: 14 * DAY,
        maxAge: 90 * DAY,
    });
});

test.each<[string, Parameters<typeof reminderProblem>[0], string | undefined]>([
    ["no age", {}, undefined],
    ["an age above the default", { maxAge: "31d" }, undefined],
    ["an age above what is asked for", { maxAge: "25h", remindBefore: "1d" }, undefined],
    ["what is no duration, which is told elsewhere", { maxAge: "soon" }, undefined],
    ["an age of the default", { maxAge: "30d" }, '"30d" is no more than remindBefore (30d)'],
    [
        "an age below what is asked for",
        { maxAge: "7d", remindBefore: "2w" },
        '"7d" is no more than remindBefore (2w)',
    ],
])("reminders with %s", (_name, inputs, problem) => {
    expect(reminderProblem(inputs)?.split(":")[0]).toBe(problem);
});

test("inputs differ by value, and only the named ones count", () => {
    const before = { a: ["x"], b: 1, c: undefined };
    expect(differ(before, { a: ["x"], b: 2 }, ["a", "c"])).toBe(false);
    expect(differ(before, { a: ["x"], b: 2 }, ["a", "b"])).toBe(true);
    expect(differ(before, { a: ["y"], b: 1 }, ["a"])).toBe(true);
    expect(differ(before, { a: ["x"], b: 1, c: "new" }, ["c"])).toBe(true);
});
