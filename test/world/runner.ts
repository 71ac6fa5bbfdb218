import { DEFAULT_HTTP_OPTIONS } from "../../src/http/http-options";
import { Refusals } from "../../src/http/refusals";
import type { PacedTransport } from "../../src/http/transport";
import { Journal } from "../../src/journal/journal";
import { RunJournal } from "../../src/journal/run-journal";
import type { JournalStore } from "../../src/journal/store";
import { FolderStore } from "../../src/journal/stores/folder";
import { RemoteStore } from "../../src/journal/stores/remote";
import type { ResourceHost } from "../../src/pulumi/resource-host";
import { issueSuccessor, type IssueRequest } from "../../src/rotating-token/issue";
import type { Issued, Issuer } from "../../src/rotating-token/issuer";
import { OncePerToken } from "../../src/rotating-token/once-per-token";
import { RotatingTokenProvider } from "../../src/rotating-token/provider";
import type { RotatingTokenSystem } from "../../src/rotating-token/system";
import { apiTokenSystem } from "../../src/systems/thousandeyes/api-token-system";
import { ThousandEyesClient } from "../../src/systems/thousandeyes/client";
import type { Api } from "./api";
import type { Bucket } from "./bucket";
import type { Chance } from "./chance";
import type { Disk } from "./disk";
import type { Machine, SimulatedProcess } from "./process";
import type { Scheduler } from "./scheduler";

export const ENDPOINT = "https://api.example.com/v7";

/** The journal's folder on every disk. */
const FOLDER = "/journal";

/** ThousandEyes; its client is loaded already, so that no step happens outside of virtual time. */
const system: RotatingTokenSystem = {
    ...apiTokenSystem,
    async verify(outputs, transport, fresh) {
        const client = new ThousandEyesClient(ENDPOINT, transport);
        const { uid = "" } = await client.currentUser(outputs.token, { fresh });
        return { userId: uid };
    },
    findInputProblems: () => Promise.resolve([]),
    requestNewToken: (endpoint, token, transport) =>
        new ThousandEyesClient(endpoint, transport).regenerateToken(token),
};

/** Where a run takes place. */
export interface Place {
    readonly machine: Machine;
    readonly disk: Disk;
    /** The journal is in it, and not on the disk. */
    readonly bucket: Bucket | undefined;
    readonly api: Api;
    readonly scheduler: Scheduler;
    readonly chance: Chance;
}

/** What one command has of its own: the plugin process, and the issuing process that outlives it. */
export class Runner {
    readonly process: SimulatedProcess;
    issuing: SimulatedProcess | undefined;
    private underWay = 0;

    constructor(
        private readonly place: Place,
        readonly name: string,
    ) {
        this.process = place.machine.start(name);
    }

    /** The provider of the run, and the world as each of its resources sees it. */
    provider(): { provider: RotatingTokenProvider; hostFor: (resourceName: string) => ResourceHost } {
        const store = this.storeSeenBy(this.process);
        const journal = this.journalSeenBy(this.process, store);
        const run = new RunJournal({
            store,
            open: () => Promise.resolve(journal),
            now: () => this.process.now(),
            warn: () => undefined,
        });
        const issuer: Issuer = { issue: (request) => this.issue(request) };
        return {
            provider: new RotatingTokenProvider(system, new OncePerToken(issuer)),
            hostFor: (resourceName) => this.hostFor(resourceName, run),
        };
    }

    /** Whether a process is one of this run. */
    has(process: SimulatedProcess): boolean {
        return process === this.process || process === this.issuing;
    }

    /** The run is over: its issuing process ends once it is idle. */
    end(): void {
        this.process.end();
        this.endIssuingIfIdle();
    }

    private hostFor(resourceName: string, journal: RunJournal): ResourceHost {
        const { process } = this;
        return {
            resourceName,
            key: resourceName,
            isRenamed: false,
            report: { info: () => undefined, warn: () => undefined },
            environment: {},
            journal,
            journalLocation: FOLDER,
            setting: () => undefined,
            now: () => process.now(),
            wait: (milliseconds) => process.turn("wait", () => undefined, milliseconds),
            checkSettings: () => undefined,
            httpOptions: () => DEFAULT_HTTP_OPTIONS,
            transport: () => Promise.resolve(this.transportOf(process)),
        };
    }

    /** The request crosses to the issuing process, and the reply back, if both ends live. */
    private async issue(request: IssueRequest): Promise<Issued> {
        if (this.issuing?.isAlive !== true) {
            this.issuing = this.place.machine.start(`the issuing process of ${this.name}`);
        }
        const { issuing } = this;
        const store = this.storeSeenBy(issuing);
        this.underWay++;
        const reply = this.issueIn(issuing, request, store);
        void reply
            .catch(() => undefined)
            .then(() => store.settled())
            .finally(() => {
                this.underWay--;
                this.endIssuingIfIdle();
            });
        const gone = this.untilGone(issuing, reply);
        const arrived = await Promise.race([reply, gone]);
        return this.process.turn("the reply arrives", () => ({ reply: arrived }));
    }

    private issueIn(issuing: SimulatedProcess, request: IssueRequest, store: JournalStore) {
        return issuing.turn("take the request", () =>
            issueSuccessor(request, {
                system,
                journal: this.journalSeenBy(issuing, store),
                transport: this.transportOf(issuing),
                clock: { now: () => issuing.now(), elapsed: () => this.place.scheduler.now },
            }),
        );
    }

    /** Looks now and then whether the issuing process lives. */
    private async untilGone(issuing: SimulatedProcess, reply: Promise<unknown>): Promise<never> {
        const state = { isOver: false };
        reply.finally(() => (state.isOver = true)).catch(() => undefined);
        while (issuing.isAlive && !state.isOver) {
            await this.process.turn("wait for the issuing process", () => undefined, 500);
        }
        if (state.isOver) {
            await reply;
        }
        throw new Error("it ended with SIGKILL");
    }

    private endIssuingIfIdle(): void {
        if (!this.process.isAlive && this.underWay === 0) {
            this.issuing?.end();
        }
    }

    private journalSeenBy(process: SimulatedProcess, store: JournalStore): Journal {
        const { machine } = this.place;
        return new Journal(store, machine.processesSeenBy(process), () => process.now());
    }

    private storeSeenBy(process: SimulatedProcess): JournalStore {
        const { disk, chance, bucket } = this.place;
        const folder = new FolderStore(FOLDER, {
            files: disk.seenBy(process),
            unique: () => chance.hex(8),
            now: () => process.now(),
        });
        return bucket === undefined
            ? folder
            : new RemoteStore({
                  open: () => Promise.resolve(bucket.seenBy(process)),
                  describe: (name = "") => `s3://bucket/${name}`,
                  local: folder,
                  wait: (milliseconds) => process.turn("wait", () => undefined, milliseconds),
              });
    }

    private transportOf(process: SimulatedProcess): PacedTransport {
        const send = this.place.api.sendFrom(process);
        const pacing = { run: (run: () => Promise<unknown>) => run() };
        return { send, refusals: new Refusals(), pacing } as unknown as PacedTransport;
    }
}
