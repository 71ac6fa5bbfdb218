import { DAY } from "../../../src/base/duration";
import { decideRotation } from "../../../src/decision/rotation";
import type { RotationRequest, RotatingTokenState } from "../../../src/decision/token-state";
import { day, NO_JOURNAL, policy, request, state, stateInOverlap } from "../../support/token-state";

type Triggers = Record<string, string>;

const had = (triggers: Triggers, changes: Partial<RotatingTokenState> = {}) =>
    state({ policy: policy({ triggers }), ...changes });
const asks = (triggers: Triggers, duringOverlap: "fail" | "defer" = "fail"): RotationRequest =>
    request({ policy: policy({ triggers, duringOverlap }) });
const inOverlap = (triggers: Triggers, duringOverlap: "fail" | "defer" = "fail") =>
    stateInOverlap({ policy: policy({ triggers, duringOverlap }) });
const RECORD = { action: "record", reason: "settings change, the token stays", rotationPending: false };

describe("a trigger", () => {
    test("with another value than recorded rotates", () => {
        expect(decideRotation(had({ release: "1" }), asks({ release: "2" }), day(1), NO_JOURNAL)).toEqual({
            action: "rotate",
            reason: 'rotating, trigger "release" changed',
        });
    });

    test("with the recorded value does nothing", () => {
        expect(decideRotation(had({ release: "1" }), asks({ release: "1" }), day(1), NO_JOURNAL)).toEqual({
            action: "none",
        });
    });

    test.each([
        ["adding a first key", {}, { release: "1" }],
        ["adding a key to others", { release: "1" }, { release: "1", person: "x" }],
        ["removing a key of several", { release: "1", person: "x" }, { release: "1" }],
        ["removing the last key", { release: "1" }, {}],
        ["renaming a key", { release: "1" }, { version: "2" }],
    ])("%s is recorded and rotates nothing", (_name, before, now) => {
        expect(decideRotation(had(before), asks(now), day(1), NO_JOURNAL)).toEqual(RECORD);
    });

    test("the reason names every key that fired, no other key, and no value", () => {
        const before = { a: "old-a", b: "old-b", c: "same", gone: "gone-value" };
        const now = { a: "new-a", b: "new-b", c: "same", added: "added-value" };
        expect(decideRotation(had(before), asks(now), day(1), NO_JOURNAL)).toEqual({
            action: "rotate",
            reason: 'rotating, triggers "a", "b" changed',
        });
    });

    test.each(["__proto__", "constructor", "hasOwnProperty", "toString"])(
        "named %s is a key like any other",
        (key) => {
            const one = JSON.parse(`{ "${key}": "1" }`) as Triggers;
            const two = JSON.parse(`{ "${key}": "2" }`) as Triggers;
            expect(decideRotation(had(one), asks(two), day(1), NO_JOURNAL).action).toBe("rotate");
            expect(decideRotation(had(one), asks(one), day(1), NO_JOURNAL).action).toBe("none");
            expect(decideRotation(had(one), asks({}), day(1), NO_JOURNAL)).toEqual(RECORD);
            expect(decideRotation(had({}), asks(one), day(1), NO_JOURNAL)).toEqual(RECORD);
        },
    );

    test("explains the rotation of a token that is due as well", () => {
        expect(
            decideRotation(had({ release: "1" }), asks({ release: "2" }), day(700), NO_JOURNAL),
        ).toMatchObject({
            reason: 'rotating, trigger "release" changed',
        });
    });
});

describe("a trigger whose new value the token was issued for already", () => {
    const before = { release: "1", person: "x" };
    const satisfied = (triggers: Triggers, ...satisfiedTriggers: string[]) => ({
        ...asks(triggers),
        satisfiedTriggers,
    });

    test("is recorded and rotates nothing, also during the overlap", () => {
        const asked = satisfied({ release: "2", person: "x" }, "release");
        expect(decideRotation(had(before), asked, day(1), NO_JOURNAL)).toEqual(RECORD);
        expect(decideRotation(inOverlap(before), asked, day(3), NO_JOURNAL)).toEqual(RECORD);
    });

    test("does not keep another one from rotating, and is not named as the reason", () => {
        const asked = satisfied({ release: "2", person: "y" }, "release");
        expect(decideRotation(had(before), asked, day(1), NO_JOURNAL)).toEqual({
            action: "rotate",
            reason: 'rotating, trigger "person" changed',
        });
    });

    test("has nothing to do once it is recorded", () => {
        const asked = satisfied(before, "release", "person");
        expect(decideRotation(had(before), asked, day(1), NO_JOURNAL)).toEqual({ action: "none" });
    });

    test("does not keep a token that is due from rotating", () => {
        const asked = satisfied({ release: "2", person: "x" }, "release");
        expect(decideRotation(had(before), asked, day(700), NO_JOURNAL).action).toBe("rotate");
    });
});

