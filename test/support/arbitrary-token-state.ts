import * as fc from "fast-check";
import { DAY } from "../../src/base/duration";
import type { JournalView } from "../../src/journal/view";
import type { RotatingTokenState, RotationPolicy, RotationRequest } from "../../src/decision/token-state";
import { day, ISSUED } from "./token-state";

/** Often one of few, so that several of them meet. */
export const instant = fc.oneof(
    fc.integer({ min: -30, max: 800 }).map(day),
    fc.integer({ min: ISSUED - 900 * DAY, max: ISSUED + 900 * DAY }),
);
const length = fc.oneof(
    fc.integer({ min: 1, max: 800 }).map((days) => days * DAY),
    fc.integer({ min: 1, max: 900 * DAY }),
);
const TRIGGER_KEYS = ["a", "b", "__proto__", "constructor", "toString"];
const triggerValue = fc.constantFrom("value-one", "value-two");
const triggers = fc
    .array(fc.tuple(fc.constantFrom(...TRIGGER_KEYS), triggerValue), {
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
export const tokenState: fc.Arbitrary<RotatingTokenState> = fc
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
    .map((record) => record as RotatingTokenState);
export const tokenRequest: fc.Arbitrary<RotationRequest> = fc
    .record(
        {
            bootstrapFingerprint: mark,
            policy,
            satisfiedTriggers: fc.subarray(TRIGGER_KEYS),
            otherChanges: fc.boolean(),
        },
        { requiredKeys: ["policy", "satisfiedTriggers", "otherChanges"] },
    )
    .map((record) => record as RotationRequest);

/** A view of one kind each, with instants around those of the states. */
export const journalView: fc.Arbitrary<JournalView> = fc.oneof(
    fc.constant({ kind: "none" as const }),
    fc.constant({ kind: "issued" as const, fingerprint: "issued-mark" }),
    fc.record({ kind: fc.constant("busy" as const), pid: fc.nat() }),
    fc.record({ kind: fc.constant("interrupted" as const), firstStartedAt: instant, deadline: instant }),
    fc.record({ kind: fc.constant("lost" as const), firstStartedAt: instant, deadline: instant }),
    fc.record({ kind: fc.constant("unreadable" as const), problem: fc.constant("a file cannot be used") }),
);

/** Whether the token works as far as its state says. */
export function isAlive(state: RotatingTokenState, now: number): boolean {
    return state.status === "active" && (state.validUntil === undefined || state.validUntil > now);
}

/** Whether the token before it is still valid. */
export function overlapIsOn(state: RotatingTokenState, now: number): boolean {
    return state.previousValidUntil !== undefined && state.previousValidUntil >= now;
}

/** What a program asks for that has not been changed since. */
export function sameAsRecorded(state: RotatingTokenState): RotationRequest {
    return {
        bootstrapFingerprint: state.bootstrapFingerprint,
        policy: state.policy,
        satisfiedTriggers: [],
        otherChanges: false,
    };
}

/** The state after the token's successor was issued, with what the program asked for recorded. */
export function rotatedState(
    state: RotatingTokenState,
    asked: RotationRequest,
    issuedAt: number,
): RotatingTokenState {
    return {
        status: "active",
        fingerprint: "mark-successor",
        issuedAt,
        validUntil: issuedAt + 730 * DAY,
        previousFingerprint: state.fingerprint,
        previousValidUntil: issuedAt + 14 * DAY,
        bootstrapFingerprint: asked.bootstrapFingerprint ?? state.bootstrapFingerprint,
        policy: asked.policy,
        rotationPending: false,
    };
}

/** Checks something for a thousand combinations of values. */
export function assertFor<T extends unknown[]>(
    arbitraries: { [K in keyof T]: fc.Arbitrary<T[K]> },
    check: (...values: T) => void,
): void {
    const holds = fc.property(fc.tuple<T>(...arbitraries), (values) => {
        check(...values);
    });
    fc.assert(holds, { numRuns: 1000 });
}
