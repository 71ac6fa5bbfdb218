import { type Fault, type Simulator, SimulatorControl, startSimulator } from "api-token-simulator";
import { type PluginOptions, PluginProcess, type Properties } from "./plugin-process";

/** The text that state files keep: a file format. */
export const POINTER = 'exports.handler = () => require("pulumi-api-tokens/provider").thousandeyesApiToken;';

export interface Resource {
    id: string;
    outputs: Properties;
}

/**
 * A simulator for each test, and plugin processes for a whole file. After each test nothing that a process printed may
 * hold a token or a stack trace.
 */
export class PluginStage {
    private simulator: Simulator | undefined;
    private readonly plugins: PluginProcess[] = [];
    /** Of the simulator of this test. */
    control = new SimulatorControl("");
    /** A token of user 1001, as pasted from the UI; it lives a year. */
    pasted = "";

    /** Makes one for the tests of a file or of a `describe`. */
    static use(): PluginStage {
        const stage = new PluginStage();
        beforeEach(() => stage.reset());
        afterEach(() => stage.simulator?.stop());
        afterEach(() => stage.checkSecrecy());
        afterAll(() => Promise.all(stage.plugins.map((plugin) => plugin.stop())));
        return stage;
    }

    /** Starts a process that lives until all tests have run. */
    async plugin(options: PluginOptions = {}): Promise<PluginProcess> {
        const plugin = await PluginProcess.start(options);
        this.plugins.push(plugin);
        return plugin;
    }

    /** Inputs as `check` leaves them; differ as told. */
    inputs(changes: Properties = {}): Properties {
        return {
            __provider: POINTER,
            resourceName: "ci",
            bootstrapToken: this.pasted,
            apiEndpoint: this.simulator?.apiUrl,
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
    async requests(): Promise<string[]> {
        const records = await this.control.requests();
        return records.map(({ method, path, status }) => `${method} ${path} ${status ?? "none"}`);
    }

    /** Switches a fault on for one request. */
    once(fault: Fault): Promise<Fault> {
        return this.control.addFault({ ...fault, times: 1 });
    }

    /** Ends the API: from now on nothing listens there. */
    async endApi(): Promise<void> {
        await this.simulator?.stop();
    }

    private async reset(): Promise<void> {
        this.simulator = await startSimulator();
        this.control = new SimulatorControl(this.simulator.controlUrl);
        this.pasted = (await this.control.createToken("1001", { validFor: "365d" })).token;
    }

    private async checkSecrecy(): Promise<void> {
        for (const plugin of this.plugins) {
            await plugin.said();
            expect(plugin.shown).not.toMatch(/^\s+at .*\d+:\d+/m);
            for (const token of plugin.tokens) {
                expect(plugin.shown).not.toContain(token);
            }
        }
    }
}
