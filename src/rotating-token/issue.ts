import { DAY } from "../base/duration";
import { type ErrorCode, messageOf } from "../base/errors";
import { fingerprint } from "../base/fingerprint";
import { wholeSecond } from "../base/time";
import type { HttpOptions } from "../http/http-options";
import type { Transport } from "../http/json-api";
import { timed } from "../http/server-time";
import type { Attempt, Journal, Successor } from "../journal/journal";
import { JournalRefusal } from "../journal/store";
import type { JournalView } from "../journal/view";
import type { IssuedAnswer, TokenAnswer } from "./answer";
import { explain, explainLoss, WHAT_ARRIVED } from "./issue-words";
import { type Clock, openFor } from "./send-window";
import type { RotatingTokenSystem } from "./system";

/** What is asked for: a new token in the place of one. Everything in it can cross to another process. */
export interface IssueRequest {
    /** The system's name in the registry. */
    readonly system: string;
    readonly endpoint: string;
    readonly token: string;
    readonly resourceName: string;
    /** Tells the resource from every other one of the run. */
    readonly resourceKey: string;
    readonly journalLocation: string;
    readonly http: HttpOptions;
    /** What it is asked for: the values of the triggers. */
    readonly triggers: Readonly<Record<string, string>>;
    /** When the token was issued, or pasted, at the latest: milliseconds since 1970. */
    readonly issuedAt: number;
    /** When the token ends by itself, if known: milliseconds since 1970. */
    readonly validUntil?: number;
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
    readonly system: RotatingTokenSystem;
    readonly journal: Journal;
    readonly transport: Transport;
    readonly clock: Clock;
}

/** By how much the clocks of a machine and of the API may differ without being called wrong. */
export const CLOCK_SKEW = DAY;

/**
 * Has a new token issued, so that it cannot get lost: intent to the journal, one request, the sealed answer to the
 * journal, and only then the reply.
 */
export async function issueSuccessor(request: IssueRequest, context: IssueContext): Promise<IssueReply> {
    const { system, journal, clock } = context;
    const { transport, serverTime } = timed(openFor(context.transport, clock));
    const begun = await begin(request, deadlineFrom(clock.now(), request, system), journal);
    if (!("attempt" in begun)) {
        return begun;
    }
    const answer = await ask(request, system, transport);
    const outcome = { answer, answeredAt: serverTime() ?? clock.now(), attempt: begun.attempt };
    const problem = (await concludeOrSay(outcome, request, context)) ?? begun.problem;
    const isKept = problem === undefined && (await keepReceived(outcome, journal));
    const reply = withWhatArrived(replyTo(outcome, request, system), isKept);
    return problem === undefined ? reply : { ...reply, journalProblem: problem };
}

/** An attempt that may go on; without one where the journal cannot be written. */
interface Begun {
    readonly attempt: Attempt | undefined;
    readonly problem?: string;
}

/** A request that was sent, and what came of it. */
interface Outcome {
    readonly answer: TokenAnswer;
    readonly answeredAt: number;
    readonly attempt: Attempt | undefined;
}

async function begin(
    { token, resourceName, triggers }: IssueRequest,
    deadline: number,
    journal: Journal,
): Promise<Begun | IssueReply> {
    try {
        const attempt = await journal.begin({ token, resourceName, deadline, triggers });
        return "kind" in attempt ? { kind: "blocked", view: attempt } : { attempt };
    } catch (error) {
        const problem = messageOf(error);
        if (error instanceof JournalRefusal) {
            return { kind: "failed", code: "ERR_JOURNAL", message: `nothing was asked for: ${problem}` };
        }
        // Somebody else may be at it: without an attempt of one's own, that is seen by looking again only.
        const view = await journal.view(fingerprint(token));
        return view.kind === "none" || view.kind === "interrupted"
            ? { attempt: undefined, problem }
            : { kind: "blocked", view };
    }
}

