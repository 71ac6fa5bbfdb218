import { describeDuration } from "../base/duration";
import { ApiTokenError, type ErrorCode, messageOf } from "../base/errors";
import { fingerprint } from "../base/fingerprint";
import { formatTime, parseTime } from "../base/time";
import { describeLoss } from "../decision/causes";
import { LONGEST_WAIT } from "../journal/limits";
import type { JournalView } from "../journal/view";
import type { ResourceHost } from "../pulumi/resource-host";
import type { IssueReply, IssueRequest } from "./issue";
import type { Issuer } from "./issuer";
import { latestIssue, type RotatingTokenOutputs, succeed } from "./state";
import type { RotatingTokenSystem } from "./system";
import type { Triggers } from "./triggers";

/** Why there is no new token. */
export class RotationFailure extends ApiTokenError {
    constructor(
        code: ErrorCode,
        message: string,
        /** The current token ends then at the latest: the newer one is lost. Milliseconds since 1970. */
        readonly lostWithDeadline?: number,
    ) {
        super(code, message);
    }

    /** Only a person can help. */
    get needsPerson(): boolean {
        return this.code === "ERR_TOKEN_LOST" || this.code === "ERR_TOKEN_REJECTED";
    }

    /** The same, with what a person can do. */
    with(wayOn: string): RotationFailure {
        return new RotationFailure(this.code, `${this.message}. ${wayOn}`, this.lostWithDeadline);
    }
}

type Busy = Extract<JournalView, { kind: "busy" }>;

/** How long to wait between two looks at an attempt of another process: ever longer, for most are over in a second. */
const FIRST_PAUSE = 250;
const LONGEST_PAUSE = 5000;

/** So many other attempts may come first. */
const TRIES = 5;

/** How a token gets its successor: from the journal, from another process that is at it, or from the API. */
export class Rotation {
    constructor(
        private readonly system: RotatingTokenSystem,
        private readonly issuer: Issuer,
        private readonly host: ResourceHost,
    ) {}

    /** Takes the successor, and the successor's successor, and so on, from the journal. */
    async recover(outputs: RotatingTokenOutputs): Promise<RotatingTokenOutputs> {
        const { journal } = this.host;
        let current = outputs;
        const earlier: Triggers[] = [];
        while ((await journal.view(current.token)).kind === "issued") {
            const successor = await journal.recover(current.token);
            if (successor === undefined) {
                const message = `the journal's entry for token ${current.tokenFingerprint} (in ${journal.describe()}) does not open with that token: it is damaged`;
                throw new ApiTokenError("ERR_JOURNAL", message);
            }
            current = succeed(current, { ...successor, earlier }, this.system.overlap);
            earlier.push(successor.triggers ?? {});
            journal.handOut(current.tokenFingerprint);
        }
        return current;
    }

    /**
     * The successor, wherever it comes from. Throws {@link RotationFailure}.
     *
     * @param triggers - what it is asked for
     * @param seen - what the journal was seen to hold; whoever issues a token looks again
     */
    async obtain(
        outputs: RotatingTokenOutputs,
        triggers: Triggers,
        seen: JournalView,
    ): Promise<RotatingTokenOutputs> {
        let view = seen;
        for (let tries = 0; tries < TRIES; tries++) {
            if (view.kind === "busy") {
                view = await this.waitForOther(outputs.token, view);
            }
            if (view.kind === "issued") {
                return this.recover(outputs);
            }
            this.refuse(view);
            const reply = await this.issue(outputs, triggers);
            if (reply.kind !== "blocked") {
                return this.take(outputs, triggers, reply);
            }
            view = reply.view;
        }
        const message = "other processes keep rotating this token. Run `pulumi up` again later";
        throw new RotationFailure("ERR_BUSY", message);
    }

    /** Marks the entry of the previous token, whose successor is in a state that the backend has. */
    async markSaved({ previousToken, tokenFingerprint }: RotatingTokenOutputs): Promise<void> {
        const { journal, report } = this.host;
        // What this run took from the journal, or from the API, has not been saved by any other.
        if (previousToken === undefined || journal.wasHandedOut(tokenFingerprint)) {
            return;
        }
        if (await journal.isMarked(previousToken)) {
            return;
        }
        const view = await journal.view(previousToken);
        if (view.kind === "unreadable") {
            if (view.isTold !== true) {
                report.warn(`${view.problem}. It is left as it is`);
            }
        } else if (view.kind === "issued") {
            await journal.markSaved(fingerprint(previousToken), tokenFingerprint).catch((error: unknown) => {
                report.warn(
                    `the journal could not be written (${messageOf(error)}). Nothing depends on it now`,
                );
            });
        }
    }

