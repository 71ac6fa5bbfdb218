import type { ErrorCode } from "../base/errors";
import type { JournalView } from "../journal/view";
import {
    describeCause,
    firedTriggers,
    hasChanges,
    isNewBootstrap,
    overlapEnd,
    overlapIsOn,
    previousIsOver,
    whyDead,
    whyDue,
} from "./causes";
import type { RotatingTokenState, RotationRequest } from "./token-state";

/** What is to be done with a token that can be rotated, and why, in words that reach `pulumi preview`. */
export type RotationDecision =
    | { readonly action: "none" }
    | {
          readonly action: "wait" | "join" | "recover" | "recheck" | "retire" | "rotate" | "replace";
          readonly reason: string;
      }
    | { readonly action: "record"; readonly reason: string; readonly rotationPending: boolean }
    | { readonly action: "refuse"; readonly code: ErrorCode; readonly reason: string };

/**
 * Decides what happens to a token. Preview and up both ask it, so that up does what preview announced, and so that an
 * update that finds nothing to do rotates nothing.
 */
export function decideRotation(
    state: RotatingTokenState,
    request: RotationRequest,
    now: number,
    journal: JournalView,
): RotationDecision {
    // First of all: whoever gives another token may have revoked everything that is known here.
    if (isNewBootstrap(state, request)) {
        return {
            action: "replace",
            reason: "another bootstrapToken was given: the token is made anew from it",
        };
    }
    if (journal.kind === "issued") {
        return {
            action: "recover",
            reason: `token ${journal.fingerprint} was issued but not saved to state: recovering it from the journal`,
        };
    }
    const dead = whyDead(state, now, journal);
    if (dead) {
        return { action: "refuse", ...dead };
    }
    if (state.status === "rejected") {
        return {
            action: "recheck",
            reason: "the API rejected the token in state when it was last asked: asking once more",
        };
    }
    const decision = decideAlive(state, request, now, journal);
    return decision.action === "rotate" ? whenJournalAllows(decision, journal) : decision;
}

function decideAlive(
    state: RotatingTokenState,
    request: RotationRequest,
    now: number,
    journal: JournalView,
): RotationDecision {
    const fired = firedTriggers(state, request);
    const interrupted = journal.kind === "interrupted" ? journal.firstStartedAt : undefined;
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
    if (waiting !== undefined) {
        return { action: "wait", reason: waiting };
    }
    return previousIsOver(state, now)
        ? {
              action: "retire",
              reason: `the previous token was valid ${overlapEnd(state)}: it leaves the state`,
          }
        : { action: "none" };
}

function decideTriggered(
    state: RotatingTokenState,
    request: RotationRequest,
    fired: string[],
    now: number,
    interrupted: number | undefined,
): RotationDecision {
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

/** Of one entry; what can be done about a whole store is told where that is. */
function wayOn(isStore = false): string {
    return isStore
        ? ""
        : ". Use the release that wrote it, restore the file, or, when you know that it holds nothing you need, move it away";
}

/** A rotation that is called for, held against what the journal knows of other attempts. */
function whenJournalAllows(rotate: RotationDecision, journal: JournalView): RotationDecision {
    if (journal.kind === "busy") {
        const reason = `process ${journal.pid} is rotating this token: waiting for its result`;
        return { action: "join", reason };
    }
    if (journal.kind === "unreadable") {
        return {
            action: "refuse",
            code: "ERR_JOURNAL",
            reason: `not rotated: ${journal.problem}. It may hold the only copy of a newer token${wayOn(journal.isTold)}`,
        };
    }
    return rotate;
}
