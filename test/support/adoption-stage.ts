import type { AdoptedTokenInputs } from "../../src/adopted-token/inputs";
import { AdoptedTokenLifecycle } from "../../src/adopted-token/lifecycle";
import type { AdoptedTokenOutputs } from "../../src/adopted-token/state";
import type { AdoptedTokenSystem } from "../../src/adopted-token/system";
import { DAY } from "../../src/base/duration";
import { PluginRun } from "../../src/pulumi/plugin-run";
import { ProgramResources } from "../../src/pulumi/program-resources";
import { type SimulatorStage, useSimulator } from "../contract/simulator-stage";
import { notedReport } from "./host";
import { temporaryFolder } from "./temporary-folder";

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
        private readonly folder: { readonly path: string },
    ) {}

    /** Makes one for the tests of a file. */
    static use<I extends AdoptedTokenInputs>(system: AdoptedTokenSystem<I>): AdoptionStage<I> {
        const stage = new AdoptionStage(system, useSimulator(), temporaryFolder());
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
        const run = new PluginRun({ PULUMI_API_TOKENS_JOURNAL: this.folder.path }, () => this.time);
        const host = {
            ...run.hostFor({ resourceName: "ci", key: "ci", isRenamed: false }),
            report: notedReport("ci", this.said),
            wait: async (milliseconds: number) => {
                this.waits.push(milliseconds);
                await this.moveOn(milliseconds);
            },
        };
        return new AdoptedTokenLifecycle(this.system, host, new ProgramResources(["token"]));
    }

    private async moveOn(milliseconds: number): Promise<void> {
        this.time += milliseconds;
        await this.control.setClock({ now: new Date(this.time).toISOString() });
    }
}
