import { DAY } from "../../../src/base/duration";
import { decideRotation } from "../../../src/decision/rotation";
import { rotatesAfter } from "../../../src/decision/causes";
import type { RotationRequest, RotatingTokenState } from "../../../src/decision/token-state";
import { day, NO_JOURNAL, policy, request, state, stateInOverlap } from "../../support/token-state";

const NONE = { action: "none" };
const withoutBootstrap: RotationRequest = {
    policy: policy(),
    satisfiedTriggers: [],
    otherChanges: false,
};

const withEnd = (validUntil: number | undefined): RotatingTokenState => {
    const { validUntil: _, ...rest } = state();
    return validUntil === undefined ? rest : { ...rest, validUntil };
};

describe("a bootstrap token", () => {
    test("that nothing is known of replaces the token", () => {
        expect(decideRotation(state(), request({ bootstrapFingerprint: "new" }), day(1), NO_JOURNAL)).toEqual(
            {
                action: "replace",
                reason: "another bootstrapToken was given: the token is made anew from it",
            },
        );
    });

    test("that is the recorded one does nothing", () => {
        expect(decideRotation(stateInOverlap(), request(), day(1), NO_JOURNAL)).toEqual(NONE);
    });

    test.each(["current", "previous"])("that is the %s token is recorded and replaces nothing", (known) => {
        expect(
            decideRotation(stateInOverlap(), request({ bootstrapFingerprint: known }), day(1), NO_JOURNAL),
        ).toEqual({
            action: "record",
            reason: "settings change, the token stays",
            rotationPending: false,
        });
    });

    test("that was the previous token replaces once the state no longer knows it", () => {
        const given = request({ bootstrapFingerprint: "previous" });
        expect(decideRotation(state(), given, day(15), NO_JOURNAL).action).toBe("replace");
    });

    test("that is left out does nothing", () => {
        expect(decideRotation(stateInOverlap(), withoutBootstrap, day(1), NO_JOURNAL)).toEqual(NONE);
    });

    test("that is left out does not keep a due token from being rotated", () => {
        expect(decideRotation(state(), withoutBootstrap, day(700), NO_JOURNAL).action).toBe("rotate");
    });

    test("that nothing is known of replaces whatever else is due, pending or fired", () => {
        const pending = stateInOverlap({
            rotationPending: true,
            policy: policy({ triggers: { release: "1" } }),
        });
        const given = request({
            bootstrapFingerprint: "new",
            policy: policy({ triggers: { release: "2" } }),
        });
        expect(decideRotation(pending, given, day(700), NO_JOURNAL).action).toBe("replace");
    });
});

describe("a token that no longer works", () => {
    const dead: [string, RotatingTokenState, string, string][] = [
        ["lost", state({ status: "lost" }), "ERR_TOKEN_LOST", "never reached this stack"],
        ["expired", withEnd(day(10)), "ERR_TOKEN_EXPIRED", "expired at 2030-01-11T00:00:00Z"],
    ];

    test.each(dead)("because it is %s is refused with a reason", (_name, lifeless, code, words) => {
        const decision = decideRotation(lifeless, request(), day(10), NO_JOURNAL);
        expect(decision).toMatchObject({ action: "refuse", code });
        expect("reason" in decision ? decision.reason : "").toContain(words);
    });

    test.each(dead)("because it is %s is replaced from another bootstrap token", (_name, lifeless) => {
        expect(
            decideRotation(lifeless, request({ bootstrapFingerprint: "new" }), day(10), NO_JOURNAL).action,
        ).toBe("replace");
    });

    test.each(dead)("because it is %s is refused although a trigger fired", (_name, lifeless, code) => {
        const recorded = { ...lifeless, policy: policy({ triggers: { release: "1" } }) };
        const fired = request({ policy: policy({ triggers: { release: "2" } }) });
        expect(decideRotation(recorded, fired, day(10), NO_JOURNAL)).toMatchObject({
            action: "refuse",
            code,
        });
    });

    test.each(dead)("because it is %s is refused although settings change", (_name, lifeless) => {
        const changed = request({ policy: policy({ every: 90 * DAY }), otherChanges: true });
        expect(decideRotation(lifeless, changed, day(10), NO_JOURNAL).action).toBe("refuse");
    });

    test.each([
        ["nothing else is asked for", request()],
        ["a trigger fired", request({ policy: policy({ triggers: { release: "2" } }) })],
        ["settings change", request({ otherChanges: true })],
    ])("because it was rejected is asked about once more, when %s", (_name, asked) => {
        const rejected = state({ status: "rejected", policy: policy({ triggers: { release: "1" } }) });
        expect(decideRotation(rejected, asked, day(10), NO_JOURNAL)).toEqual({
            action: "recheck",
            reason: "the API rejected the token in state when it was last asked: asking once more",
        });
    });

    test("because it was rejected is replaced from another bootstrap token, and refused once it has expired", () => {
        const rejected = { ...withEnd(day(10)), status: "rejected" as const };
        const given = request({ bootstrapFingerprint: "new" });
        expect(decideRotation(rejected, given, day(9), NO_JOURNAL).action).toBe("replace");
        expect(decideRotation(rejected, request(), day(10), NO_JOURNAL)).toMatchObject({
            action: "refuse",
            code: "ERR_TOKEN_EXPIRED",
        });
    });

    test("is dead at the exact instant of its end, and rotated a millisecond before", () => {
        expect(decideRotation(withEnd(day(10)), request(), day(10), NO_JOURNAL).action).toBe("refuse");
        expect(decideRotation(withEnd(day(10)), request(), day(10) - 1, NO_JOURNAL).action).toBe("rotate");
    });
});

