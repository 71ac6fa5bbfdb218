import { DAY } from "../../src/base/duration";
import type { JournalView } from "../../src/journal/view";
import type { RotatingTokenState, RotationPolicy, RotationRequest } from "../../src/decision/token-state";

/** The instant at which the tokens of these tests are issued. */
export const ISSUED = Date.parse("2030-01-01T00:00:00Z");

/** A journal that knows nothing of the token. */
export const NO_JOURNAL: JournalView = { kind: "none" };

/** An instant so many days after {@link ISSUED}. */
export function day(count: number): number {
    return ISSUED + count * DAY;
}

/** Issued on day 0, ends on day 730, rotated 60 days before; differs from that as told. */
export function policy(changes: Partial<RotationPolicy> = {}): RotationPolicy {
    return { beforeExpiry: 60 * DAY, triggers: {}, duringOverlap: "fail", ...changes };
}

/** A token without a predecessor whose policy is the default one; differs from that as told. */
export function state(changes: Partial<RotatingTokenState> = {}): RotatingTokenState {
    return {
        status: "active",
        fingerprint: "current",
        issuedAt: ISSUED,
        validUntil: day(730),
        bootstrapFingerprint: "bootstrap",
        policy: policy(),
        rotationPending: false,
        ...changes,
    };
}

/** A token whose predecessor is valid until day 14; differs from that as told. */
export function stateInOverlap(changes: Partial<RotatingTokenState> = {}): RotatingTokenState {
    return state({ previousFingerprint: "previous", previousValidUntil: day(14), ...changes });
}

/** A program that asks for what {@link state} has recorded; differs from that as told. */
export function request(changes: Partial<RotationRequest> = {}): RotationRequest {
    return {
        bootstrapFingerprint: "bootstrap",
        policy: policy(),
        satisfiedTriggers: [],
        otherChanges: false,
        ...changes,
    };
}