    /** The token works although it was called lost, and the time for that is over. */
    async disprove({ token }: RotatingTokenOutputs): Promise<void> {
        const { journal, report } = this.host;
        const { kind } = await journal.view(token);
        if (kind === "lost" || kind === "interrupted") {
            await journal.disprove(fingerprint(token)).catch((error: unknown) => {
                report.warn(`the journal could not be written (${messageOf(error)})`);
            });
        }
    }

    private refuse(view: JournalView): void {
        if (view.kind === "lost") {
            throw new RotationFailure("ERR_TOKEN_LOST", describeLoss(view.deadline), view.deadline);
        }
        if (view.kind === "unreadable") {
            throw new RotationFailure("ERR_JOURNAL", view.problem);
        }
    }

    private take(
        outputs: RotatingTokenOutputs,
        triggers: Triggers,
        reply: Exclude<IssueReply, { kind: "blocked" }>,
    ): RotatingTokenOutputs {
        if (reply.journalProblem !== undefined) {
            this.warnOfJournal(reply.journalProblem);
        }
        if (reply.kind === "failed") {
            throw new RotationFailure(reply.code, reply.message, reply.lostWithDeadline);
        }
        const { lifetime, overlap } = this.system;
        if (reply.endIsAssumed) {
            const text = `the API gave no end for the new token: ${describeDuration(lifetime)} are assumed`;
            this.host.report.warn(text);
        }
        const succeeded = succeed(outputs, { ...reply.successor, triggers }, overlap);
        this.host.journal.handOut(succeeded.tokenFingerprint);
        return succeeded;
    }

    private requestFor(outputs: RotatingTokenOutputs, triggers: Triggers): IssueRequest {
        const { system, host } = this;
        const validUntil = parseTime(outputs.validUntil);
        return {
            system: system.name,
            endpoint: system.endpointOf(outputs),
            token: outputs.token,
            resourceName: host.resourceName,
            resourceKey: host.key,
            journalLocation: host.journalLocation,
            http: host.httpOptions(),
            triggers,
            issuedAt: latestIssue(outputs, system.lifetime),
            ...(validUntil === undefined ? {} : { validUntil }),
        };
    }

    private async issue(outputs: RotatingTokenOutputs, triggers: Triggers): Promise<IssueReply> {
        const { system, host } = this;
        const request = this.requestFor(outputs, triggers);
        const { pacing } = await host.transport(request.endpoint, system.traits);
        try {
            // What the issuing process sends counts towards the rate limit of this one.
            const { reply } = await pacing.run(
                () => this.issuer.issue(request),
                ({ standing }) => standing,
            );
            return reply;
        } catch (error) {
            if (error instanceof ApiTokenError) {
                throw error;
            }
            const message = `the process that asks for a new token gave no reply (${messageOf(error)}). A new token may have been issued. Run \`pulumi up\` again: the journal shows what became of it`;
            throw new RotationFailure("ERR_AMBIGUOUS", message);
        } finally {
            host.journal.changed();
        }
    }

    /** What the attempt of another process came to. One that is unclear is so for whoever waited, too: another run may ask again. */
    private async waitForOther(token: string, { pid }: Busy): Promise<JournalView> {
        const { host } = this;
        const end = host.now() + LONGEST_WAIT;
        host.report.info(`process ${pid} is rotating this token: waiting for its result`);
        for (let pause = FIRST_PAUSE; ; pause = Math.min(2 * pause, LONGEST_PAUSE)) {
            host.journal.changed();
            const view = await host.journal.view(token);
            if (view.kind === "interrupted") {
                const message = `process ${pid} was rotating this token, and got no clear answer in the attempt of ${formatTime(view.firstStartedAt)}. A new token may have been issued. The current one still works. Run \`pulumi up\` again to find out`;
                throw new RotationFailure("ERR_AMBIGUOUS", message);
            }
            if (view.kind !== "busy") {
                return view;
            }
            if (host.now() > end) {
                const message = `process ${view.pid} is rotating this token and does not come to an end. Run \`pulumi up\` again later`;
                throw new RotationFailure("ERR_BUSY", message);
            }
            await host.wait(pause);
        }
    }

    private warnOfJournal(problem: string): void {
        const text =
            `the journal in ${this.host.journal.describe()} cannot be used (${problem}). Without it a run that dies before ` +
            `its state is saved loses the new token. ${this.host.journal.advice}`;
        this.host.report.warn(text);
    }
}
