import type * as pulumi from "@pulumi/pulumi";
import { type HttpOptions, readHttpOptions } from "./http/http-options";
import type { HttpTools, ServerTraits } from "./http/tools";
import { journalFolder } from "./lifecycle/journal-location";
import { RefusalMemory } from "./lifecycle/refusal-memory";
import { terminalReport } from "./pulumi/report";

/** What the providers of all systems share in the plugin process. */
export class PluginContext {
    readonly journalFolder: string;
    readonly report = terminalReport;
    private config: pulumi.dynamic.Config | undefined;
    private options: HttpOptions | undefined;

    constructor(
        readonly environment: NodeJS.ProcessEnv,
        readonly now: () => number,
    ) {
        this.journalFolder = journalFolder(environment);
    }

    configure(config: pulumi.dynamic.Config): void {
        this.config = config;
        this.options = undefined;
    }

    /** One value of the stack's config, such as `versio:url`. */
    setting(key: string): string | undefined {
        return this.config?.get(key);
    }

    /** Throws `ERR_INPUT` for one that cannot be used. */
    httpOptions(): HttpOptions {
        return (this.options ??= readHttpOptions({
            config: (name) => this.setting(`pulumi-api-tokens:${name}`),
            environment: this.environment,
        }));
    }

    /** Loaded at first use: a run in which nothing is sent loads no HTTP client. */
    async httpTools(endpoint: string, { blocksAddresses, ...traits }: ServerTraits = {}): Promise<HttpTools> {
        const options = this.httpOptions();
        const { toolsFor } = await import("./http/tools.js");
        return toolsFor(endpoint, {
            ...traits,
            ...(blocksAddresses === true
                ? { memory: new RefusalMemory(this.journalFolder, options.refusalMemory, this.now) }
                : {}),
            options,
            announce: (text) => {
                this.report.info("pulumi-api-tokens", text);
            },
        });
    }
}
