import { describeDuration } from "../base/duration";
import { type ErrorCode, messageOf } from "../base/errors";
import { fingerprint } from "../base/fingerprint";
import { wholeSecond } from "../base/time";
import { describeLoss } from "../decision/causes";
import type { HttpOptions } from "../http/http-options";
import type { Attempt, Journal, Successor } from "../journal/journal";
import type { JournalView } from "../journal/view";
import type { IssuedAnswer, TokenAnswer } from "./answer";
import type { RotatingTokenSystem } from "./system";

/** What is asked for: a new token in the place of one. Everything in it can cross to another process. */
export interface IssueRequest {
    /** The system's name in the registry. */
    readonly system: string;
    readonly endpoint: string;
    readonly token: string;
    readonly resourceName: string;
    readonly journalLocation: string;
    readonly http: HttpOptions;
    /** When the token ends by itself, if known: milliseconds since 1970. */
    readonly validUntil?: number;
    /** The token may be the newer one of two: for the overlap after it was pasted or issued, and a little longer by another clock. */
    readonly mayHavePredecessor: boolean;
}

/** What came of it. */
export type IssueReply = {
    /** The journal could not be used, and why. */
    readonly journalProblem?: string;
} & (
    | { readonly kind: "issued"; readonly successor: Successor; readonly endIsAssumed: boolean }
    /** Nothing was sent: the journal knows of another attempt. */
    | { readonly kind: "blocked"; readonly view: JournalView }
    | {
          readonly kind: "failed";
          readonly code: ErrorCode;
          readonly message: string;
          /** The old token ends then at the latest, because its successor is lost. */
          readonly lostWithDeadline?: number;
      }
);

/** What the steps take from outside. */
export interface IssueContext {
    readonly system: Pick<RotatingTokenSystem, "lifetime" | "overlap">;
    readonly journal: Journal;
    /** Asks once for a new token. */
    readonly ask: (token: string) => Promise<TokenAnswer>;
    readonly now: () => number;
}

/**
 * Has a new token issued, so that it cannot get lost: intent to the journal, one request, the sealed answer to the
 * journal, and only then the reply.
 */
export async function issueSuccessor(request: IssueRequest, context: IssueContext): Promise<IssueReply> {
    const { system, journal, now } = context;
    const deadline = wholeSecond(Math.min(now() + system.overlap, request.validUntil ?? Infinity));
    const begun = await begin(request, deadline, journal);
    if ("kind" in begun) {
        return { kind: "blocked", view: begun };
    }
    const answer = await context.ask(request.token);
    const outcome: Outcome = { answer, answeredAt: now(), attempt: begun.attempt, deadline };
    const problem = (await concludeOrSay(outcome, request, context)) ?? begun.problem;
    const reply = replyTo(outcome, request, system);
    return problem === undefined ? reply : { ...reply, journalProblem: problem };
}

type Begun = { readonly attempt?: Attempt; readonly problem?: string } | JournalView;

/** A request that was sent, and what came of it. `attempt`: absent where the journal cannot be used. */
interface Outcome {
    readonly answer: TokenAnswer;
    readonly answeredAt: number;
    readonly attempt: Attempt | undefined;
    readonly deadline: number;
}

async function begin(
    { token, resourceName }: IssueRequest,
    deadline: number,
    journal: Journal,
): Promise<Begun> {
    try {
        const attempt = await journal.begin(fingerprint(token), resourceName, deadline);
        return "kind" in attempt ? attempt : { attempt };
    } catch (error) {
        return { problem: messageOf(error) };
    }
}

/** Writes to the journal what the answer means. @returns why it could not */
async function concludeOrSay(
    outcome: Outcome,
    request: IssueRequest,
    context: IssueContext,
): Promise<string | undefined> {
    try {
        await conclude(outcome, request, context);
        return undefined;
    } catch (error) {
        return messageOf(error);
    }
}

async function conclude(
    outcome: Outcome,
    request: IssueRequest,
    { journal, system }: IssueContext,
): Promise<void> {
    const { answer, attempt, answeredAt } = outcome;
    if (attempt === undefined) {
        return;
    }
    if (answer.kind === "issued") {
        await journal.complete(attempt, request.token, successorOf(answer, answeredAt, system.lifetime));
    } else if (isLost(outcome, request)) {
        await journal.conclude(attempt, "lost");
    } else if (answer.kind === "unclear") {
        await journal.conclude(attempt, "unclear");
    } else {
        await journal.abandon(attempt);
    }
}

/**
 * Two valid tokens where one is known: another one was issued that is held by nobody here. After an attempt without a
 * clear answer that is certain; for a young token, its own predecessor may be the other one.
 */
function isLost({ answer, attempt }: Outcome, { mayHavePredecessor }: IssueRequest): boolean {
    const followsUnclear = attempt !== undefined && attempt.entry.firstStartedAt !== attempt.entry.startedAt;
    return answer.kind === "lost" || (answer.kind === "overlap" && (followsUnclear || !mayHavePredecessor));
}

function successorOf({ token, validUntil }: IssuedAnswer, issuedAt: number, lifetime: number): Successor {
    return { token, issuedAt, validUntil: validUntil ?? issuedAt + lifetime };
}

function replyTo(
    outcome: Outcome,
    request: IssueRequest,
    { lifetime, overlap }: IssueContext["system"],
): IssueReply {
    const { answer, answeredAt, attempt, deadline } = outcome;
    if (answer.kind === "issued") {
        return {
            kind: "issued",
            successor: successorOf(answer, answeredAt, lifetime),
            endIsAssumed: answer.validUntil === undefined,
        };
    }
    if (isLost(outcome, request)) {
        const end = attempt?.entry.deadline ?? deadline;
        const message = `${answer.message}. So ${describeLoss(end)}: its answer was lost, or another stack or person had it issued`;
        return { kind: "failed", code: "ERR_TOKEN_LOST", message, lostWithDeadline: end };
    }
    return { kind: "failed", ...explain(answer, overlap) };
}

function explain(
    answer: Exclude<TokenAnswer, IssuedAnswer>,
    overlap: number,
): { code: ErrorCode; message: string } {
    const { message } = answer;
    switch (answer.kind) {
        case "rejected":
            return { code: "ERR_TOKEN_REJECTED", message };
        case "not-processed":
            return { code: answer.code, message: `${message}. Nothing was issued: the token stays as it is` };
        case "overlap":
            return {
                code: "ERR_OVERLAP",
                message: `${message}. The current token was issued within the last ${describeDuration(overlap)}, or is the newer one of the two: wait for the end of the other, or revoke that one in the UI`,
            };
        default:
            return {
                code: "ERR_AMBIGUOUS",
                message: `${message}. A new token may have been issued. The current one still works. Run \`pulumi up\` again to find out`,
            };
    }
}
