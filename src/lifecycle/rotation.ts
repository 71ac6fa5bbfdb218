import type { ErrorCode } from "../errors";
import { describeDuration, formatDuration } from "./duration";
import { formatTime } from "./time";

/** When a token is rotated. Durations are milliseconds. */
export interface RotationPolicy {
    readonly beforeExpiry: number;
    readonly every?: number;
    readonly triggers: Readonly<Record<string, string>>;
    readonly duringOverlap: "fail" | "defer";
}

/** `active`: it works as far as is known. `rejected`: the API refuses it. `lost`: its successor exists and nobody holds it. */
export type TokenStatus = "active" | "rejected" | "lost";

/** What is known of a token from the last run. Instants are milliseconds since 1970. */
export interface TokenState {
    readonly status: TokenStatus;
    readonly fingerprint: string;
    readonly issuedAt: number;
    /** Absent when nobody knows the token's end. */
    readonly validUntil?: number;
    readonly previousFingerprint?: string;
    readonly previousValidUntil?: number;
    /** Of the bootstrap token that was last seen in the inputs. */
    readonly bootstrapFingerprint: string;
    /** As last recorded: what the new policy is compared with. */
    readonly policy: RotationPolicy;
    /** A trigger fired during an overlap and waits for its end. */
    readonly rotationPending: boolean;
}

/** What the program asks for now. */
export interface TokenRequest {
    /** Absent when the program no longer gives a bootstrap token. */
    readonly bootstrapFingerprint?: string;
    readonly policy: RotationPolicy;
    /** Anything else that is recorded has another value than in the state. */
    readonly otherChanges: boolean;
}

/** What is to be done, and why, in words that reach `pulumi preview`. */
export type Decision =
    | { readonly action: "none" }
    | { readonly action: "wait" | "rotate" | "replace"; readonly reason: string }
    | { readonly action: "record"; readonly reason: string; readonly rotationPending: boolean }
    | { readonly action: "refuse"; readonly code: ErrorCode; readonly reason: string };

/**
 * The one place that decides what happens to a token. Preview and up both ask it, so that up does what preview
 * announced, and so that an update that finds nothing to do rotates nothing.
 */
export function decide(state: TokenState, request: TokenRequest, now: number): Decision {
    if (isNewBootstrap(state, request)) {
        return {
            action: "replace",
            reason: "another bootstrapToken was given: the token is made anew from it",
        };
    }
    const dead = whyDead(state, now);
    if (dead) {
        return { action: "refuse", ...dead };
    }
    const fired = firedTriggers(state, request);
    if (fired.length > 0 || state.rotationPending) {
        return decideTriggered(state, request, fired, now);
    }
    const due = whyDue(state, request.policy, now);
    if (due !== undefined && !overlapIsOn(state, now)) {
        return { action: "rotate", reason: `rotating, ${due}` };
    }
    const waiting =
        due === undefined
            ? undefined
            : `due (${due}), but the previous token is valid ${overlapEnd(state)}: waiting`;
    if (hasChanges(state, request)) {
        const reason = waiting === undefined ? "" : `, ${waiting}`;
        return {
            action: "record",
            reason: `settings change, the token stays${reason}`,
            rotationPending: false,
        };
    }
    return waiting === undefined ? { action: "none" } : { action: "wait", reason: waiting };
}

function decideTriggered(state: TokenState, request: TokenRequest, fired: string[], now: number): Decision {
    const cause = fired.length > 0 ? describeTriggers(fired) : "a trigger fired during the last overlap";
    if (!overlapIsOn(state, now)) {
        return { action: "rotate", reason: `rotating, ${cause}` };
    }
    const possible = `The previous token is valid ${overlapEnd(state)}, and the API allows no third one before that.`;
    if (fired.length > 0 && request.policy.duringOverlap === "fail") {
        return {
            action: "refuse",
            code: "ERR_OVERLAP",
            reason:
                `not rotated, although ${cause}. ${possible} Run \`pulumi up\` again after that time, set the trigger ` +
                'back, or set rotation.duringOverlap to "defer" to have the first `pulumi up` after it rotate.',
        };
    }
    const reason = `rotation is pending, ${cause}. ${possible} The first \`pulumi up\` after it rotates.`;
    return fired.length > 0 || hasChanges(state, request)
        ? { action: "record", reason, rotationPending: true }
        : { action: "wait", reason };
}

/**
 * The instant from which {@link decide} calls the token due, whatever the triggers do.
 *
 * @returns `undefined` when neither the token's end nor `every` gives one.
 */
export function rotatesAfter(
    state: Pick<TokenState, "issuedAt" | "validUntil" | "previousValidUntil">,
    policy: RotationPolicy,
): number | undefined {
    const causes = dueTimes(state, policy);
    return causes.length === 0 ? undefined : Math.max(Math.min(...causes), state.previousValidUntil ?? 0);
}

function dueTimes(state: Pick<TokenState, "issuedAt" | "validUntil">, policy: RotationPolicy): number[] {
    return [
        ...(state.validUntil === undefined ? [] : [state.validUntil - policy.beforeExpiry]),
        ...(policy.every === undefined ? [] : [state.issuedAt + policy.every]),
    ];
}

function isNewBootstrap(state: TokenState, request: TokenRequest): boolean {
    const given = request.bootstrapFingerprint;
    const known = [state.bootstrapFingerprint, state.fingerprint, state.previousFingerprint];
    return given !== undefined && !known.includes(given);
}

function whyDead(state: TokenState, now: number): { code: ErrorCode; reason: string } | undefined {
    if (state.status === "lost") {
        return {
            code: "ERR_TOKEN_LOST",
            reason: "the successor of the token in state exists, and nobody holds it",
        };
    }
    if (state.status === "rejected") {
        return {
            code: "ERR_TOKEN_REJECTED",
            reason: "the API refuses the token in state: it was revoked, or the account is locked",
        };
    }
    if (state.validUntil !== undefined && state.validUntil <= now) {
        const end = formatTime(state.validUntil);
        return {
            code: "ERR_TOKEN_EXPIRED",
            reason: `the token in state expired at ${end} and can no longer be rotated`,
        };
    }
    return undefined;
}

/** A key counts when it was recorded before and now has another value; keys that come or go are only recorded. */
function firedTriggers(state: TokenState, request: TokenRequest): string[] {
    const { triggers } = request.policy;
    return Object.entries(state.policy.triggers)
        .filter(([key, value]) => Object.hasOwn(triggers, key) && triggers[key] !== value)
        .map(([key]) => key);
}

/** Names the keys only: a value may come from a secret. */
function describeTriggers(keys: string[]): string {
    const names = keys.map((key) => `"${key}"`).join(", ");
    return `trigger${keys.length === 1 ? "" : "s"} ${names} changed`;
}

function whyDue(state: TokenState, policy: RotationPolicy, now: number): string | undefined {
    if (state.validUntil !== undefined && state.validUntil - now < policy.beforeExpiry) {
        const left = describeDuration(state.validUntil - now);
        return `${left} left (beforeExpiry ${formatDuration(policy.beforeExpiry)})`;
    }
    if (policy.every !== undefined && now - state.issuedAt > policy.every) {
        return `${describeDuration(now - state.issuedAt)} old (every ${formatDuration(policy.every)})`;
    }
    return undefined;
}

function overlapIsOn(state: TokenState, now: number): boolean {
    return state.previousValidUntil !== undefined && now <= state.previousValidUntil;
}

function overlapEnd(state: TokenState): string {
    return `until ${formatTime(state.previousValidUntil ?? 0)}`;
}

function hasChanges(state: TokenState, request: TokenRequest): boolean {
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
