import * as fc from "fast-check";
import { DAY } from "../../../src/base/duration";
import { decideRotation } from "../../../src/decision/rotation";
import { rotatesAfter } from "../../../src/decision/causes";
import type { RotationRequest } from "../../../src/decision/token-state";
import {
    assertFor,
    instant,
    isAlive,
    overlapIsOn,
    rotatedState,
    sameAsRecorded,
    tokenRequest as request,
    tokenState,
} from "../../support/arbitrary-token-state";
import { NO_JOURNAL } from "../../support/token-state";

test("every state, request and instant gets a decision", () => {
    assertFor([tokenState, request, instant], (state, asked, now) => {
        expect(["none", "wait", "record", "rotate", "replace", "refuse", "recheck"]).toContain(
            decideRotation(state, asked, now, NO_JOURNAL).action,
        );
    });
});

test("nothing rotates while the previous token is valid", () => {
    assertFor([tokenState, request, instant], (state, asked, now) => {
        fc.pre(overlapIsOn(state, now));
        expect(decideRotation(state, asked, now, NO_JOURNAL).action).not.toBe("rotate");
    });
});

test("nothing but a replacement, or a question whether it works, happens to a token that is not alive", () => {
    assertFor([tokenState, request, instant], (state, asked, now) => {
        fc.pre(!isAlive(state, now));
        const { action } = decideRotation(state, asked, now, NO_JOURNAL);
        expect(["refuse", "replace", "recheck"]).toContain(action);
        expect(action === "recheck" && state.status !== "rejected").toBe(false);
    });
});

test("without triggers a token rotates exactly when it is alive, alone and past rotatesAfter", () => {
    assertFor([tokenState, instant], (arbitrary, now) => {
        const state = {
            ...arbitrary,
            rotationPending: false,
            policy: { ...arbitrary.policy, triggers: {} },
        };
        const due = rotatesAfter(state, state.policy) ?? Infinity;
        const expected = isAlive(state, now) && !overlapIsOn(state, now) && now > due;
        expect(decideRotation(state, sameAsRecorded(state), now, NO_JOURNAL).action === "rotate").toBe(
            expected,
        );
    });
});

test("triggers that the token was issued for call for no more than those that did not change", () => {
    assertFor([tokenState, request, instant], (state, asked, now) => {
        const { triggers } = state.policy;
        const satisfied = { ...asked, satisfiedTriggers: Object.keys(triggers) };
        const unchanged = { ...asked, policy: { ...asked.policy, triggers }, satisfiedTriggers: [] };
        const rotates = (wish: RotationRequest) =>
            decideRotation(state, wish, now, NO_JOURNAL).action === "rotate";
        expect(rotates(satisfied)).toBe(rotates(unchanged));
    });
});

test("a state that has recorded the request and is not due gives none, or parts with a token that is over", () => {
    assertFor([tokenState, instant], (arbitrary, now) => {
        const state = { ...arbitrary, rotationPending: false };
        const { previousValidUntil: _, ...alone } = state;
        fc.pre(isAlive(state, now) && now <= (rotatesAfter(alone, state.policy) ?? Infinity));
        const isKeptTooLong = state.previousValidUntil !== undefined && now > state.previousValidUntil;
        expect(decideRotation(state, sameAsRecorded(state), now, NO_JOURNAL).action).toBe(
            isKeptTooLong ? "retire" : "none",
        );
    });
});

test("what is recorded once is not recorded again", () => {
    assertFor([tokenState, request, instant], (state, asked, now) => {
        const decision = decideRotation(state, asked, now, NO_JOURNAL);
        fc.pre(decision.action === "record");
        const { previousValidUntil: end = Infinity, ...rest } = state;
        const recorded = {
            ...rest,
            ...(now > end ? {} : { previousValidUntil: end }),
            policy: asked.policy,
            bootstrapFingerprint: asked.bootstrapFingerprint ?? state.bootstrapFingerprint,
            rotationPending: decision.rotationPending,
        };
        expect(["none", "wait"]).toContain(
            decideRotation(recorded, { ...asked, otherChanges: false }, now, NO_JOURNAL).action,
        );
    });
});

test("a rotation is not followed by another within its overlap", () => {
    const later = fc.integer({ min: 0, max: 14 * DAY });
    assertFor([tokenState, request, instant, later], (state, asked, now, wait) => {
        fc.pre(decideRotation(state, asked, now, NO_JOURNAL).action === "rotate");
        const rotated = rotatedState(state, asked, now);
        const again = { ...asked, otherChanges: false };
        expect(["none", "wait"]).toContain(decideRotation(rotated, again, now + wait, NO_JOURNAL).action);
    });
});

test("what time makes due stays due until the token ends", () => {
    assertFor([tokenState, instant, fc.integer({ min: 0, max: 900 * DAY })], (state, now, wait) => {
        const asked = sameAsRecorded(state);
        fc.pre(
            decideRotation(state, asked, now, NO_JOURNAL).action === "rotate" && isAlive(state, now + wait),
        );
        expect(decideRotation(state, asked, now + wait, NO_JOURNAL).action).toBe("rotate");
    });
});

test("no reason shows the value of a trigger or a fingerprint", () => {
    assertFor([tokenState, request, instant], (state, asked, now) => {
        expect(JSON.stringify(decideRotation(state, asked, now, NO_JOURNAL))).not.toMatch(/value-|mark-/);
    });
});
