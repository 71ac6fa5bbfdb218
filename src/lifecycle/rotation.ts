import type { ErrorCode } from "../errors";
import { type AdoptionDecision, decideAdopted } from "./adoption";
import type { JournalView } from "./journal-view";
import {
    describeCause,
    firedTriggers,
    hasChanges,
    isNewBootstrap,
    overlapEnd,
    overlapIsOn,
    whyDead,
    whyDue,
} from "./rotation-causes";
import type { AdoptedTokenRequest, TokenRequest, TokenState } from "./token-state";

/** What is to be done, and why, in words that reach `pulumi preview`. */
export type Decision =
    | { readonly action: "none" }
    | { readonly action: "wait" | "join" | "recover" | "rotate" | "replace"; readonly reason: string }
    | { readonly action: "record"; readonly reason: string; readonly rotationPending: boolean }
    | { readonly action: "refuse"; readonly code: ErrorCode; readonly reason: string };

/**
 * The one place that decides what happens to a token. Preview and up both ask it, so that up does what preview
 * announced, and so that an update that finds nothing to do rotates nothing.
 */
export function decide(state: TokenState, request: AdoptedTokenRequest, now: number): AdoptionDecision;
export function decide(state: TokenState, request: TokenRequest, now: number, journal: JournalView): Decision;
export function decide(
    state: TokenState,
    request: TokenRequest | AdoptedTokenRequest,
    now: number,
    journal: JournalView = { kind: "none" },
): Decision | AdoptionDecision {
    if ("onDue" in request) {
        return decideAdopted(state, request, now);
    }
    // First of all: whoever gives another token may have revoked everything that is known here.
    if (isNewBootstrap(state, request)) {
        return {
            action: "replace",
            reason: "another bootstrapToken was given: the token is made anew from it",
        };
    }
    if (journal.kind === "issued") {
        const successor = `its successor ${journal.fingerprint} was issued and did not reach the state`;
        return {
            action: "recover",
            reason: `${successor}: it is taken from the journal, no other one is asked for`,
        };
    }
    const dead = whyDead(state, now, journal);
    if (dead) {
        return { action: "refuse", ...dead };
    }
    const decision = decideAlive(state, request, now, journal);
    return decision.action === "rotate" ? whenJournalAllows(decision, journal) : decision;
}

function decideAlive(state: TokenState, request: TokenRequest, now: number, journal: JournalView): Decision {
    const fired = firedTriggers(state, request);
    const interrupted = journal.kind === "interrupted" ? journal.since : undefined;
    if (fired.length > 0 || state.rotationPending || interrupted !== undefined) {
        return decideTriggered(state, request, fired, now, interrupted);
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

function decideTriggered(
    state: TokenState,
    request: TokenRequest,
    fired: string[],
    now: number,
    interrupted: number | undefined,
): Decision {
    const cause = describeCause(fired, interrupted);
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
        ? { action: "record", reason, rotationPending: fired.length > 0 || state.rotationPending }
        : { action: "wait", reason };
}

/** A rotation that is called for, held against what the journal knows of other attempts. */
function whenJournalAllows(rotate: Decision, journal: JournalView): Decision {
    if (journal.kind === "busy") {
        const reason = `process ${journal.pid} is rotating this token now: its result is waited for and taken over`;
        return { action: "join", reason };
    }
    if (journal.kind === "unreadable") {
        return {
            action: "refuse",
            code: "ERR_JOURNAL",
            reason:
                `not rotated: ${journal.problem}. It may hold the only copy of a newer token. Use the release that wrote ` +
                "it, restore the file, or, when you know that it holds nothing you need, move it away",
        };
    }
    return rotate;
}