/** Whatever happens, the answer is one: an attempt always comes to an end. */
async function ask(
    { endpoint, token }: IssueRequest,
    system: RotatingTokenSystem,
    transport: Transport,
): Promise<TokenAnswer> {
    try {
        return await system.requestNewToken(endpoint, token, transport);
    } catch (error) {
        // Its message may hold what it worked with.
        return {
            kind: "unclear",
            message: `the request failed in an unforeseen way (${(error as Error).name})`,
        };
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
        const successor = successorOf(answer, answeredAt, system.lifetime);
        await journal.complete(attempt, successor, deadlineFrom(answeredAt, request, system));
    } else if (isLost(outcome, request, system)) {
        await journal.conclude(attempt, "lost", lossDeadline(outcome, request, system));
    } else if (answer.kind === "unclear") {
        const deadline = attempt.unclearUntil ?? deadlineFrom(answeredAt, request, system);
        await journal.conclude(attempt, "unclear", deadline);
    } else {
        await journal.abandon(attempt);
    }
}

/** Keeps what no new token could be read from. @returns whether it is kept */
async function keepReceived({ answer, attempt }: Outcome, journal: Journal): Promise<boolean> {
    const received = "received" in answer ? answer.received.bytes() : undefined;
    if (received === undefined || received.length === 0 || attempt === undefined) {
        return false;
    }
    try {
        await journal.keepReceived(attempt, received);
        return true;
    } catch {
        // What became of the attempt is noted: this is help for a person.
        return false;
    }
}

/** When the old token ends at the latest, if its successor is issued at a time. */
function deadlineFrom(
    time: number,
    { validUntil = Infinity }: IssueRequest,
    { overlap }: RotatingTokenSystem,
): number {
    return wholeSecond(Math.min(time + overlap, validUntil));
}

/**
 * Two valid tokens where one is known: another one was issued that is not held here. For as long as the token may have
 * a predecessor that is still valid, that may be the other one, whatever came before.
 */
function isLost(
    { answer, answeredAt }: Outcome,
    { issuedAt }: IssueRequest,
    { overlap }: RotatingTokenSystem,
): boolean {
    const mayHavePredecessor = answeredAt - issuedAt < overlap + CLOCK_SKEW;
    return answer.kind === "lost" || (answer.kind === "overlap" && !mayHavePredecessor);
}

/** An attempt without a clear answer may have been the one, unless the token works after the end that this one gave it. */
function lossDeadline(
    { answer, answeredAt, attempt }: Outcome,
    request: IssueRequest,
    system: RotatingTokenSystem,
): number {
    const unclearUntil = attempt?.unclearUntil;
    return answer.kind === "overlap" && unclearUntil !== undefined && answeredAt <= unclearUntil + CLOCK_SKEW
        ? unclearUntil
        : deadlineFrom(answeredAt, request, system);
}

/** Says where a person finds what no new token could be read from. */
function withWhatArrived(reply: IssueReply, isKept: boolean): IssueReply {
    return reply.kind === "failed" && isKept
        ? { ...reply, message: `${reply.message}. ${WHAT_ARRIVED}` }
        : reply;
}

function successorOf({ token, validUntil }: IssuedAnswer, issuedAt: number, lifetime: number): Successor {
    return { token, issuedAt, validUntil: validUntil ?? issuedAt + lifetime };
}

function replyTo(outcome: Outcome, request: IssueRequest, system: RotatingTokenSystem): IssueReply {
    const { answer, answeredAt } = outcome;
    if (answer.kind === "issued") {
        const successor = successorOf(answer, answeredAt, system.lifetime);
        return { kind: "issued", successor, endIsAssumed: answer.validUntil === undefined };
    }
    if (isLost(outcome, request, system)) {
        const end = lossDeadline(outcome, request, system);
        const message = explainLoss(answer.message, end);
        return { kind: "failed", code: "ERR_TOKEN_LOST", message, lostWithDeadline: end };
    }
    return { kind: "failed", ...explain(answer, system.overlap) };
}
