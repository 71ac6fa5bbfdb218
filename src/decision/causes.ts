import type { ErrorCode } from "../base/errors";
import { describeDuration, formatDuration } from "../base/duration";
import type { JournalView } from "../journal/view";
import type { RotationPolicy, RotationRequest, RotatingTokenState } from "./token-state";
import { formatTime } from "../base/time";

/** Whether the program gives a token that this resource has never known. */
export function isNewBootstrap(state: RotatingTokenState, request: RotationRequest): boolean {
    const given = request.bootstrapFingerprint;
    const known = [state.bootstrapFingerprint, state.fingerprint, state.previousFingerprint];
    return given !== undefined && !known.includes(given);
}

/** Why the token can certainly no longer be rotated, if it cannot. */
export function whyDead(
    state: RotatingTokenState,
    now: number,
    journal: JournalView,
): { code: ErrorCode; reason: string } | undefined {
    if (state.status === "lost" || journal.kind === "lost") {
        return {
            code: "ERR_TOKEN_LOST",
            reason: describeLoss(journal.kind === "lost" ? journal.deadline : state.validUntil),
        };
    }
    if (state.validUntil !== undefined && state.validUntil <= now) {
        const end = formatTime(state.validUntil);
        return {
            code: "ERR_TOKEN_EXPIRED",
            reason: `the token in state expired at ${end} and can't be rotated any more`,
        };
    }
    return undefined;
}

/** Says that a newer token is held by nobody, and until when the current one works. */
export function describeLoss(deadline: number | undefined): string {
    const end = deadline === undefined ? "within days" : `by ${formatTime(deadline)}`;
    return `a new token was issued but never reached this stack. The current token stops working ${end} and can't be rotated`;
}

/** A key counts when it was recorded before and now has another value; keys that come or go are only recorded. */
export function firedTriggers(state: RotatingTokenState, request: RotationRequest): string[] {
    const { triggers } = request.policy;
    return Object.entries(state.policy.triggers)
        .filter(([key, value]) => Object.hasOwn(triggers, key) && triggers[key] !== value)
        .map(([key]) => key)
        .filter((key) => !request.satisfiedTriggers.includes(key));
}

/** Says what calls for a rotation besides the calendar. */
export function describeCause(fired: string[], interrupted: number | undefined): string {
    if (fired.length > 0) {
        return describeTriggers(fired);
    }
    return interrupted === undefined
        ? "a trigger fired during the last overlap"
        : `the rotation started at ${formatTime(interrupted)} got no clear answer`;
}

/** Names the keys only: a value may come from a secret. */
function describeTriggers(keys: string[]): string {
    const names = keys.map((key) => `"${key}"`).join(", ");
    return `trigger${keys.length === 1 ? "" : "s"} ${names} changed`;
}

/** Says why the calendar calls for a rotation, if it does. */
export function whyDue(state: RotatingTokenState, policy: RotationPolicy, now: number): string | undefined {
    if (state.validUntil !== undefined && state.validUntil - now < policy.beforeExpiry) {
        const left = describeDuration(state.validUntil - now);
        return `${left} left (beforeExpiry ${formatDuration(policy.beforeExpiry)})`;
    }
    if (policy.every !== undefined && now - state.issuedAt > policy.every) {
        return `${describeDuration(now - state.issuedAt)} old (every ${formatDuration(policy.every)})`;
    }
    return undefined;
}

/** Whether a previous token is kept whose end has passed. */
export function previousIsOver({ previousValidUntil }: RotatingTokenState, now: number): boolean {
    return previousValidUntil !== undefined && now > previousValidUntil;
}

/** Whether the previous token is still valid: the API then issues no third one. */
export function overlapIsOn(state: RotatingTokenState, now: number): boolean {
    return state.previousValidUntil !== undefined && now <= state.previousValidUntil;
}

/** Says until when the previous token is valid. */
export function overlapEnd(state: RotatingTokenState): string {
    return `until ${formatTime(state.previousValidUntil ?? 0)}`;
}

/** Whether there is anything to record. */
export function hasChanges(state: RotatingTokenState, request: RotationRequest): boolean {
    const bootstrapMoved =
        request.bootstrapFingerprint !== undefined &&
        request.bootstrapFingerprint !== state.bootstrapFingerprint;
    return request.otherChanges || bootstrapMoved || !samePolicy(state.policy, request.policy);
}

function samePolicy(a: RotationPolicy, b: RotationPolicy): boolean {
    const keys = Object.keys(a.triggers);
    return (
        a.beforeExpiry === b.beforeExpiry &&
        a.every === b.every &&
        a.duringOverlap === b.duringOverlap &&
        keys.length === Object.keys(b.triggers).length &&
        keys.every((key) => Object.hasOwn(b.triggers, key) && a.triggers[key] === b.triggers[key])
    );
}

/**
 * The instant from which `decideRotation` calls the token due, whatever the triggers do.
 *
 * @returns `undefined` when neither the token's end nor `every` gives one.
 */
export function rotatesAfter(
    state: Pick<RotatingTokenState, "issuedAt" | "validUntil" | "previousValidUntil">,
    policy: RotationPolicy,
): number | undefined {
    const causes = dueTimes(state, policy);
    return causes.length === 0 ? undefined : Math.max(Math.min(...causes), state.previousValidUntil ?? 0);
}

function dueTimes(
    state: Pick<RotatingTokenState, "issuedAt" | "validUntil">,
    policy: RotationPolicy,
): number[] {
    return [
        ...(state.validUntil === undefined ? [] : [state.validUntil - policy.beforeExpiry]),
        ...(policy.every === undefined ? [] : [state.issuedAt + policy.every]),
    ];
}
