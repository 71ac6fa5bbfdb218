import { dirname, join } from "node:path";
import { SimulatorControl, startSimulator } from "api-token-simulator";
import sandboxModule from "../scripts/pulumi-sandbox.cjs";
import { withFolderFirst } from "../engine/path-lookup.mjs";
import { makeProject, versionIn } from "./project.mjs";
import { ensureTool } from "./tools.mjs";
import { runCommand } from "./run-command.mjs";

/**
 * What happened to a cell.
 * @typedef {object} Result
 * @property {import("./cells.mjs").Cell} cell
 * @property {Record<string, string>} versions what was really there
 * @property {number} seconds
 * @property {string} [failure]
 */

/**
 * The life of a token: each command, and the requests that it may send.
 * @type {{ step: string, args: string[], release: string, requests: string[], days?: number }[]}
 */
const LIFE = [
    {
        step: "create",
        args: ["up", "--yes", "--skip-preview"],
        release: "1",
        requests: ["GET /users/current", "POST /api-tokens", "GET /users/current"],
    },
    { step: "no change", args: ["up", "--yes", "--skip-preview"], release: "1", requests: [] },
    {
        step: "rotate",
        args: ["up", "--yes", "--skip-preview"],
        release: "2",
        // The overlap with the token from before is over.
        days: 20,
        requests: ["POST /api-tokens", "GET /users/current"],
    },
    {
        step: "refresh",
        args: ["refresh", "--yes", "--skip-preview"],
        release: "2",
        requests: ["GET /users/current"],
    },
    { step: "destroy", args: ["destroy", "--yes", "--skip-preview"], release: "2", requests: [] },
];

/** The steps, in their order. */
export const STEPS = LIFE.map(({ step }) => step);

/**
 * Creates, leaves alone, rotates, refreshes and destroys a token in a project of a cell, at a simulator of its own.
 * @param {import("./cells.mjs").Cell} cell
 * @param {{ tarball: string, environment: NodeJS.ProcessEnv }} options the environment's PATH leads to the engine
 * @returns {Promise<Result>}
 */
export async function live(cell, { tarball, environment }) {
    const start = Date.now();
    const sandbox = new sandboxModule.PulumiSandbox(environment);
    const simulator = await startSimulator({ port: 0, controlPort: 0 });
    /** @type {Record<string, string>} */
    const versions = {};
    /** @type {string | undefined} */
    let failure;
    try {
        const node = await ensureTool(/** @type {"node20"} */ (`node${cell.node}`), environment);
        const onNode = withFolderFirst(dirname(node), environment);
        const folder = join(sandbox.folder, "compat");
        await makeProject(folder, cell, tarball, onNode);
        versions.node = (await runCommand(node, ["--version"], { cwd: folder, environment })).trim().slice(1);
        versions.sdk = versionIn(folder, "@pulumi/pulumi");
        await playLife(sandbox, simulator, folder, onNode);
    } catch (error) {
        failure = error instanceof Error ? error.message : String(error);
    } finally {
        await sandbox.dispose();
        await simulator.stop();
    }
    const seconds = Math.round((Date.now() - start) / 1000);
    return { cell, versions, seconds, ...(failure === undefined ? {} : { failure }) };
}

/**
 * @param {import("../scripts/pulumi-sandbox.cjs").PulumiSandbox} sandbox
 * @param {import("api-token-simulator").Simulator} simulator
 * @param {string} folder
 * @param {NodeJS.ProcessEnv} onNode
 */
async function playLife(sandbox, simulator, folder, onNode) {
    const control = new SimulatorControl(simulator.controlUrl);
    const { token } = await control.createToken("1001");
    const environment = { PATH: onNode.PATH ?? "", TE_API_ENDPOINT: simulator.apiUrl };
    let shift = 0;
    const run = (/** @type {string[]} */ ...args) =>
        sandbox.succeed(args, { cwd: folder, environment, days: shift });
    await run("stack", "init", "dev");
    await run("config", "set", "--secret", "bootstrapToken", token);
    for (const { step, args, release, requests, days = 0 } of LIFE) {
        await control.advance(`${days}d`);
        shift += days;
        await run("config", "set", "release", release);
        await control.clearRequests();
        const output = await run(...args);
        const sent = (await control.requests()).map(
            ({ method, path }) => `${method} ${path.replace(/^\/v7/, "")}`,
        );
        if (sent.join() !== requests.join()) {
            throw new Error(`${step} sent ${sent.join(", ") || "nothing"}:\n${output}`);
        }
        if (output.includes(token)) {
            throw new Error(`${step} printed the token`);
        }
    }
}
