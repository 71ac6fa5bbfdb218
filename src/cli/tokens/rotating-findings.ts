import { describeDuration } from "../../base/duration";
import { formatTime } from "../../base/time";
import { rotatesAfter } from "../../decision/causes";
import { decideRotation } from "../../decision/rotation";
import type { RotatingTokenState } from "../../decision/token-state";
import { toTokenState } from "../../rotating-token/state";
import { WAY_BACK } from "../../systems/thousandeyes/settings";
import type { JournalFacts } from "./journal-facts";
import { ENDING, OVERDUE } from "./limits";
import type { RotatingOutputs } from "./outputs";
import type { Condition, Findings } from "./token-summary";

/** What is to be said of a token that `pulumi up` rotates: what its preview would say, if the program has not changed. */
export function rotatingFindings(outputs: RotatingOutputs, journal: JournalFacts, now: number): Findings {
    const state = toTokenState(outputs);
    const { condition, reason: announced } = conditionOf(state, journal, now);
    const reason = asSeen(announced);
    const endsAt = endOf(state, condition, journal);
    const nextAt = nextOf(state, outputs);
    const previousEndsAt = state.previousValidUntil;
    const todo = todoOf(condition, endsAt, now);
    return {
        condition,
        status: state.status,
        fingerprint: state.fingerprint,
        issuedAt: state.issuedAt,
        ...(endsAt === undefined ? {} : { endsAt }),
        ...(nextAt === undefined ? {} : { nextAt }),
        ...(previousEndsAt === undefined || previousEndsAt < now ? {} : { previousEndsAt }),
        ...(journal.words === undefined ? {} : { journal: journal.words }),
        ...(reason === undefined ? {} : { reason }),
        ...(todo === undefined ? {} : { todo }),
    };
}

interface Cause {
    readonly condition: Condition;
    readonly reason?: string;
}

/** The reasons are those that a run gives for what it is about to do; here nothing is done. */
function asSeen(reason: string | undefined): string | undefined {
    return reason
        ?.replace(/^rotating, /, "")
        .replace(/: (asking once more|recovering it from the journal)$/, "");
}

/** The decision itself is asked, with what the program last asked for. */
function conditionOf(state: RotatingTokenState, journal: JournalFacts, now: number): Cause {
    const request = { policy: state.policy, satisfiedTriggers: [], otherChanges: false };
    const decision = decideRotation(state, request, now, journal.view);
    switch (decision.action) {
        case "none":
            return withJournal(state, journal, now);
        case "recover":
            return { condition: "unsaved", reason: decision.reason };
        case "recheck":
            return { condition: "rejected", reason: decision.reason };
        case "join":
            return { condition: "rotating", reason: decision.reason };
        case "refuse": {
            const { code, reason } = decision;
            const condition =
                code === "ERR_TOKEN_LOST" ? "lost" : code === "ERR_TOKEN_EXPIRED" ? "expired" : "blocked";
            return { condition, reason };
        }
        default: {
            const { action, reason } = decision;
            const isUnclear = journal.view.kind === "interrupted";
            const condition = isUnclear ? "unclear" : action === "rotate" ? dueFor(state, now) : "waiting";
            return { condition: sooner(condition, state, now), reason };
        }
    }
}

/** Nothing calls for a rotation as far as the state tells: what the journal tells still counts. */
function withJournal(state: RotatingTokenState, { view }: JournalFacts, now: number): Cause {
    if (view.kind === "busy") {
        return { condition: "rotating", reason: `process ${view.pid} is rotating this token` };
    }
    if (view.kind === "unreadable" && view.isTold !== true) {
        return { condition: "blocked", reason: `it won't be rotated: ${view.problem}` };
    }
    return { condition: sooner("active", state, now) };
}

function dueFor(state: RotatingTokenState, now: number): Condition {
    return now - (dueSince(state) ?? now) > OVERDUE ? "overdue" : "due";
}

function dueSince(state: RotatingTokenState): number | undefined {
    return state.rotationPending ? state.previousValidUntil : rotatesAfter(state, state.policy);
}

function sooner(condition: Condition, { validUntil }: RotatingTokenState, now: number): Condition {
    return validUntil !== undefined && validUntil - now < ENDING ? "ending" : condition;
}

/** Once a new one is issued, the one in state ends with the overlap. */
function endOf(
    { validUntil }: RotatingTokenState,
    condition: Condition,
    { deadline }: JournalFacts,
): number | undefined {
    const isReplaced = condition === "unsaved" || condition === "lost";
    const ends = [validUntil, isReplaced ? deadline : undefined].filter((end) => end !== undefined);
    return ends.length === 0 ? undefined : Math.min(...ends);
}

/** As the last run wrote it where the policy is secret. */
function nextOf(state: RotatingTokenState, outputs: RotatingOutputs): number | undefined {
    const next = rotatesAfter(state, state.policy);
    const pending = state.rotationPending ? state.previousValidUntil : undefined;
    return pending ?? (outputs.rotation === undefined ? (outputs.nextAt ?? next) : next);
}

function todoOf(condition: Condition, endsAt: number | undefined, now: number): string | undefined {
    const left = endsAt === undefined ? "" : `, ${describeDuration(endsAt - now)} before its end`;
    switch (condition) {
        case "due":
            return "Run `pulumi up`: it rotates the token";
        case "overdue":
            return `Run \`pulumi up\`: it rotates the token. It has been due for weeks, so look at why no schedule ran it${left}`;
        case "ending":
            return `Run \`pulumi up\` today${endsAt === undefined ? "" : `: the token ends at ${formatTime(endsAt)}`}`;
        case "unsaved":
            return "Run `pulumi up`: it takes the new token from the journal";
        case "unclear":
            return "Run `pulumi up`: it finds out whether a new token was issued";
        case "rejected":
            return `Run \`pulumi up\`: it asks once more. If the token is dead: ${WAY_BACK.slice(0, 1).toLowerCase()}${WAY_BACK.slice(1)}`;
        case "expired":
        case "lost":
            return WAY_BACK;
        case "blocked":
            return "See to the journal, with `api-tokens journal list`";
        default:
            return undefined;
    }
}
