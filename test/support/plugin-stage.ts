import type { Fault, SimulatorControl } from "api-token-simulator";
import { PluginApi } from "./plugin-api";
import { PluginHome } from "./plugin-journal";
import { type PluginOptions, PluginProcess, type Properties } from "./plugin-process";

/** The text that state files keep: a file format. */
export const POINTER = 'exports.handler = () => require("pulumi-api-tokens/provider").thousandeyesApiToken;';

export interface Resource {
    id: string;
    outputs: Properties;
}

/**
 * A simulator for each test, and plugin processes with one journal for a whole file. After each test nothing that a
 * process printed may hold a token or a stack trace, and no file that a process wrote may hold a token.
 */
export class PluginStage {
    private running: PluginApi | undefined;
    private readonly apis: PluginApi[] = [];
    private readonly plugins: PluginProcess[] = [];
    private readonly runs: PluginProcess[] = [];
    readonly home = new PluginHome();
    /** A token of user 1001, as pasted from the UI; it lives a year. */
    pasted = "";

    /** Makes one for the tests of a file or of a `describe`. */
    static use(): PluginStage {
        const stage = new PluginStage();
        jest.setTimeout(60_000);
        beforeEach(() => stage.reset());
        afterEach(() => stage.api.stop());
        afterEach(() => stage.checkSecrecy());
        afterEach(() => stage.endRuns());
        afterAll(async () => {
            await Promise.all(stage.plugins.map((plugin) => plugin.stop()));
            stage.home.remove();
        });
        return stage;
    }

    /** Starts a process that lives until all tests have run. */
    async plugin(options: Partial<PluginOptions> = {}): Promise<PluginProcess> {
        const plugin = await PluginProcess.start({ home: this.home.folder, ...options });
        this.plugins.push(plugin);
        return plugin;
    }

    /** Starts a process that lives for this test: in reality each run has one of its own. */
    async run(options: Partial<PluginOptions> = {}): Promise<PluginProcess> {
        const plugin = await this.plugin(options);
        this.runs.push(plugin);
        return plugin;
    }

    /** The simulator of this test. */
    get api(): PluginApi {
        if (this.running === undefined) {
            throw new Error("no test is running");
        }
        return this.running;
    }

    get control(): SimulatorControl {
        return this.api.control;
    }

    /** Starts one more simulator, whose tokens are kept secret as well. */
    async startApi(): Promise<PluginApi> {
        const api = await PluginApi.start();
        this.apis.push(api);
        return api;
    }

    /** Inputs as `check` leaves them; differ as told. */
    inputs(changes: Properties = {}): Properties {
        return {
            __provider: POINTER,
            resourceName: "ci",
            bootstrapToken: this.pasted,
            apiEndpoint: this.running?.url,
            ...changes,
        };
    }

    /** Creates a resource; the log of requests is empty after it, and nothing said is left. */
    async created(plugin: PluginProcess, changes: Properties = {}): Promise<Resource> {
        const resource = await plugin.create(this.inputs(changes));
        await plugin.said();
        await this.control.clearRequests();
        return resource;
    }

    /** Creates a resource whose pasted token is kept until it is rotated. */
    adopted(plugin: PluginProcess, changes: Properties = {}): Promise<Resource> {
        return this.created(plugin, { onCreate: "adopt", ...changes });
    }

    /** What the API was asked for, and what it answered. */
    requests(): Promise<string[]> {
        return this.api.requests();
    }

    /** Switches a fault on for one request. */
    once(fault: Fault): Promise<Fault> {
        return this.api.once(fault);
    }

    /** Ends the API: from now on nothing listens there. */
    endApi(): Promise<void> {
        return this.api.stop();
    }

    private async reset(): Promise<void> {
        this.running = await this.startApi();
        this.pasted = await this.running.paste();
    }

    private async endRuns(): Promise<void> {
        await Promise.all(this.runs.splice(0).map((plugin) => plugin.stop()));
    }

    private async checkSecrecy(): Promise<void> {
        const issued = this.apis.flatMap(({ tokens }) => [...tokens]);
        const tokens = new Set([...issued, ...this.plugins.flatMap((plugin) => [...plugin.tokens])]);
        this.home.checkSecrecy(tokens);
        for (const plugin of this.plugins) {
            if (!plugin.hasEnded) {
                await plugin.said();
            }
            expect(plugin.shown).not.toMatch(/^\s+at .*\d+:\d+/m);
            for (const token of tokens) {
                expect(plugin.shown).not.toContain(token);
            }
        }
    }
}
