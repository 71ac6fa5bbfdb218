// Brings a fresh clone to the point where it can run: dependencies, build, engine. Node's own modules only: this runs
// before anything is installed.
import { spawn } from "node:child_process";
import { existsSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { EngineError, engineEnvironment, ensureEngine } from "../engine/ensure-engine.mjs";
import { terminalReport, withProgress } from "../engine/progress.mjs";

/** The top folder of the repository. */
export const root = join(import.meta.dirname, "..");

/** Its time is that of the last build. */
const buildStamp = join(root, "node_modules", ".built");

const oldestNode = [20, 18, 1];

/** What ends a script with its message alone. */
export class SetupError extends Error {}

/**
 * Installs and builds what is missing or outdated, and says what it does.
 *
 * @returns {Promise<NodeJS.ProcessEnv>} the environment in which `pulumi` is a usable engine
 */
export async function setUp() {
    const report = terminalReport();
    checkNode();
    if (dependenciesAreMissing()) {
        await step("installing dependencies", "npm", ["ci", "--no-progress"], report);
    }
    if (buildIsMissing()) {
        await step("building", "npm", ["run", "build"], report);
        writeFileSync(buildStamp, "");
    }
    try {
        return engineEnvironment(await ensureEngine({ report }));
    } catch (error) {
        throw error instanceof EngineError ? new SetupError(error.message) : error;
    }
}

/**
 * Runs a script's main function; an expected failure is one message and exit code 1.
 *
 * @param {() => Promise<number>} main returns the exit code
 */
export async function runScript(main) {
    try {
        process.exitCode = await main();
    } catch (error) {
        if (!(error instanceof SetupError)) {
            throw error;
        }
        console.error(`\n${error.message}`);
        process.exitCode = 1;
    }
}

/**
 * Reads a script's options; where that fails, the help is told with the reason.
 *
 * @template T
 * @param {string} help
 * @param {() => T} read
 * @returns {T}
 */
export function optionsOr(help, read) {
    try {
        return read();
    } catch (error) {
        throw new SetupError(`${error instanceof Error ? error.message : String(error)}\n\n${help}`);
    }
}

function checkNode() {
    const version = process.versions.node.split(".").map(Number);
    const difference =
        oldestNode.map((part, index) => (version[index] ?? 0) - part).find((part) => part !== 0) ?? 0;
    if (difference < 0) {
        throw new SetupError(
            `Node ${process.versions.node} is too old: install Node ${oldestNode.join(".")} or newer.`,
        );
    }
}

/** npm writes this file last; a lock file that is newer has not been installed yet. */
function dependenciesAreMissing() {
    const installed = join(root, "node_modules", ".package-lock.json");
    return (
        !existsSync(installed) ||
        statSync(installed).mtimeMs < statSync(join(root, "package-lock.json")).mtimeMs
    );
}

/** A build under way would pull the files from under a run that uses them: without a change there is none. */
function buildIsMissing() {
    const outputs = [
        buildStamp,
        join(root, "dist", "plugin", "schema.json"),
        join(root, "simulator", "dist", "index.js"),
    ];
    if (!outputs.every((file) => existsSync(file))) {
        return true;
    }
    const built = statSync(buildStamp).mtimeMs;
    const folders = ["src", "simulator/src"].map((folder) => join(root, folder));
    const sources = folders.flatMap((folder) =>
        readdirSync(folder, { recursive: true, encoding: "utf8" }).map((file) => join(folder, file)),
    );
    const settings = [
        "package-lock.json",
        "tsconfig.base.json",
        "tsconfig.build.json",
        "simulator/tsconfig.json",
        "scripts/provider-schema.mjs",
        "scripts/provider-schema/sources.mjs",
        "scripts/provider-schema/types.mjs",
    ];
    return [...folders, ...sources, ...settings.map((file) => join(root, file))].some(
        (file) => statSync(file).mtimeMs > built,
    );
}

/**
 * @param {string} title
 * @param {string} command
 * @param {string[]} args
 * @param {import("../engine/progress.mjs").Report} report
 */
async function step(title, command, args, report) {
    const { code, output } = await withProgress(
        report,
        () => title,
        () => outcomeOf(command, args, { cwd: root }),
    );
    if (code !== 0) {
        throw new SetupError(
            `${title} failed: \`${command} ${args.join(" ")}\` ended with code ${code}.\n\n${output}`,
        );
    }
}

/**
 * Runs a command to its end.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv }} options
 * @returns {Promise<{ code: number | null, output: string }>} its exit code, and all that it said
 */
export function outcomeOf(command, args, options) {
    return new Promise((resolve, reject) => {
        const child = spawn(command, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
        let output = "";
        for (const stream of [child.stdout, child.stderr]) {
            stream.setEncoding("utf8").on("data", (/** @type {string} */ text) => (output += text));
        }
        child.on("error", reject);
        child.on("close", (code) => {
            resolve({ code, output });
        });
    });
}

if (process.argv[1] === import.meta.filename) {
    await runScript(async () => {
        await setUp();
        console.log("Ready.");
        return 0;
    });
}
