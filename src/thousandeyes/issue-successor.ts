import { type ErrorCode, messageOf } from "../errors";
import type { HttpOptions } from "../http/http-options";
import { fingerprint } from "../lifecycle/fingerprint";
import type { Attempt, Journal, Successor } from "../lifecycle/journal";
import type { JournalView } from "../lifecycle/journal-view";
import { formatTime } from "../lifecycle/time";
import { OVERLAP, TOKEN_LIFETIME } from "./api-token-inputs";
import type { ThousandEyesClient } from "./client";
import type { TokenAnswer } from "./token-answer";

/** What is asked for: the successor of a token. Everything in it can cross to another process. */
export interface IssueRequest {
    readonly token: string;
    readonly resourceName: string;
    readonly apiEndpoint: string;
    readonly journalFolder: string;
    readonly http?: HttpOptions;
    /** When the token ends by itself, if known: milliseconds since 1970. */
    readonly validUntil?: number;
    /** The token may be the newer one of two: for 14 days after it was pasted or issued, and a little longer by another clock. */
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

/** What the steps work with. */
export interface IssueTools {
    readonly journal: Journal;
    readonly client: Pick<ThousandEyesClient, "regenerateToken">;
    now(): number;
}

/**
 * Has the API issue the successor of a token, so that it cannot get lost: intent to disk, one request, the sealed
 * answer to disk, and only then the reply.
 */
export async function issueSuccessor(request: IssueRequest, tools: IssueTools): Promise<IssueReply> {
    const end = Math.min(tools.now() + OVERLAP, request.validUntil ?? Infinity);
    const deadline = Math.floor(end / 1000) * 1000;
    const begun = begin(request, deadline, tools.journal);
    if ("kind" in begun) {
        return { kind: "blocked", view: begun };
    }
    const answer = await tools.client.regenerateToken(request.token);
    const answered = tools.now();
    const { attempt, problem } = begun;
    const concluded = attemptTo(() => {
        conclude(answer, request, attempt, tools.journal, answered);
    }, problem);
    const reply = replyTo(answer, request, attempt, deadline, answered);
    return concluded === undefined ? reply : { ...reply, journalProblem: concluded };
}

type Begun = { readonly attempt: Attempt | undefined; readonly problem: string | undefined } | JournalView;

function begin({ token, resourceName }: IssueRequest, deadline: number, journal: Journal): Begun {
    try {
        const attempt = journal.begin(fingerprint(token), resourceName, deadline);
        return "kind" in attempt ? attempt : { attempt, problem: undefined };
    } catch (error) {
        return { attempt: undefined, problem: messageOf(error) };
    }
}

/** Writes to the journal what the answer means. */
function conclude(
    answer: TokenAnswer,
    request: IssueRequest,
    attempt: Attempt | undefined,
    journal: Journal,
    answered: number,
): void {
    if (attempt === undefined) {
        return;
    }
    if (answer.kind === "issued") {
        journal.complete(attempt, request.token, successorOf(answer, answered));
    } else if (answer.kind === "unclear" || isLost(answer, request, attempt)) {
        journal.conclude(attempt, answer.kind === "unclear" ? "unclear" : "lost");
    } else {
        journal.abandon(attempt);
    }
}

function attemptTo(write: () => void, before: string | undefined): string | undefined {
    try {
        write();
        return before;
    } catch (error) {
        return messageOf(error);
    }
}

/**
 * Two valid tokens where one is known: another one was issued that is held by nobody here. After an attempt without a
 * clear answer that is certain; for a young token, its own predecessor may be the other one.
 */
function isLost(
    answer: TokenAnswer,
    { mayHavePredecessor }: IssueRequest,
    attempt: Attempt | undefined,
): boolean {
    const followsUnclear = attempt !== undefined && attempt.entry.since !== attempt.entry.begun;
    return answer.kind === "lost" || (answer.kind === "overlap" && (followsUnclear || !mayHavePredecessor));
}

function successorOf(
    { token, validUntil }: Extract<TokenAnswer, { kind: "issued" }>,
    issuedAt: number,
): Successor {
    return { token, issuedAt, validUntil: validUntil ?? issuedAt + TOKEN_LIFETIME };
}

function replyTo(
    answer: TokenAnswer,
    request: IssueRequest,
    attempt: Attempt | undefined,
    deadline: number,
    answered: number,
): IssueReply {
    if (answer.kind === "issued") {
        return {
            kind: "issued",
            successor: successorOf(answer, answered),
            endIsAssumed: answer.validUntil === undefined,
        };
    }
    if (isLost(answer, request, attempt)) {
        const end = attempt?.entry.deadline ?? deadline;
        const message =
            `${answer.message}. A successor of the token was issued, and nobody here holds it: its answer was lost, or ` +
            `another stack or person had it issued. The token at hand works until ${formatTime(end)} at the latest and cannot be rotated`;
        return { kind: "failed", code: "ERR_TOKEN_LOST", message, lostWithDeadline: end };
    }
    return { kind: "failed", ...explain(answer) };
}

function explain(answer: Exclude<TokenAnswer, { kind: "issued" }>): { code: ErrorCode; message: string } {
    const { message } = answer;
    switch (answer.kind) {
        case "rejected":
            return { code: "ERR_TOKEN_REJECTED", message };
        case "not-processed":
            return { code: answer.code, message: `${message}. Nothing was issued: the token stays as it is` };
        case "overlap":
            return {
                code: "ERR_OVERLAP",
                message: `${message}. The token at hand was regenerated within the last 14 days, or is the newer one of the two: wait for the end of the other, or revoke that one in the UI`,
            };
        default:
            return {
                code: "ERR_AMBIGUOUS",
                message: `${message}. The successor may have been issued all the same; the token at hand keeps working for now. Run \`pulumi up\` again: it finds out, and says what to do`,
            };
    }
}
