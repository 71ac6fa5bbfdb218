import { attempt } from "../../../src/base/attempt";

test.each([7, "", null, false])("what a call gives is passed on: %p", (value) => {
    expect(attempt(() => value)).toBe(value);
});

test.each([new Error("no"), "a text", undefined])("a call that throws %p gives nothing", (thrown) => {
    const outcome = attempt((): number => {
        throw thrown as Error;
    });
    expect(outcome).toBeUndefined();
});
