import { ApiTokenError, type ErrorCode, messageOf } from "../errors";
import { DAY } from "../lifecycle/duration";
import { fingerprint } from "../lifecycle/fingerprint";
import type { Journal } from "../lifecycle/journal";
import type { JournalView } from "../lifecycle/journal-view";
import { formatTime, parseTime } from "../lifecycle/time";
import type { Report } from "../pulumi/report";
import { OVERLAP } from "./api-token-inputs";
import { type ApiTokenOutputs, succeed } from "./api-token-state";
import type { IssueReply, IssueRequest } from "./issue-successor";
import { WAY_BACK } from "./way-back";

/** What a succession takes from outside: passed in, so that tests need no real clock and no real environment. */
export interface SuccessionContext {
    now(): number;
    wait(milliseconds: number): Promise<void>;
    readonly report: Report;
    readonly journalFolder: string;
    /** Nothing is known of most tokens: the journal is loaded only for those in it. */
    journalFor(fingerprint: string): Promise<Journal | undefined>;
    issue(request: IssueRequest): Promise<IssueReply>;
}

/** Why there is no successor. The message of one that a person has to mend says how. */
export class SuccessionFailure extends ApiTokenError {
    constructor(
        code: ErrorCode,
        message: string,
        /** The token at hand ends then at the latest: its successor is lost. Milliseconds since 1970. */
        readonly lostWithDeadline?: number,
    ) {
        const needsPerson = code === "ERR_TOKEN_LOST" || code === "ERR_TOKEN_REJECTED";
        super(code, needsPerson ? `${message}. ${WAY_BACK}` : message);
    }
}

const POLL = 250;

/** By how much the clocks of this machine and of the API may differ. */
const CLOCK_SKEW = DAY;

/** Longer than an attempt of another process can take. */
const LONGEST_WAIT = 150_000;

/** How a token gets its successor: from the journal, from another process that is at it, or from the API. */
export class Succession {
    constructor(private readonly context: SuccessionContext) {}

    /** What the journal knows of a token's successor. */
    async view(token: string): Promise<JournalView> {
        const mark = fingerprint(token);
        const journal = await this.context.journalFor(mark);
        return journal?.view(mark) ?? { kind: "none" };
    }

    /** Takes the successor, and the successor's successor, and so on, from the journal. */
    async recover(outputs: ApiTokenOutputs): Promise<ApiTokenOutputs> {
        let current = outputs;
        while ((await this.view(current.token)).kind === "issued") {
            const journal = await this.context.journalFor(current.tokenFingerprint);
            const successor = journal?.recover(current.token);
            if (successor === undefined) {
                const message = `the journal's entry for token ${current.tokenFingerprint} (in ${this.context.journalFolder}) does not open with that token: it is damaged`;
                throw new ApiTokenError("ERR_JOURNAL", message);
            }
            current = succeed(current, successor);
        }
        return current;
    }

    /** The successor, wherever it comes from. Throws {@link SuccessionFailure}. */
    async obtain(outputs: ApiTokenOutputs, tries = 5): Promise<ApiTokenOutputs> {
        await this.waitForOthers(outputs);
        if ((await this.view(outputs.token)).kind === "issued") {
            return this.recover(outputs);
        }
        const reply = await this.issue(outputs);
        if (reply.kind === "blocked") {
            return this.obtainBlocked(outputs, reply.view, tries);
        }
        if (reply.journalProblem !== undefined) {
            this.warnOfJournal(outputs.resourceName, reply.journalProblem);
        }
        if (reply.kind === "failed") {
            throw new SuccessionFailure(reply.code, reply.message, reply.lostWithDeadline);
        }
        if (reply.endIsAssumed) {
            const text = "the API gave no end for the new token: 2 years are assumed";
            this.context.report.warn(outputs.resourceName, text);
        }
        return succeed(outputs, reply.successor);
    }

    /** Marks the entry of the previous token, whose successor has reached the state. */
    async settle({ previousToken, tokenFingerprint, resourceName }: ApiTokenOutputs): Promise<void> {
        if (previousToken === undefined) {
            return;
        }
        const mark = fingerprint(previousToken);
        const journal = await this.context.journalFor(mark);
        const view = journal?.view(mark);
        if (view?.kind === "unreadable") {
            this.context.report.warn(resourceName, `${view.problem}. It is left as it is`);
        } else {
            journal?.settle(mark, tokenFingerprint);
        }
    }

    private async issue(outputs: ApiTokenOutputs): Promise<IssueReply> {
        const validUntil = parseTime(outputs.validUntil ?? "");
        const age = this.context.now() - (parseTime(outputs.issuedAt) ?? 0);
        try {
            return await this.context.issue({
                token: outputs.token,
                resourceName: outputs.resourceName,
                apiEndpoint: outputs.apiEndpoint,
                journalFolder: this.context.journalFolder,
                ...(validUntil === undefined ? {} : { validUntil }),
                mayHavePredecessor: age < OVERLAP + CLOCK_SKEW,
            });
        } catch (error) {
            const why = messageOf(error);
            const message = `the process that asks for the successor gave no reply (${why}). Run \`pulumi up\` again: the journal shows what became of it`;
            throw new SuccessionFailure("ERR_AMBIGUOUS", message);
        }
    }

    private async obtainBlocked(
        outputs: ApiTokenOutputs,
        view: JournalView,
        tries: number,
    ): Promise<ApiTokenOutputs> {
        switch (view.kind) {
            case "lost":
                throw new SuccessionFailure(
                    "ERR_TOKEN_LOST",
                    `the successor of the token was issued, and nobody holds it. The token at hand works until ${formatTime(view.deadline)} at the latest`,
                    view.deadline,
                );
            case "unreadable":
                throw new SuccessionFailure("ERR_JOURNAL", view.problem);
            default:
                if (tries <= 1) {
                    const message = "other processes keep rotating this token. Run `pulumi up` again later";
                    throw new SuccessionFailure("ERR_BUSY", message);
                }
                return this.obtain(outputs, tries - 1);
        }
    }

    private async waitForOthers({ token, resourceName }: ApiTokenOutputs): Promise<void> {
        const end = this.context.now() + LONGEST_WAIT;
        let view = await this.view(token);
        if (view.kind === "busy") {
            this.context.report.info(
                resourceName,
                `process ${view.pid} is rotating this token: waiting for its result`,
            );
        }
        while (view.kind === "busy") {
            if (this.context.now() > end) {
                const message = `process ${view.pid} is rotating this token and does not come to an end. Run \`pulumi up\` again later`;
                throw new SuccessionFailure("ERR_BUSY", message);
            }
            await this.context.wait(POLL);
            view = await this.view(token);
        }
    }

    private warnOfJournal(resourceName: string, problem: string): void {
        const text =
            `the journal in ${this.context.journalFolder} cannot be used (${problem}). Without it a run that dies before ` +
            "its state is saved loses the new token. Make the folder writable, or name another one in PULUMI_API_TOKENS_JOURNAL";
        this.context.report.warn(resourceName, text);
    }
}
