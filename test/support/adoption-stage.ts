import type { AdoptedTokenInputs } from "../../src/adopted-token/adopted-token-inputs";
import { AdoptedTokenLifecycle } from "../../src/adopted-token/adopted-token-lifecycle";
import type { AdoptedTokenOutputs } from "../../src/adopted-token/adopted-token-state";
import type { AdoptedTokenSystem } from "../../src/adopted-token/adopted-token-system";
import { DAY } from "../../src/lifecycle/duration";
import { PluginContext } from "../../src/plugin-context";
import { type SimulatorStage, useSimulator } from "../contract/simulator-stage";

/** The life of adopted tokens of one system, at its simulator, and on its clock. */
export class AdoptionStage<I extends AdoptedTokenInputs> {
    /** What the person at the terminal would read. */
    said: string[] = [];
    /** Milliseconds that were waited, on the simulator's clock. */
    waits: number[] = [];
    private time = 0;

    private constructor(
        private readonly system: AdoptedTokenSystem<I>,
        readonly simulators: SimulatorStage,
    ) {}

    /** Makes one for the tests of a file. */
    static use<I extends AdoptedTokenInputs>(system: AdoptedTokenSystem<I>): AdoptionStage<I> {
        const stage = new AdoptionStage(system, useSimulator());
        beforeEach(() => {
            stage.time = Date.parse("2030-01-01T00:00:00Z");
            stage.said = [];
            stage.waits = [];
        });
        return stage;
    }

    get control() {
        return this.simulators.control;
    }

    create(inputs: I): Promise<I & AdoptedTokenOutputs> {
        return this.lifecycle.create(inputs);
    }

    update(olds: I & AdoptedTokenOutputs, news: I): Promise<I & AdoptedTokenOutputs> {
        return this.lifecycle.update(olds, news);
    }

    refresh(props: I & AdoptedTokenOutputs): Promise<I & AdoptedTokenOutputs> {
        return this.lifecycle.refresh(props);
    }

    delete(props: I & AdoptedTokenOutputs): Promise<void> {
        return this.lifecycle.delete(props);
    }

    async advance(days: number): Promise<void> {
        await this.moveOn(days * DAY);
    }

    /** What reached the API since the last time it was asked, such as `GET /core/users/102/user_app_tokens 200`. */
    async requests(): Promise<string[]> {
        const records = await this.control.requests();
        await this.control.clearRequests();
        return records.map(
            ({ method, path, status }) =>
                `${method} ${path.replace(/^\/(versio|cutover)/, "")} ${status ?? "none"}`,
        );
    }

    private get lifecycle(): AdoptedTokenLifecycle<I> {
        const report = {
            info: (name: string, text: string) => this.said.push(`${name}: ${text}`),
            warn: (name: string, text: string) => this.said.push(`${name}: warning: ${text}`),
        };
        const plugin = Object.assign(new PluginContext({}, () => this.time), { report });
        return new AdoptedTokenLifecycle(this.system, plugin, async (milliseconds) => {
            this.waits.push(milliseconds);
            await this.moveOn(milliseconds);
        });
    }

    private async moveOn(milliseconds: number): Promise<void> {
        this.time += milliseconds;
        await this.control.setClock({ now: new Date(this.time).toISOString() });
    }
}
