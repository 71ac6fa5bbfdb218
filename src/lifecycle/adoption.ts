import type { ErrorCode } from "../errors";
import { describeDuration, formatDuration } from "./duration";
import { hasChanges } from "./rotation-causes";
import { formatTime } from "./time";
import type { AdoptedTokenRequest, TokenState } from "./token-state";

/** What is to be done with a token that a person made. */
export type AdoptionDecision =
    | { readonly action: "none" }
    /** `swap`: the program gives another token. */
    | { readonly action: "swap" | "remind"; readonly reason: string }
    /** The grace period of the previous token is over. `reminder`: what is to be said besides, as with `remind`. */
    | { readonly action: "retire"; readonly reason: string; readonly reminder?: string }
    | {
          readonly action: "record";
          readonly reason: string;
          readonly reminder?: string;
          readonly rotationPending: false;
      }
    | { readonly action: "refuse"; readonly code: ErrorCode; readonly reason: string };

/** The part of the table that holds for tokens which no API issues: a person has to bring the next one. */
export function decideAdopted(
    state: TokenState,
    request: AdoptedTokenRequest,
    now: number,
): AdoptionDecision {
    const given = request.bootstrapFingerprint;
    if (given !== undefined && given !== state.fingerprint) {
        return {
            action: "swap",
            reason: `another token was given: it takes the place of ${state.fingerprint}`,
        };
    }
    const due = whyToReplace(state, request, now);
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
    if (hasChanges(state, request)) {
        return {
            action: "record",
            reason: "settings change, the token stays",
            ...besides,
            rotationPending: false,
        };
    }
    return due === undefined ? { action: "none" } : { action: "remind", reason: due.reason };
}

/** Why a person should bring another token, if so. */
function whyToReplace(
    { status, validUntil, fingerprint, issuedAt }: TokenState,
    { policy: { every, beforeExpiry } }: AdoptedTokenRequest,
    now: number,
): { code: ErrorCode; reason: string } | undefined {
    const token = `token ${fingerprint}`;
    if (status === "rejected") {
        return {
            code: "ERR_TOKEN_REJECTED",
            reason: `${token} was refused when last asked about. ${WAY_ON}; when it works again, \`pulumi refresh\` notes it`,
        };
    }
    if (validUntil !== undefined && validUntil <= now) {
        return {
            code: "ERR_TOKEN_EXPIRED",
            reason: `${token} came to its end at ${formatTime(validUntil)}. ${WAY_ON}`,
        };
    }
    const limit = every === undefined ? Infinity : issuedAt + every;
    const end = Math.min(validUntil ?? Infinity, limit);
    if (end - now >= beforeExpiry) {
        return undefined;
    }
    const left = `${describeDuration(end - now)} left (remindBefore ${formatDuration(beforeExpiry)})`;
    const what =
        end === validUntil
            ? `ends at ${formatTime(end)}, ${left}`
            : whatAge(formatDuration(every ?? 0), end, now < end ? left : undefined);
    return { code: "ERR_TOKEN_DUE", reason: `${token} ${what}. ${WAY_ON}` };
}

function whatAge(maxAge: string, limit: number, left: string | undefined): string {
    return left === undefined
        ? `is older than its maxAge of ${maxAge} since ${formatTime(limit)}`
        : `reaches its maxAge of ${maxAge} at ${formatTime(limit)}, ${left}`;
}

const WAY_ON = "Make another one in the UI and give it as token";
