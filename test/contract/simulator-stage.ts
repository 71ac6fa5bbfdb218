import { SimulatorControl, startSimulator } from "api-token-simulator";
import type { Simulator } from "api-token-simulator";

/** The simulator of the test that runs. */
export class SimulatorStage {
    private running: Simulator | undefined;

    /** The simulator; its clock stands still at the first moment of 2030. */
    get simulator(): Simulator {
        if (this.running === undefined) {
            throw new Error("The simulator runs during tests only: ask for it within one.");
        }
        return this.running;
    }

    /** Its control interface. */
    get control(): SimulatorControl {
        return new SimulatorControl(this.simulator.controlUrl);
    }

    async start(): Promise<void> {
        this.running = await startSimulator({ now: "2030-01-01T00:00:00Z", frozen: true });
    }

    async stop(): Promise<void> {
        await this.running?.stop();
        this.running = undefined;
    }
}

/** Starts a simulator before each test of the file, and stops it afterwards. */
export function useSimulator(): SimulatorStage {
    const stage = new SimulatorStage();
    beforeEach(() => stage.start());
    afterEach(() => stage.stop());
    return stage;
}
