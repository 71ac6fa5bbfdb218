import { setTimeout as wait } from "node:timers/promises";
import { ApiTokenError } from "../base/errors";
import { type HttpOptions, readHttpOptions } from "../http/http-options";
import { proxyFrom } from "../http/proxy-environment";
import type { PacedTransport, ServerTraits } from "../http/transport";
import { journalLocation, localFolder } from "../journal/location";
import { RefusalMemory } from "../journal/refusal-memory";
import { RunJournal } from "../journal/run-journal";
import { openStore } from "../journal/stores/open";
import type { LookUpHost } from "./look-up-host";
import { RUN, terminalReportOf } from "./report";
import type { ResourceHost, ResourceIdentity, ResourceReport } from "./resource-host";

/** The stack's config, as far as a provider gets it. */
export interface RunConfig {
    get(key: string): string | undefined;
}

/** What differs from one kind of plugin process to another. */
export interface RunOptions {
    /** For words that concern no single resource. Default: the terminal. */
    readonly report?: ResourceReport;
    /** Ends all waiting when the run is cancelled. */
    readonly stop?: AbortSignal;
}

/** What the resources of all systems share in a plugin process, which serves one run. */
export class PluginRun {
    private journalOfRun: RunJournal | undefined;
    private config: RunConfig | undefined;
    private options: HttpOptions | undefined;
    /** Of the journal: every resource asks for it, and `backend` reads files. */
    private place: string | undefined;
    private lookUps: LookUpHost | undefined;
    private readonly report: ResourceReport;
    private readonly stop: AbortSignal | undefined;

    constructor(
        private readonly environment: NodeJS.ProcessEnv,
        private readonly now: () => number,
        { report = terminalReportOf(RUN), stop }: RunOptions = {},
    ) {
        this.report = report;
        this.stop = stop;
    }

    configure(config: RunConfig): void {
        this.config = config;
        this.options = undefined;
        this.place = undefined;
    }

    hostFor(identity: ResourceIdentity, report = terminalReportOf(identity.resourceName)): ResourceHost {
        const journal = () => this.journal();
        const location = () => this.location();
        return {
            ...identity,
            report,
            environment: this.environment,
            get journal() {
                return journal();
            },
            get journalLocation() {
                return location();
            },
            setting: (key) => this.setting(key),
            now: this.now,
            wait: (milliseconds) => this.wait(milliseconds),
            checkSettings: () => {
                this.httpOptions();
                this.location();
                proxyFrom(this.environment);
            },
            httpOptions: () => this.httpOptions(),
            transport: (endpoint, traits) => this.transport(endpoint, traits),
        };
    }

    /** For the look-ups of programs that have none of their own. */
    lookUpHost(): LookUpHost {
        return (this.lookUps ??= {
            sources: (argument) => ({
                argument,
                config: (key) => this.setting(key),
                environment: this.environment,
            }),
            answers: new Map(),
            transport: (endpoint, traits) => this.transport(endpoint, traits),
        });
    }

    private async wait(milliseconds: number): Promise<void> {
        try {
            await wait(milliseconds, undefined, { signal: this.stop });
        } catch (error) {
            throw this.stop?.aborted === true
                ? new ApiTokenError("ERR_CANCELLED", "the run was cancelled: it is not waited any longer")
                : error;
        }
    }

    private setting(key: string): string | undefined {
        return this.config?.get(key);
    }

    private location(): string {
        return (this.place ??= journalLocation(this.environment, (key) => this.setting(key)));
    }

    private localFolder(): string {
        return localFolder(this.location(), this.environment);
    }

    private journal(): RunJournal {
        if (this.journalOfRun === undefined) {
            const store = openStore(this.location(), this.environment);
            const { now } = this;
            const open = async () => {
                const [{ Journal }, { systemProcesses }] = await Promise.all([
                    import("../journal/journal.js"),
                    import("../journal/process-identity.js"),
                ]);
                return new Journal(store, systemProcesses, now);
            };
            const warn = (text: string) => {
                this.report.warn(text);
            };
            this.journalOfRun = new RunJournal({ store, open, now, warn });
        }
        return this.journalOfRun;
    }

    private httpOptions(): HttpOptions {
        const config = (key: string) => this.setting(key);
        return (this.options ??= readHttpOptions({ config, environment: this.environment }));
    }

    private async transport(
        endpoint: string,
        { blocksAddresses, ...traits }: ServerTraits = {},
    ): Promise<PacedTransport> {
        const options = this.httpOptions();
        const { transportFor } = await import("../http/transport.js");
        return transportFor(endpoint, {
            ...traits,
            ...(blocksAddresses === true
                ? { memory: new RefusalMemory(this.localFolder(), options.refusalMemory, this.now) }
                : {}),
            options,
            wait: (milliseconds) => this.wait(milliseconds),
            announce: (text) => {
                this.report.info(text);
            },
        });
    }
}
