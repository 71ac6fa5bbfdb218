// CommonJS, so that the demo (ES modules) and the tests (compiled to CommonJS) share it.
const { spawn } = require("node:child_process");
const { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } = require("node:fs");
const { tmpdir } = require("node:os");
const path = require("node:path");

const root = path.join(__dirname, "..");

/** A day in milliseconds. */
const DAY = 86_400_000;

/**
 * What a command of Pulumi ended with.
 * @typedef {{ code: number | null, output: string }} PulumiResult `output`: standard output and standard error, as they came
 */

/**
 * @typedef {object} RunOptions
 * @property {string} cwd the folder of the Pulumi project
 * @property {number} [days] the run takes place so many days from now
 * @property {Record<string, string>} [environment]
 * @property {(text: string) => void} [onOutput]
 */

/**
 * A private place to run Pulumi in: its own home, its own file backend, its own passphrase. Nothing of the user's own
 * Pulumi (backend, credentials, settings in the environment) is read or written.
 */
class PulumiSandbox {
    /** @param {NodeJS.ProcessEnv} environment its PATH leads to the engine */
    constructor(environment = process.env) {
        this.folder = mkdtempSync(path.join(tmpdir(), "pulumi-api-tokens-"));
        this.stateFolder = path.join(this.folder, "state");
        const temporary = path.join(this.folder, "tmp");
        mkdirSync(this.stateFolder);
        mkdirSync(temporary);
        this.environment = {
            ...withoutPulumiSettings(environment),
            // What Pulumi's own processes leave behind goes with the sandbox.
            TMPDIR: temporary,
            PULUMI_HOME: path.join(this.folder, "home"),
            // A run that is killed while Pulumi writes a side file would leave a state that cannot be read.
            PULUMI_BACKEND_URL: `file://${this.stateFolder}?metadata=skip`,
            PULUMI_CONFIG_PASSPHRASE: "of a sandbox that is thrown away",
            PULUMI_SKIP_UPDATE_CHECK: "1",
            PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
            PULUMI_OPTION_COLOR: "never",
        };
        /** @type {Set<import("node:child_process").ChildProcess>} */
        this.running = new Set();
    }

    /** Where the runs keep their journal. */
    get journalFolder() {
        return path.join(this.folder, "home", "api-tokens");
    }

    /**
     * Copies a Pulumi project into the sandbox, where its packages are those of this repository: a stack's config file
     * must not be left in the project itself.
     * @param {string} source the project's folder
     * @param {string} [name] of the copy
     * @returns {string} the folder to run Pulumi in
     */
    project(source, name = path.basename(source)) {
        const folder = path.join(this.folder, name);
        const isOwn = (/** @type {string} */ file) =>
            !/^(node_modules|Pulumi\..+\.yaml)$/.test(path.basename(file));
        cpSync(source, folder, { recursive: true, filter: isOwn });
        symlinkSync(path.join(root, "node_modules"), path.join(folder, "node_modules"));
        return folder;
    }

    /**
     * Runs `pulumi` to its end, whatever its exit code.
     * @param {string[]} args
     * @param {RunOptions} options
     * @returns {Promise<PulumiResult>}
     */
    run(args, options) {
        return this.execute("pulumi", [...args, "--non-interactive"], options);
    }

    /**
     * Runs a program that runs `pulumi`, or `pulumi` itself, to its end.
     * @param {string} command
     * @param {string[]} args
     * @param {RunOptions} options
     * @returns {Promise<PulumiResult>}
     */
    execute(command, args, { cwd, days = 0, environment = {}, onOutput = () => undefined }) {
        return new Promise((resolve, reject) => {
            const child = spawn(command, args, {
                cwd,
                env: {
                    ...this.environment,
                    ...clockShiftedBy(days, environment.NODE_OPTIONS),
                    ...withoutNodeOptions(environment),
                },
                stdio: ["ignore", "pipe", "pipe"],
            });
            this.running.add(child);
            let output = "";
            for (const stream of [child.stdout, child.stderr]) {
                stream.setEncoding("utf8").on("data", (/** @type {string} */ text) => {
                    output += text;
                    onOutput(text);
                });
            }
            child.on("error", (error) => {
                const hint = "no Pulumi engine on PATH: `npm run engine` gets one and says how to use it";
                reject("code" in error && error.code === "ENOENT" ? new Error(hint) : error);
            });
            child.on("close", (code) => {
                this.running.delete(child);
                resolve({ code, output });
            });
        });
    }

    /**
     * Runs `pulumi` and throws, with everything it said, when it fails.
     * @param {string[]} args
     * @param {RunOptions} options
     * @returns {Promise<string>} its output
     */
    async succeed(args, options) {
        const { code, output } = await this.run(args, options);
        if (code !== 0) {
            throw new Error(`pulumi ${args[0] ?? ""} ended with code ${code}:\n${output}`);
        }
        return output;
    }

    /** Ends what still runs, waits for it, and removes the folder. */
    async dispose() {
        const ended = [...this.running].map(
            (child) => new Promise((resolve) => child.once("close", resolve)),
        );
        for (const child of this.running) {
            child.kill("SIGINT");
        }
        await Promise.all(ended);
        rmSync(this.folder, { recursive: true, force: true });
    }
}

/**
 * The user's settings for Pulumi and for the APIs must not reach a run.
 * @param {NodeJS.ProcessEnv} environment
 */
function withoutPulumiSettings(environment) {
    return Object.fromEntries(
        Object.entries(environment).filter(([name]) => !/^(PULUMI|TE|VERSIO|CUTOVER)_/.test(name)),
    );
}

/** @param {Record<string, string>} environment */
function withoutNodeOptions(environment) {
    return Object.fromEntries(Object.entries(environment).filter(([name]) => name !== "NODE_OPTIONS"));
}

/**
 * @param {number} days
 * @param {string} [nodeOptions] others that the run has
 */
function clockShiftedBy(days, nodeOptions = "") {
    const preload = `--require ${JSON.stringify(path.join(__dirname, "shift-clock.cjs"))}`;
    return {
        NODE_OPTIONS: `${preload} ${nodeOptions}`.trim(),
        PULUMI_API_TOKENS_TEST_CLOCK_SHIFT: String(days * DAY),
    };
}

module.exports = { PulumiSandbox };
