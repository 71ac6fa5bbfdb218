import { join } from "node:path";
import { clearTimeout, setTimeout } from "node:timers";
import { SimulatorControl, startSimulator } from "api-token-simulator";
import sandbox from "../../scripts/pulumi-sandbox.cjs";
import { followProcesses } from "./process-usage.mjs";

/** @typedef {import("../bench.mjs").Bench} Bench */
/** @typedef {import("api-token-simulator").RequestRecord} RequestRecord */

/**
 * What a run of Pulumi took, and what reached the API meanwhile.
 * @typedef {object} Run
 * @property {number} ms
 * @property {string} output
 * @property {import("./process-usage.mjs").Usage} program
 * @property {import("./process-usage.mjs").Usage} plugin
 * @property {RequestRecord[]} requests
 */

const programs = join(import.meta.dirname, "..", "programs");
const preload = join(import.meta.dirname, "name-process.cjs");

/** Longer than any command takes, in milliseconds; and how long one that was told to end may take for it. */
const LIMIT = 600_000;
const PATIENCE = 20_000;

const NOTHING = { peakMB: 0, cpuMs: 0 };

/**
 * Runs `use` with a simulator and a private Pulumi, and takes both away again.
 * @template Result
 * @param {Bench} bench
 * @param {import("api-token-simulator").OrganisationsInput} organisations
 * @param {(stage: PulumiStage) => Promise<Result>} use
 * @returns {Promise<Result>}
 */
export async function withPulumiStage(bench, organisations, use) {
    const simulator = await startSimulator({ organisations });
    const pulumi = new sandbox.PulumiSandbox(bench.environment);
    const stage = new PulumiStage(bench, simulator, pulumi);
    const stop = () => {
        stage.stop("SIGINT");
    };
    bench.signal.addEventListener("abort", stop);
    try {
        return await use(stage);
    } finally {
        bench.signal.removeEventListener("abort", stop);
        await pulumi.dispose();
        await simulator.stop();
    }
}

/** A simulator, a private Pulumi, and a time that both share. */
export class PulumiStage {
    #days = 0;
    #runs = 0;

    /**
     * @param {Bench} bench
     * @param {import("api-token-simulator").Simulator} simulator
     * @param {InstanceType<typeof sandbox.PulumiSandbox>} pulumi
     */
    constructor(bench, simulator, pulumi) {
        this.bench = bench;
        this.pulumi = pulumi;
        this.apiUrl = simulator.apiUrl;
        this.control = new SimulatorControl(simulator.controlUrl);
    }

    /**
     * @param {string} name of a folder in `bench/programs/`
     * @param {string} [copy] the name of the copy
     * @returns {string} the folder to run Pulumi in
     */
    project(name, copy) {
        return this.pulumi.project(join(programs, name), copy);
    }

    /**
     * @param {string} cwd
     * @param {string} stack
     * @param {Record<string, string>} config
     */
    async openStack(cwd, stack, config) {
        await this.run(["stack", "init", stack], cwd);
        await this.configure(cwd, stack, { "thousandeyes:apiEndpoint": this.apiUrl, ...config });
    }

    /**
     * @param {string} cwd
     * @param {string} stack
     * @param {Record<string, string>} config
     */
    async configure(cwd, stack, config) {
        const settings = Object.entries(config).flatMap(([key, value]) => ["--plaintext", `${key}=${value}`]);
        await this.run(["config", "set-all", "--stack", stack, ...settings], cwd);
    }

    /**
     * Runs Pulumi, and fails with all it said when it fails.
     * @param {string[]} args
     * @param {string} cwd
     * @param {Record<string, string>} [environment]
     * @returns {Promise<Run>}
     */
    async run(args, cwd, environment = {}) {
        this.bench.signal.throwIfAborted();
        const since = (await this.control.requests()).at(-1)?.sequence ?? 0;
        const file = join(this.pulumi.folder, `processes-${++this.#runs}`);
        const limit = setTimeout(() => {
            this.stop("SIGINT");
        }, LIMIT);
        const hardLimit = setTimeout(() => {
            this.stop("SIGKILL");
        }, LIMIT + PATIENCE);
        const processes = followProcesses(file);
        const started = performance.now();
        try {
            const preloads = `--require ${JSON.stringify(preload)}`;
            const output = await this.pulumi.succeed(args, {
                cwd,
                days: this.#days,
                environment: { ...environment, NODE_OPTIONS: preloads, BENCH_PROCESSES: file },
            });
            const ms = performance.now() - started;
            const usages = processes.stop();
            return {
                ms,
                output,
                program: usages.get("program") ?? NOTHING,
                plugin: usages.get("plugin") ?? NOTHING,
                requests: await this.control.requests(since),
            };
        } finally {
            clearTimeout(limit);
            clearTimeout(hardLimit);
            processes.stop();
            this.bench.signal.throwIfAborted();
        }
    }

    /**
     * `pulumi up` without a preview before it.
     * @param {string} cwd
     * @param {string} stack
     * @param {Record<string, string>} [environment]
     */
    up(cwd, stack, environment) {
        return this.run(["up", "--yes", "--skip-preview", "--stack", stack], cwd, environment);
    }

    /**
     * Gives each of these users a token as a person does in the UI; those it had before end.
     * @param {string[]} uids
     * @returns {Promise<string[]>}
     */
    async pasteTokens(uids) {
        const tokens = [];
        for (const uid of uids) {
            await this.control.revokeTokens(uid);
            tokens.push((await this.control.createToken(uid)).token);
        }
        return tokens;
    }

    /** Moves the clocks of the simulator and of every later run. @param {number} days */
    async advance(days) {
        await this.control.advance(`${days}d`);
        this.#days += days;
    }

    /** Ends what runs. @param {NodeJS.Signals} signal */
    stop(signal) {
        for (const child of this.pulumi.running) {
            child.kill(signal);
        }
    }
}
