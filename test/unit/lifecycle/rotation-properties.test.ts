import * as fc from "fast-check";
import { DAY } from "../../../src/lifecycle/duration";
import {
    decide,
    rotatesAfter,
    type RotationPolicy,
    type TokenRequest,
    type TokenState,
} from "../../../src/lifecycle/rotation";
import { day, ISSUED } from "../../support/token-state";

// Few different instants, lengths and values, so that they often meet.
const instant = fc.oneof(
    fc.integer({ min: -30, max: 800 }).map(day),
    fc.integer({ min: ISSUED - 900 * DAY, max: ISSUED + 900 * DAY }),
);
const length = fc.oneof(
    fc.integer({ min: 1, max: 800 }).map((days) => days * DAY),
    fc.integer({ min: 1, max: 900 * DAY }),
);
const triggerValue = fc.constantFrom("value-one", "value-two");
const triggers = fc
    .array(fc.tuple(fc.constantFrom("a", "b", "__proto__", "constructor", "toString"), triggerValue), {
        maxLength: 4,
    })
    .map(
        (entries) =>
            JSON.parse(`{${entries.map(([key, value]) => `"${key}":"${value}"`).join(",")}}`) as Record<
                string,
                string
            >,
    );
const policy: fc.Arbitrary<RotationPolicy> = fc
    .record(
        {
            beforeExpiry: length,
            every: length,
            triggers,
            duringOverlap: fc.constantFrom("fail" as const, "defer" as const),
        },
        { requiredKeys: ["beforeExpiry", "triggers", "duringOverlap"] },
    )
    .map((record) => record as RotationPolicy);
const mark = fc.constantFrom("mark-bootstrap", "mark-current", "mark-previous", "mark-other");
const tokenState: fc.Arbitrary<TokenState> = fc
    .record(
        {
            status: fc.constantFrom(
                "active" as const,
                "active" as const,
                "rejected" as const,
                "lost" as const,
            ),
            fingerprint: fc.constant("mark-current"),
            issuedAt: instant,
            validUntil: instant,
            previousFingerprint: fc.constant("mark-previous"),
            previousValidUntil: instant,
            bootstrapFingerprint: mark,
            policy,
            rotationPending: fc.boolean(),
        },
        {
            requiredKeys: [
                "status",
                "fingerprint",
                "issuedAt",
                "bootstrapFingerprint",
                "policy",
                "rotationPending",
            ],
        },
    )
    .map((record) => record as TokenState);
const request: fc.Arbitrary<TokenRequest> = fc
    .record(
        { bootstrapFingerprint: mark, policy, otherChanges: fc.boolean() },
        { requiredKeys: ["policy", "otherChanges"] },
    )
    .map((record) => record as TokenRequest);

const isAlive = (state: TokenState, now: number) =>
    state.status === "active" && (state.validUntil === undefined || state.validUntil > now);
const overlapIsOn = (state: TokenState, now: number) =>
    state.previousValidUntil !== undefined && state.previousValidUntil >= now;
const sameAsRecorded = (state: TokenState): TokenRequest => ({
    bootstrapFingerprint: state.bootstrapFingerprint,
    policy: state.policy,
    otherChanges: false,
});

const assertFor = <T extends unknown[]>(
    arbitraries: { [K in keyof T]: fc.Arbitrary<T[K]> },
    check: (...values: T) => void,
) => {
    const holds = fc.property(fc.tuple<T>(...arbitraries), (values) => {
        check(...values);
    });
    fc.assert(holds, { numRuns: 1000 });
};

test("every state, request and instant gets a decision", () => {
    assertFor([tokenState, request, instant], (state, asked, now) => {
        expect(["none", "wait", "record", "rotate", "replace", "refuse"]).toContain(
            decide(state, asked, now).action,
        );
    });
});

test("nothing rotates while the previous token is valid", () => {
    assertFor([tokenState, request, instant], (state, asked, now) => {
        fc.pre(overlapIsOn(state, now));
        expect(decide(state, asked, now).action).not.toBe("rotate");
    });
});

test("nothing but a replacement happens to a token that is not alive", () => {
    assertFor([tokenState, request, instant], (state, asked, now) => {
        fc.pre(!isAlive(state, now));
        expect(["refuse", "replace"]).toContain(decide(state, asked, now).action);
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
        expect(decide(state, sameAsRecorded(state), now).action === "rotate").toBe(expected);
    });
});

test("a state that has recorded the request and is not due gives none", () => {
    assertFor([tokenState, instant], (arbitrary, now) => {
        const state = { ...arbitrary, rotationPending: false };
        const { previousValidUntil: _, ...alone } = state;
        fc.pre(isAlive(state, now) && now <= (rotatesAfter(alone, state.policy) ?? Infinity));
        expect(decide(state, sameAsRecorded(state), now)).toEqual({ action: "none" });
    });
});

test("what is recorded once is not recorded again", () => {
    assertFor([tokenState, request, instant], (state, asked, now) => {
        const decision = decide(state, asked, now);
        fc.pre(decision.action === "record");
        const recorded = {
            ...state,
            policy: asked.policy,
            bootstrapFingerprint: asked.bootstrapFingerprint ?? state.bootstrapFingerprint,
            rotationPending: decision.rotationPending,
        };
        expect(["none", "wait"]).toContain(decide(recorded, { ...asked, otherChanges: false }, now).action);
    });
});

test("a rotation is not followed by another within its overlap", () => {
    const later = fc.integer({ min: 0, max: 14 * DAY });
    assertFor([tokenState, request, instant, later], (state, asked, now, wait) => {
        fc.pre(decide(state, asked, now).action === "rotate");
        const rotated: TokenState = {
            status: "active",
            fingerprint: "mark-successor",
            issuedAt: now,
            validUntil: now + 730 * DAY,
            previousFingerprint: state.fingerprint,
            previousValidUntil: now + 14 * DAY,
            bootstrapFingerprint: asked.bootstrapFingerprint ?? state.bootstrapFingerprint,
            policy: asked.policy,
            rotationPending: false,
        };
        const again = { ...asked, otherChanges: false };
        expect(["none", "wait"]).toContain(decide(rotated, again, now + wait).action);
    });
});

test("what time makes due stays due until the token ends", () => {
    assertFor([tokenState, instant, fc.integer({ min: 0, max: 900 * DAY })], (state, now, wait) => {
        const asked = sameAsRecorded(state);
        fc.pre(decide(state, asked, now).action === "rotate" && isAlive(state, now + wait));
        expect(decide(state, asked, now + wait).action).toBe("rotate");
    });
});

test("no reason shows the value of a trigger or a fingerprint", () => {
    assertFor([tokenState, request, instant], (state, asked, now) => {
        expect(JSON.stringify(decide(state, asked, now))).not.toMatch(/value-|mark-/);
    });
});
