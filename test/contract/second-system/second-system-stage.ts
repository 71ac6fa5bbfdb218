import type { RotatingTokenInputs } from "../../../src/rotating-token/inputs";
import type { RotatingTokenOutputs } from "../../../src/rotating-token/state";
import { createSend } from "../../../src/http/http-client";
import { Refusals } from "../../../src/http/refusals";
import { Journal } from "../../../src/journal/journal";
import { systemProcesses } from "../../../src/journal/process-identity";
import { openStore } from "../../../src/journal/stores/open";
import { FolderStore } from "../../../src/journal/stores/folder";
import { DynamicProvider } from "../../../src/pulumi/dynamic-provider";
import { PluginRun } from "../../../src/pulumi/plugin-run";
import { issueSuccessor } from "../../../src/rotating-token/issue";
import type { Issuer } from "../../../src/rotating-token/issuer";
import { RotatingTokenProvider } from "../../../src/rotating-token/provider";
import { temporaryFolder } from "../../support/temporary-folder";
import { KeyServer } from "./key-server";
import { keySystem } from "./key-system";

type Inputs = RotatingTokenInputs & { readonly resourceName: string };
type Outputs = RotatingTokenOutputs & { readonly resourceName: string };

/** A resource as the engine keeps it. */
interface Saved {
    readonly id: string;
    readonly outs: Outputs;
}

export function pluginStateOf(outs: unknown): Outputs {
    return outs as Outputs;
}

/** The engine's part of a resource's life, with the second system's provider and its server. */
export class SecondSystemStage {
    now = 0;
    server!: KeyServer;
    /** A key that a person made. */
    pasted = "";
    state: Saved | undefined;
    /** What was listed and read of the journal. */
    readonly reads: string[] = [];
    private readonly folder = temporaryFolder();
    private lines: string[] = [];

    static use(): SecondSystemStage {
        const stage = new SecondSystemStage();
        beforeEach(() => stage.reset());
        afterEach(() => {
            stage.server.stop();
            jest.restoreAllMocks();
        });
        return stage;
    }

    /** One `pulumi up`: check, then create, or diff and update. */
    async up(changes: Partial<RotatingTokenInputs> = {}): Promise<Saved> {
        const provider = this.provider();
        const news = await this.checked(provider, changes);
        if (this.state === undefined) {
            const { id, outs } = await provider.create(news);
            this.state = { id, outs: pluginStateOf(outs) };
            return this.state;
        }
        const { id, outs } = this.state;
        const { changes: isChanged } = await provider.diff(id, outs, news);
        if (isChanged === true) {
            try {
                this.state = { id, outs: pluginStateOf((await provider.update(id, outs, news)).outs) };
            } catch (error) {
                // As the engine does: what a partial failure brings is kept.
                const { properties } = error as { properties?: unknown };
                this.state = { id, outs: pluginStateOf(properties ?? outs) };
                throw error;
            }
        }
        return this.state;
    }

    async problems(changes: Partial<RotatingTokenInputs>): Promise<string[]> {
        const { failures = [] } = await this.provider().check(undefined, this.inputs(changes));
        return failures.map(({ reason }) => reason);
    }

    async refresh() {
        const { id, outs } = this.saved();
        return this.provider().read(id, outs);
    }

    async destroy(): Promise<void> {
        const { id, outs } = this.saved();
        await this.provider().delete(id, outs);
    }

    /** What reached the API since the last time. */
    requests(): string[] {
        return this.server.requests.splice(0);
    }

    /** What was said since the last time. */
    said(): string[] {
        return this.lines;
    }

    private saved(): Saved {
        if (this.state === undefined) {
            throw new Error("nothing was created");
        }
        return this.state;
    }

    private async reset(): Promise<void> {
        this.now = Date.parse("2030-01-01T00:00:00Z");
        this.server = await KeyServer.start(() => this.now);
        this.pasted = this.server.makeKey();
        this.state = undefined;
        this.reads.length = 0;
        this.countReads("list");
        this.countReads("read");
    }

    private countReads(method: "list" | "read"): void {
        const original = Object.getOwnPropertyDescriptor(FolderStore.prototype, method)?.value as (
            this: FolderStore,
            name?: string,
        ) => Promise<never>;
        const { reads } = this;
        jest.spyOn(FolderStore.prototype, method).mockImplementation(function (
            this: FolderStore,
            name?: string,
        ) {
            reads.push(`${method} ${name ?? ""}`);
            return original.call(this, name);
        });
    }

    private inputs(changes: Partial<RotatingTokenInputs>): Inputs {
        return {
            resourceName: "ci",
            bootstrapToken: this.pasted,
            server: this.server.url,
            rotation: { beforeExpiry: "30d" },
            ...changes,
        };
    }

    private async checked(
        provider: DynamicProvider<RotatingTokenInputs, RotatingTokenOutputs>,
        changes: Partial<RotatingTokenInputs>,
    ): Promise<Inputs> {
        const { inputs, failures = [] } = await provider.check(this.state?.outs, this.inputs(changes));
        expect(failures).toEqual([]);
        return inputs ?? this.inputs(changes);
    }

    /** Of a run of its own. */
    private provider(): DynamicProvider<RotatingTokenInputs, RotatingTokenOutputs> {
        const lines: string[] = [];
        this.lines = lines;
        const note = (text: unknown) => void lines.push(String(text));
        jest.spyOn(console, "log").mockImplementation(note);
        jest.spyOn(console, "error").mockImplementation(note);
        const environment = { PULUMI_API_TOKENS_JOURNAL: this.folder.path };
        const run = new PluginRun(environment, () => this.now);
        return new DynamicProvider(new RotatingTokenProvider(keySystem, this.issuer), run);
    }

    /** Issues in this process. */
    private get issuer(): Issuer {
        return {
            issue: async (request) => {
                const now = () => this.now;
                const reply = await issueSuccessor(request, {
                    system: keySystem,
                    journal: new Journal(openStore(request.journalLocation), systemProcesses, now),
                    transport: { send: createSend(request.http), refusals: new Refusals() },
                    clock: { now, elapsed: now },
                });
                return { reply };
            },
        };
    }
}