describe("a token that comes near its end", () => {
    test("is due from the millisecond after beforeExpiry begins", () => {
        expect(decideRotation(state(), request(), day(670), NO_JOURNAL)).toEqual(NONE);
        expect(decideRotation(state(), request(), day(670) + 1, NO_JOURNAL)).toEqual({
            action: "rotate",
            reason: "rotating, 59 days left (beforeExpiry 60d)",
        });
    });

    test("is due by the beforeExpiry asked for now, not by the recorded one", () => {
        const earlier = request({ policy: policy({ beforeExpiry: 90 * DAY }) });
        expect(decideRotation(state(), earlier, day(650), NO_JOURNAL).action).toBe("rotate");
        const later = request({ policy: policy({ beforeExpiry: 30 * DAY }) });
        expect(decideRotation(state(), later, day(680), NO_JOURNAL).action).toBe("record");
    });

    test("is never due by its end when nobody knows the end", () => {
        expect(decideRotation(withEnd(undefined), request(), day(5000), NO_JOURNAL)).toEqual(NONE);
    });
});

describe("a token that has an age limit", () => {
    const every = policy({ every: 90 * DAY });

    test("is due from the millisecond after every has passed", () => {
        expect(
            decideRotation(state({ policy: every }), request({ policy: every }), day(90), NO_JOURNAL),
        ).toEqual(NONE);
        expect(
            decideRotation(state({ policy: every }), request({ policy: every }), day(90) + 1, NO_JOURNAL),
        ).toEqual({
            action: "rotate",
            reason: "rotating, 90 days old (every 90d)",
        });
    });

    test("is due by age although nobody knows its end", () => {
        const endless = { ...withEnd(undefined), policy: every };
        expect(decideRotation(endless, request({ policy: every }), day(91), NO_JOURNAL).action).toBe(
            "rotate",
        );
    });
});

describe("a due token whose predecessor is still valid", () => {
    const short = stateInOverlap({ validUntil: day(40) });

    test("waits through the last instant of the overlap and is rotated after it", () => {
        expect(decideRotation(short, request(), day(14), NO_JOURNAL)).toEqual({
            action: "wait",
            reason: "due (26 days left (beforeExpiry 60d)), but the previous token is valid until 2030-01-15T00:00:00Z: waiting",
        });
        expect(decideRotation(short, request(), day(14) + 1, NO_JOURNAL).action).toBe("rotate");
    });

    test("waits while changed settings are recorded, and the reason says both", () => {
        expect(decideRotation(short, request({ otherChanges: true }), day(1), NO_JOURNAL)).toEqual({
            action: "record",
            reason: "settings change, the token stays, due (39 days left (beforeExpiry 60d)), but the previous token is valid until 2030-01-15T00:00:00Z: waiting",
            rotationPending: false,
        });
    });
});

describe("a previous token", () => {
    test("leaves the state from the instant after its end, and not before", () => {
        expect(decideRotation(stateInOverlap(), request(), day(14), NO_JOURNAL)).toEqual(NONE);
        expect(decideRotation(stateInOverlap(), request(), day(14) + 1, NO_JOURNAL)).toEqual({
            action: "retire",
            reason: "the previous token was valid until 2030-01-15T00:00:00Z: it leaves the state",
        });
    });

    test("leaves it without a word where something else is recorded, or the token rotates", () => {
        const settings = request({ otherChanges: true });
        expect(decideRotation(stateInOverlap(), settings, day(15), NO_JOURNAL).action).toBe("record");
        expect(decideRotation(stateInOverlap(), request(), day(725), NO_JOURNAL).action).toBe("rotate");
    });
});

describe("settings", () => {
    test.each<[string, RotationRequest]>([
        ["beforeExpiry", request({ policy: policy({ beforeExpiry: 30 * DAY }) })],
        ["every", request({ policy: policy({ every: 90 * DAY }) })],
        ["duringOverlap", request({ policy: policy({ duringOverlap: "defer" }) })],
        ["anything else that is recorded", request({ otherChanges: true })],
    ])("a change of %s is recorded and rotates nothing", (_name, changed) => {
        expect(decideRotation(state(), changed, day(1), NO_JOURNAL)).toEqual({
            action: "record",
            reason: "settings change, the token stays",
            rotationPending: false,
        });
    });

    test("that come with a rotation are not announced apart from it", () => {
        expect(decideRotation(state(), request({ otherChanges: true }), day(700), NO_JOURNAL).action).toBe(
            "rotate",
        );
    });
});

describe("rotatesAfter", () => {
    test.each<[string, Partial<RotatingTokenState>, number | undefined, number]>([
        ["beforeExpiry before the end", {}, undefined, day(670)],
        ["every after the issue when that comes first", {}, 90 * DAY, day(90)],
        ["beforeExpiry when every comes later", {}, 700 * DAY, day(670)],
        [
            "the end of the overlap when that comes last",
            { previousValidUntil: day(680) },
            undefined,
            day(680),
        ],
    ])("is %s", (_name, changes, every, expected) => {
        const asked = policy(every === undefined ? {} : { every });
        expect(rotatesAfter(state(changes), asked)).toBe(expected);
    });

    test("is absent when neither an end nor every gives a time", () => {
        expect(rotatesAfter(withEnd(undefined), policy())).toBeUndefined();
        expect(
            rotatesAfter({ ...withEnd(undefined), previousValidUntil: day(14) }, policy()),
        ).toBeUndefined();
    });
});