describe("a trigger that fires during the overlap", () => {
    const before = { release: "1" };
    const after = { release: "2" };

    test("is refused under fail, with the date from which it works and both ways out", () => {
        const decision = decideRotation(inOverlap(before), asks(after), day(3), NO_JOURNAL);
        expect(decision).toMatchObject({ action: "refuse", code: "ERR_OVERLAP" });
        const reason = "reason" in decision ? decision.reason : "";
        expect(reason).toContain('trigger "release" changed');
        expect(reason).toContain("valid until 2030-01-15T00:00:00Z");
        expect(reason).toContain("set the trigger back");
        expect(reason).toContain('duringOverlap to "defer"');
    });

    test("is refused through the last instant of the overlap and rotates after it", () => {
        expect(decideRotation(inOverlap(before), asks(after), day(14), NO_JOURNAL).action).toBe("refuse");
        expect(decideRotation(inOverlap(before), asks(after), day(14) + 1, NO_JOURNAL).action).toBe("rotate");
    });

    test("is no longer refused once it is set back", () => {
        expect(decideRotation(inOverlap(before), asks(before), day(3), NO_JOURNAL)).toEqual({
            action: "none",
        });
    });

    test("is recorded as pending under defer, with the date", () => {
        expect(decideRotation(inOverlap(before, "defer"), asks(after, "defer"), day(3), NO_JOURNAL)).toEqual({
            action: "record",
            reason: 'rotation is pending, trigger "release" changed. The previous token is valid until 2030-01-15T00:00:00Z, and the API allows no third one before that. The first `pulumi up` after it rotates.',
            rotationPending: true,
        });
    });

    test("is recorded when defer comes together with it", () => {
        const decision = decideRotation(inOverlap(before, "fail"), asks(after, "defer"), day(3), NO_JOURNAL);
        expect(decision).toMatchObject({ action: "record", rotationPending: true });
    });

    test("is refused when fail comes together with it", () => {
        expect(
            decideRotation(inOverlap(before, "defer"), asks(after, "fail"), day(3), NO_JOURNAL).action,
        ).toBe("refuse");
    });
});

describe("a pending rotation", () => {
    const triggers = { release: "2" };
    const pending = stateInOverlap({
        rotationPending: true,
        policy: policy({ triggers, duringOverlap: "defer" }),
    });

    test("waits while the overlap is on, and says until when", () => {
        const decision = decideRotation(pending, asks(triggers, "defer"), day(14), NO_JOURNAL);
        expect(decision.action).toBe("wait");
        expect("reason" in decision ? decision.reason : "").toMatch(
            /^rotation is pending, .* until 2030-01-15T00:00:00Z/,
        );
    });

    test("rotates once the overlap is over", () => {
        expect(decideRotation(pending, asks(triggers, "defer"), day(14) + 1, NO_JOURNAL)).toEqual({
            action: "rotate",
            reason: "rotating, a trigger fired during the last overlap",
        });
    });

    test("stays pending when other settings are recorded", () => {
        const changed = request({
            policy: policy({ triggers, duringOverlap: "defer", beforeExpiry: 30 * DAY }),
        });
        expect(decideRotation(pending, changed, day(3), NO_JOURNAL)).toMatchObject({
            action: "record",
            rotationPending: true,
        });
    });

    test("stays pending when the trigger is taken away", () => {
        expect(decideRotation(pending, asks({}, "defer"), day(3), NO_JOURNAL)).toMatchObject({
            action: "record",
            rotationPending: true,
        });
        expect(decideRotation(pending, asks({}, "defer"), day(15), NO_JOURNAL).action).toBe("rotate");
    });

    test("stays pending when defer is taken back, and refuses nothing", () => {
        expect(decideRotation(pending, asks(triggers, "fail"), day(3), NO_JOURNAL)).toMatchObject({
            action: "record",
            rotationPending: true,
        });
    });

    test("is recorded again when another trigger fires under defer", () => {
        expect(decideRotation(pending, asks({ release: "3" }, "defer"), day(3), NO_JOURNAL)).toMatchObject({
            action: "record",
            reason: expect.stringContaining('trigger "release" changed') as string,
            rotationPending: true,
        });
    });

    test("refuses another trigger under fail", () => {
        expect(decideRotation(pending, asks({ release: "3" }, "fail"), day(3), NO_JOURNAL)).toMatchObject({
            action: "refuse",
            code: "ERR_OVERLAP",
        });
    });

    test("is refused once the token itself has died", () => {
        expect(decideRotation(pending, asks(triggers, "defer"), day(730), NO_JOURNAL)).toMatchObject({
            action: "refuse",
            code: "ERR_TOKEN_EXPIRED",
        });
    });
});
