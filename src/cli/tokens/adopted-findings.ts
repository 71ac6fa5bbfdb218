import { parseTime } from "../../base/time";
import { isOver, outgoing, toTokenState } from "../../adopted-token/state";
import { decideAdoption } from "../../decision/adoption";
import type { AdoptedTokenState } from "../../decision/token-state";
import { TOKENS_IN_UI as CUTOVER_UI } from "../../systems/cutover/settings";
import { TOKENS_IN_UI as VERSIO_UI } from "../../systems/versio/settings";
import type { TokenType } from "../stacks/exported-state";
import { ENDING } from "./limits";
import type { AdoptedOutputs } from "./outputs";
import type { Condition, Findings } from "./token-summary";

/** What is to be said of a token that a person makes: what `pulumi preview` would say, if the program has not changed. */
export function adoptedFindings(outputs: AdoptedOutputs, type: TokenType, now: number): Findings {
    const state = toTokenState(outputs, outputs);
    const { status, fingerprint, adoptedAt, validUntil } = state;
    const nextAt = parseTime(outputs.dueAt);
    const { condition, reason } = conditionOf(state, now);
    const isDue = condition !== "active";
    const place = type === "cutover:UserAppToken" ? CUTOVER_UI : VERSIO_UI;
    return {
        condition,
        status,
        fingerprint,
        issuedAt: adoptedAt,
        ...(validUntil === undefined ? {} : { endsAt: validUntil }),
        ...(nextAt === undefined ? {} : { nextAt }),
        ...formerEnds(outputs, now),
        ...(reason === undefined ? {} : { reason: isDue ? firstSentence(reason) : reason }),
        ...(isDue ? { todo: todoOf(condition, place) } : {}),
    };
}

/** When those before it go, the latest first. */
function formerEnds(
    outputs: AdoptedOutputs,
    now: number,
): Pick<Findings, "previousEndsAt" | "earlierEndsAt"> {
    const [previous, ...earlier] = outgoing(outputs).map((one) =>
        isOver(one, now) ? undefined : parseTime(one.validUntil),
    );
    const earlierEndsAt = earlier.filter((end) => end !== undefined);
    return {
        ...(previous === undefined ? {} : { previousEndsAt: previous }),
        ...(earlierEndsAt.length === 0 ? {} : { earlierEndsAt }),
    };
}

/** What is to be done is said besides, with the place in the UI. */
function firstSentence(reason: string): string {
    return /^.*?(?=\. )/.exec(reason)?.[0] ?? reason;
}

interface Cause {
    readonly condition: Condition;
    readonly reason?: string;
}

function conditionOf(state: AdoptedTokenState, now: number): Cause {
    const { fingerprint, policy } = state;
    // "fail" has the decision say what it is that is due.
    const request = { fingerprint, policy, otherChanges: false, onDue: "fail" as const };
    const decision = decideAdoption(state, request, now);
    if (decision.action === "retire") {
        return { condition: "active", reason: `${decision.reason} with the next \`pulumi up\`` };
    }
    if (decision.action !== "refuse") {
        return { condition: "active" };
    }
    const { code, reason } = decision;
    switch (code) {
        case "ERR_TOKEN_REJECTED":
            return { condition: "rejected", reason };
        case "ERR_TOKEN_EXPIRED":
            return { condition: "expired", reason };
        default:
            return { condition: dueFor(state, now), reason };
    }
}

function dueFor({ validUntil, adoptedAt, policy }: AdoptedTokenState, now: number): Condition {
    if (validUntil !== undefined && validUntil - now < ENDING) {
        return "ending";
    }
    return policy.maxAge !== undefined && adoptedAt + policy.maxAge <= now ? "overdue" : "due";
}

function todoOf(condition: Condition, place: string): string {
    const another = `make another token in the UI (${place}) and give it as token`;
    return condition === "rejected"
        ? `Run \`pulumi refresh\`: it asks once more. If the token is dead: ${another}`
        : `M${another.slice(1)}`;
}
