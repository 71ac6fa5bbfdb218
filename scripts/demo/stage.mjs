import path from "node:path";
import { root } from "../setup.mjs";

const CLI = path.join(root, "dist", "cli.js");

/** A command whose output is passed on sees no terminal. @returns {Record<string, string>} */
function colours() {
    return process.stdout.isTTY ? { FORCE_COLOR: "1" } : {};
}

/**
 * A line of the closing table.
 * @typedef {{ step: string, said: string, requests: string, fingerprint: string, validUntil: string }} Row
 */

/** Why the demo ended early. */
export class Interrupted extends Error {}

/**
 * What the scenes play on: both projects, the simulator, and the lines for the closing table.
 */
export class DemoStage {
    /** @type {Row[]} */
    rows = [];
    /** What `api-tokens status` printed while there was something to see. */
    status = "";
    days = 0;
    /** @type {NodeJS.Signals | undefined} */
    #interruptedBy;
    #lastSeen = 0;

    /**
     * @param {{
     *   pulumi: import("../pulumi-sandbox.cjs").PulumiSandbox,
     *   control: import("api-token-simulator").SimulatorControl,
     *   apiUrl: string, rotateFolder: string, consumeFolder: string, page: string, verbose: boolean
     * }} parts
     */
    constructor(parts) {
        this.parts = parts;
    }

    /**
     * Ends the demo: the command under way gets the same signal, no other one is started.
     * @param {NodeJS.Signals} signal
     */
    interrupt(signal) {
        this.#interruptedBy = signal;
        for (const child of this.parts.pulumi.running) {
            child.kill("SIGINT");
        }
    }

    /** @param {string} text */
    heading(text) {
        console.log(`\n${this.rows.length + 1}. ${text}`);
    }

    /**
     * Runs Pulumi in a project and shows what it says about the token.
     * @param {string} cwd
     * @param {string[]} args
     * @returns {Promise<string>}
     */
    async pulumi(cwd, args) {
        console.log(`   $ pulumi ${args.map((arg) => (arg.includes(" ") ? `"${arg}"` : arg)).join(" ")}`);
        const output = await this.quietly(cwd, args);
        const shown = this.parts.verbose ? output.trimEnd().split("\n") : sentencesOf(output);
        for (const line of shown) {
            console.log(`     ${line}`);
        }
        return output;
    }

    /**
     * @param {string} cwd
     * @param {string[]} args
     * @returns {Promise<string>}
     */
    async quietly(cwd, args) {
        const { pulumi } = this.parts;
        this.#stopIfInterrupted();
        const { code, output } = await pulumi.run(args, { cwd, days: this.days });
        this.#stopIfInterrupted();
        if (code !== 0) {
            throw new Error(`\`pulumi ${args.join(" ")}\` ended with code ${code}:\n${output}`);
        }
        return output;
    }

    /**
     * Runs the package's own command.
     * @param {string[]} args
     * @returns {Promise<string>} what it prints
     */
    async apiTokens(args) {
        const { pulumi, rotateFolder } = this.parts;
        this.#stopIfInterrupted();
        const run = { cwd: rotateFolder, days: this.days, environment: colours() };
        const { code, output } = await pulumi.execute(process.execPath, [CLI, ...args], run);
        this.#stopIfInterrupted();
        if (code === null || code > 1) {
            throw new Error(`\`api-tokens ${args.join(" ")}\` ended with code ${code}:\n${output}`);
        }
        return output;
    }

    /** Moves the clocks of the simulator and of every later run. @param {number} days */
    async advance(days) {
        await this.parts.control.advance(`${days}d`);
        this.days += days;
    }

    /** The requests that the API got since the last call, as `GET /users/current`. */
    async newRequests() {
        const requests = await this.parts.control.requests(this.#lastSeen);
        this.#lastSeen = requests.at(-1)?.sequence ?? this.#lastSeen;
        return requests.map(({ method, path }) => `${method} ${path.replace(/^\/v7/, "")}`);
    }

    /**
     * Notes a line of the closing table: the words of Pulumi, the requests since the last line, the outputs of the stack.
     * @param {string} step
     * @param {string} output
     */
    async note(step, output) {
        const requests = await this.newRequests();
        const outputs = await this.outputs();
        this.rows.push({
            step,
            said: saidIn(output),
            requests: requests.length === 0 ? "0" : `${requests.length}: ${requests.join(", ")}`,
            fingerprint: outputs.tokenFingerprint ?? "—",
            validUntil: outputs.validUntil ?? "—",
        });
        console.log(`   requests to the API: ${requests.length === 0 ? "none" : requests.join(", ")}`);
    }

    /** @returns {Promise<Record<string, string | undefined>>} the outputs of examples/rotate, secrets in clear */
    async outputs() {
        const json = await this.quietly(this.parts.rotateFolder, [
            "stack",
            "output",
            "--json",
            "--show-secrets",
        ]);
        return /** @type {Record<string, string>} */ (JSON.parse(json));
    }

    #stopIfInterrupted() {
        if (this.#interruptedBy !== undefined) {
            throw new Interrupted(`Stopped by ${this.#interruptedBy}.`);
        }
    }
}

/**
 * The reason or result that Pulumi gave, in one cell of the table.
 * @param {string} output
 */
function saidIn(output) {
    const sentences = sentencesOf(output);
    return [sentences[0], sentences.length > 1 ? sentences.at(-1) : undefined].filter(Boolean).join("\n");
}

/**
 * What Pulumi said, without the tree of resources: the provider's own messages, each once, and the closing counts.
 * @param {string} output
 */
function sentencesOf(output) {
    const lines = output.split("\n").map((line) => line.trim());
    const messages = new Set(lines.filter((line) => line.startsWith("ci: ")));
    const summary = lines.slice(lines.lastIndexOf("Resources:") + 1);
    const end = summary.indexOf("");
    const counts = summary.slice(0, end === -1 ? undefined : end).join(", ");
    return counts === "" || !lines.includes("Resources:") ? [...messages] : [...messages, counts];
}
