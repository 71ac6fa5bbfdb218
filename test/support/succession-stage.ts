import { hasAttempt } from "../../src/lifecycle/journal-location";
import type { ThousandEyesClient } from "../../src/thousandeyes/client";
import type { LifecycleContext } from "../../src/thousandeyes/api-token-lifecycle";
import type { IssueReply, IssueRequest } from "../../src/thousandeyes/issue-successor";
import { JournalStage } from "./journal-stage";

/** What a succession works with: a real journal, and an issuer, a client and a clock that do as told. */
export class SuccessionStage {
    readonly journal = new JournalStage();
    readonly requests: IssueRequest[] = [];
    readonly lines: string[] = [];
    readonly waits: number[] = [];
    /** What the issuer replies, one after the other. */
    readonly replies: (IssueReply | Error)[] = [];
    /** What the client says of the user, one after the other, and a user once they are used up. */
    readonly users: ({ uid: string } | Error)[] = [];
    /** Happens at each wait. */
    meanwhile: () => void = () => undefined;

    constructor() {
        beforeEach(() => {
            for (const list of [this.requests, this.lines, this.waits, this.replies, this.users]) {
                list.length = 0;
            }
            this.meanwhile = () => undefined;
        });
    }

    get context(): LifecycleContext {
        const { journal } = this;
        return {
            now: () => journal.now,
            wait: (milliseconds) => {
                this.waits.push(milliseconds);
                journal.now += milliseconds;
                this.meanwhile();
                return Promise.resolve();
            },
            report: {
                info: (name, text) => void this.lines.push(`${name}: ${text}`),
                warn: (name, text) => void this.lines.push(`${name}: warning: ${text}`),
            },
            journalFolder: journal.folder,
            journalFor: (mark) =>
                Promise.resolve(hasAttempt(journal.folder, mark) ? journal.journal() : undefined),
            issue: (request) => {
                this.requests.push(request);
                const reply = this.replies.shift() ?? new Error("not expected");
                return reply instanceof Error ? Promise.reject(reply) : Promise.resolve(reply);
            },
            client: () => Promise.resolve(this.client()),
        };
    }

    private client(): ThousandEyesClient {
        const currentUser = () => {
            const user = this.users.shift() ?? { uid: "1001" };
            return user instanceof Error ? Promise.reject(user) : Promise.resolve(user);
        };
        return { currentUser } as unknown as ThousandEyesClient;
    }
}
