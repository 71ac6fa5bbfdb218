import { mkdirSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { SimulatorControl, startSimulator } from "api-token-simulator";
import sandbox from "../pulumi-sandbox.cjs";
import { root } from "../setup.mjs";
import { DemoStage, Interrupted } from "./stage.mjs";
import { playScenes } from "./scenes.mjs";
import { renderTable } from "./table.mjs";

/**
 * Plays the demo and cleans up after it, also when it is interrupted.
 *
 * @param {{ environment: NodeJS.ProcessEnv, verbose: boolean }} options
 * @returns {Promise<number>} exit code: 130 after Ctrl-C
 */
export async function runDemo({ environment, verbose }) {
    const simulator = await startSimulator({ port: 0, controlPort: 0 });
    const pulumi = new sandbox.PulumiSandbox(environment);
    const page = join(root, "reports", "demo-status.html");
    mkdirSync(dirname(page), { recursive: true });
    const stage = new DemoStage({
        pulumi,
        control: new SimulatorControl(simulator.controlUrl),
        apiUrl: simulator.apiUrl,
        rotateFolder: pulumi.project(join(root, "examples", "rotate")),
        consumeFolder: pulumi.project(join(root, "examples", "consume")),
        page,
        verbose,
    });
    const stop = (/** @type {NodeJS.Signals} */ signal) => {
        stage.interrupt(signal);
    };
    process.on("SIGINT", stop).on("SIGTERM", stop);
    try {
        await playScenes(stage);
        console.log(`\n${renderTable(stage.rows)}`);
        console.log(
            `\nBefore both stacks were destroyed, \`api-tokens status --all\` said:\n\n${stage.status}`,
        );
        console.log(`The same as a page: ${relative(process.cwd(), page)}\n`);
        return 0;
    } catch (error) {
        console.error(`\n${error instanceof Error ? error.message : String(error)}`);
        return error instanceof Interrupted ? 130 : 1;
    } finally {
        process.off("SIGINT", stop).off("SIGTERM", stop);
        await pulumi.dispose();
        await simulator.stop();
        console.log("Cleaned up: the simulator is stopped, the private state folder is removed.");
    }
}
