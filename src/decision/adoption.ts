import { describeDuration, formatDuration } from "../base/duration";
import type { ErrorCode } from "../base/errors";
import { formatTime } from "../base/time";
import type { AdoptedTokenState, AdoptionRequest, ReminderPolicy } from "./token-state";

/** What is to be done with a token that a person made, and why. */
export type AdoptionDecision =
    | { readonly action: "none" }
    /** `swap`: the program gives another token. */
    | { readonly action: "swap" | "remind"; readonly reason: string }
    /** `retire`: the grace period of the previous token is over. `reminder`: what is to be said besides, as with `remind`. */
    | { readonly action: "retire" | "record"; readonly reason: string; readonly reminder?: string }
    | { readonly action: "refuse"; readonly code: ErrorCode; readonly reason: string };

/** Decides what happens to a token which no API issues: a person has to bring the next one. Preview and up both ask. */
export function decideAdoption(
    state: AdoptedTokenState,
    request: AdoptionRequest,
    now: number,
): AdoptionDecision {
    if (request.fingerprint !== state.fingerprint) {
        return {
            action: "swap",
            reason: `another token was given: it takes the place of ${state.fingerprint}`,
        };
    }
    const due = whyToReplace(state, request.policy, now);
    if (due !== undefined && request.onDue === "fail") {
        return { action: "refuse", ...due };
    }
    const besides = due === undefined ? {} : { reminder: due.reason };
    if (state.previousValidUntil !== undefined && state.previousValidUntil < now) {
        const end = formatTime(state.previousValidUntil);
        return {
            action: "retire",
            reason: `the previous token's grace period ended at ${end}: it leaves the state`,
            ...besides,
        };
    }
    if (request.otherChanges || !samePolicy(state.policy, request.policy)) {
        return { action: "record", reason: "settings change, the token stays", ...besides };
    }
    return due === undefined ? { action: "none" } : { action: "remind", reason: due.reason };
}

function samePolicy(one: ReminderPolicy, other: ReminderPolicy): boolean {
    return one.remindBefore === other.remindBefore && one.maxAge === other.maxAge;
}

/** Why a person should bring another token, if so. */
function whyToReplace(
    { status, validUntil, fingerprint, adoptedAt }: AdoptedTokenState,
    { maxAge, remindBefore }: ReminderPolicy,
    now: number,
): { code: ErrorCode; reason: string } | undefined {
    const token = `token ${fingerprint}`;
    if (status === "rejected") {
        return {
            code: "ERR_TOKEN_REJECTED",
            reason: `${token} was rejected when last asked about. \`pulumi refresh\` asks again, and notes it when it works. If it is dead: ${WAY_ON}`,
        };
    }
    if (validUntil !== undefined && validUntil <= now) {
        return {
            code: "ERR_TOKEN_EXPIRED",
            reason: `${token} expired at ${formatTime(validUntil)}. ${WAY_ON}`,
        };
    }
    const limit = maxAge === undefined ? Infinity : adoptedAt + maxAge;
    const end = Math.min(validUntil ?? Infinity, limit);
    if (end - now >= remindBefore) {
        return undefined;
    }
    const left = `${describeDuration(end - now)} left (remindBefore ${formatDuration(remindBefore)})`;
    const what =
        end === validUntil
            ? `expires at ${formatTime(end)}, ${left}`
            : describeAge(formatDuration(maxAge ?? 0), end, now < end ? left : undefined);
    return { code: "ERR_TOKEN_DUE", reason: `${token} ${what}. ${WAY_ON}` };
}

function describeAge(maxAge: string, limit: number, left: string | undefined): string {
    return left === undefined
        ? `is older than its maxAge of ${maxAge} since ${formatTime(limit)}`
        : `reaches its maxAge of ${maxAge} at ${formatTime(limit)}, ${left}`;
}

const WAY_ON = "Create another one in the UI and give it as token";
