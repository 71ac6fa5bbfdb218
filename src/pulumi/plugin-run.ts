import { setTimeout as wait } from "node:timers/promises";
import type * as pulumi from "@pulumi/pulumi";
import { type HttpOptions, readHttpOptions } from "../http/http-options";
import { proxyFrom } from "../http/proxy-environment";
import type { PacedTransport, ServerTraits } from "../http/transport";
import { journalLocation, localFolder } from "../journal/location";
import { RefusalMemory } from "../journal/refusal-memory";
import { RunJournal } from "../journal/run-journal";
import { openStore } from "../journal/stores/open";
import { terminalReport } from "./report";
import type { ResourceHost } from "./resource-host";

/** What the resources of all systems share in the plugin process, which serves one run. */
export class PluginRun {
    private journalOfRun: RunJournal | undefined;
    private config: pulumi.dynamic.Config | undefined;
    private options: HttpOptions | undefined;
    /** Of the journal: every resource asks for it, and `backend` reads files. */
    private place: string | undefined;

    constructor(
        private readonly environment: NodeJS.ProcessEnv,
        private readonly now: () => number,
    ) {}

    configure(config: pulumi.dynamic.Config): void {
        this.config = config;
        this.options = undefined;
        this.place = undefined;
    }

    hostFor(resourceName: string, isRenamed: boolean): ResourceHost {
        const journal = () => this.journal();
        const location = () => this.location();
        return {
            resourceName,
            isRenamed,
            report: {
                info: (text) => {
                    terminalReport.info(resourceName, text);
                },
                warn: (text) => {
                    terminalReport.warn(resourceName, text);
                },
            },
            environment: this.environment,
            get journal() {
                return journal();
            },
            get journalLocation() {
                return location();
            },
            setting: (key) => this.setting(key),
            now: this.now,
            wait: (milliseconds) => wait(milliseconds),
            checkSettings: () => {
                this.httpOptions();
                this.location();
                proxyFrom(this.environment);
            },
            httpOptions: () => this.httpOptions(),
            transport: (endpoint, traits) => this.transport(endpoint, traits),
        };
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
                terminalReport.warn("pulumi-api-tokens", text);
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
            announce: (text) => {
                terminalReport.info("pulumi-api-tokens", text);
            },
        });
    }
}
