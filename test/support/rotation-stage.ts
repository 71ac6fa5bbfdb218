import { runJournalOn } from "./run-journal";
import type { ResourceHost } from "../../src/pulumi/resource-host";
import { ProgramResources } from "../../src/pulumi/program-resources";
import { ResourceInitError, toProviderError } from "../../src/pulumi/provider-error";
import type { IssueReply, IssueRequest } from "../../src/rotating-token/issue";
import type { Issuer } from "../../src/rotating-token/issuer";
import { RotatingTokenLifecycle } from "../../src/rotating-token/lifecycle";
import type { Program } from "../../src/rotating-token/parting";
import type { RotatingTokenOutputs } from "../../src/rotating-token/state";
import type { RotatingTokenSystem } from "../../src/rotating-token/system";
import { apiTokenSystem } from "../../src/systems/thousandeyes/api-token-system";
import { failureAs } from "./failure-of";
import { hostOf } from "./host";
import { JournalStage } from "./journal-stage";

/** What a rotation works with: a real journal, and an issuer, a system and a clock that do as told. */
export class RotationStage {
    readonly journal = new JournalStage();
    readonly requests: IssueRequest[] = [];
    readonly lines: string[] = [];
    readonly waits: number[] = [];
    /** What the issuer replies, one after the other. */
    readonly replies: (IssueReply | Error)[] = [];
    /** What the API says of the user, one after the other, and a user once they are used up. */
    readonly users: ({ uid: string } | Error)[] = [];
    /** Happens at each wait. */
    meanwhile: () => void | Promise<void> = () => undefined;

    constructor() {
        beforeEach(() => {
            for (const list of [this.requests, this.lines, this.waits, this.replies, this.users]) {
                list.length = 0;
            }
            this.meanwhile = () => undefined;
        });
    }

    /** ThousandEyes, without its API. */
    get system(): RotatingTokenSystem {
        return {
            ...apiTokenSystem,
            verify: () => {
                const user = this.users.shift() ?? { uid: "1001" };
                return user instanceof Error ? Promise.reject(user) : Promise.resolve({ userId: user.uid });
            },
        };
    }

    get issuer(): Issuer {
        return {
            issue: (request) => {
                this.requests.push(request);
                const reply = this.replies.shift() ?? new Error("not expected");
                return reply instanceof Error ? Promise.reject(reply) : Promise.resolve({ reply });
            },
        };
    }

    lifecycle(
        host = this.host(),
        system = this.system,
        program: Program = new ProgramResources(["token"]),
    ): RotatingTokenLifecycle {
        return new RotatingTokenLifecycle(system, this.issuer, host, program);
    }

    /** A run of its own. */
    host(changes: Partial<ResourceHost> = {}): ResourceHost {
        const { journal, lines } = this;
        return hostOf({
            lines,
            now: () => journal.now,
            wait: async (milliseconds) => {
                this.waits.push(milliseconds);
                journal.now += milliseconds;
                await this.meanwhile();
            },
            journal: runJournalOn(journal.store, () => Promise.resolve(journal.journal())),
            journalLocation: journal.folder,
            ...changes,
        });
    }

    /** What reaches the state together with a failure, as the engine gets it. */
    initErrorOf(call: Promise<unknown>): Promise<ResourceInitError> {
        const idOf = (properties: object) => this.system.ownerOf(properties as RotatingTokenOutputs);
        const context = { resourceName: "ci", tokens: [], idOf, hosts: {} };
        const told = call.catch((error: unknown) => {
            throw toProviderError(error, context);
        });
        return failureAs(ResourceInitError, told);
    }
}
