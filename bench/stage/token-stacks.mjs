import { writeFileSync } from "node:fs";
import { join } from "node:path";
import statistics from "../report/statistics.cjs";

/** @typedef {import("./pulumi-stage.mjs").PulumiStage} PulumiStage */
/** @typedef {import("./plugin-start.cjs").Properties} Properties */
/** @typedef {{ type: string, inputs: Properties, outputs: Properties }} ExportedToken */

/** Keeps a stack's file from being written at each step: with 1,000 resources that alone takes minutes. */
const FAST_CREATE = { PULUMI_SKIP_CHECKPOINTS: "true" };

/** Of the projects in a stage: two may have the same program. */
let copies = 0;

/** A program of tokens, in as many stacks as are asked for. */
export class TokenStacks {
    /**
     * @param {PulumiStage} stage
     * @param {"api-tokens" | "bare-tokens" | "yaml-tokens"} program
     * @param {Record<string, string>} [environment] of each run
     */
    constructor(stage, program, environment = {}) {
        this.stage = stage;
        this.folder = stage.project(program, `${program}-${++copies}`);
        this.environment = environment;
    }

    /**
     * Opens a stack with one token for each of these users.
     * @param {string} stack
     * @param {string[]} uids
     */
    async open(stack, uids) {
        const tokens = await this.stage.pasteTokens(uids);
        writeFileSync(join(this.folder, `tokens.${stack}.json`), JSON.stringify(tokens));
        await this.stage.openStack(this.folder, stack, { release: "1" });
    }

    /** Creates the tokens where that is not measured. @param {string} stack */
    async prepare(stack) {
        await this.stage.up(this.folder, stack, { ...this.environment, ...FAST_CREATE });
        // The first run after it notes in the journal that the tokens have reached the state.
        await this.up(stack);
    }

    /** @param {string} stack */
    up(stack) {
        return this.stage.up(this.folder, stack, this.environment);
    }

    /**
     * `up` with nothing to do; fails when it did something.
     * @param {string} stack
     * @param {number} count of tokens
     */
    async upWithoutChange(stack, count) {
        const run = await this.up(stack);
        if (!run.output.includes(` ${count + 1} unchanged`) || run.requests.length > 0) {
            throw new Error(`an \`up\` that should have changed nothing did:\n${run.output}`);
        }
        return run;
    }

    /**
     * `up` that rotates every token.
     * @param {string} stack
     */
    async rotate(stack) {
        await this.stage.configure(this.folder, stack, { release: "2" });
        return this.up(stack);
    }

    /**
     * The size of a token in what `pulumi stack export` prints.
     * @param {string} stack
     * @returns {Promise<{ all: number, provider: number }>} bytes of its compact JSON, on average; `provider` are those
     *   of the text kept as `__provider`, in inputs and outputs together
     */
    async bytesOfToken(stack) {
        const tokens = await this.#export(stack);
        const all = tokens.map(bytesOf);
        const provider = tokens.map(
            ({ inputs, outputs }) => bytesOf(inputs.__provider) + bytesOf(outputs.__provider),
        );
        return {
            all: statistics.sum(all) / all.length,
            provider: statistics.sum(provider) / provider.length,
        };
    }

    /**
     * The first token of a stack as its plugin gets it: secrets in clear.
     * @param {string} stack
     */
    async tokenInClear(stack) {
        const [token] = await this.#export(stack, "--show-secrets");
        if (token === undefined) {
            throw new Error("the stack has no token");
        }
        return { inputs: inClear(token.inputs), outputs: inClear(token.outputs) };
    }

    /**
     * @param {string} stack
     * @param {string[]} args
     */
    async #export(stack, ...args) {
        const { output } = await this.stage.run(["stack", "export", "--stack", stack, ...args], this.folder);
        /** @type {{ deployment: { resources: ExportedToken[] } }} */
        const { deployment } = JSON.parse(output);
        return deployment.resources.filter(({ type }) => !type.startsWith("pulumi:"));
    }
}

/** @param {unknown} value */
function bytesOf(value) {
    return Buffer.byteLength(JSON.stringify(value));
}

/**
 * @param {Properties} properties those that are secret hold their value as JSON
 * @returns {Properties}
 */
function inClear(properties) {
    const values = Object.entries(properties).map(([key, value]) => {
        const { plaintext } = /** @type {{ plaintext?: string }} */ (value);
        return [key, plaintext === undefined ? value : JSON.parse(plaintext)];
    });
    return Object.fromEntries(values);
}
