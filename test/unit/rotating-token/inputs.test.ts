import { DAY } from "../../../src/base/duration";
import { toPolicy } from "../../../src/rotating-token/inputs";

const DEFAULTS = { beforeExpiry: 60 * DAY, triggers: {}, duringOverlap: "fail" };

test("without a rotation the defaults hold, and nothing is made of what is not given", () => {
    expect(toPolicy()).toStrictEqual(DEFAULTS);
    expect(toPolicy({})).toStrictEqual(DEFAULTS);
});

test("what is given takes the place of a default", () => {
    const triggers = { release: "1" };
    expect(toPolicy({ beforeExpiry: "30d", every: "12h", triggers, duringOverlap: "defer" })).toStrictEqual({
        beforeExpiry: 30 * DAY,
        every: DAY / 2,
        triggers,
        duringOverlap: "defer",
    });
});
