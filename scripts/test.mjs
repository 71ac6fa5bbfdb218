import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EngineError } from "../engine/ensure-engine.mjs";
import { ensureLanguageHosts } from "../engine/language-hosts.mjs";
import { ensureProgram } from "../object-store/program.mjs";
import { root, runScript, setUp, SetupError } from "./setup.mjs";

/**
 * The counts of a run of jest, as its `--json` output names them.
 * @typedef {{ numPassedTests: number, numFailedTests: number, numRuntimeErrorTestSuites: number, numPendingTests: number }} Counts
 */

/**
 * Runs a command with this terminal as its own.
 * @param {string} command
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} environment
 * @returns {Promise<number>} exit code
 */
function run(command, args, environment) {
    return new Promise((resolve, reject) => {
        const child = spawn(command, args, {
            cwd: root,
            env: environment,
            stdio: ["ignore", "inherit", "inherit"],
        });
        child.on("error", reject);
        child.on("close", (code) => {
            resolve(code ?? 1);
        });
    });
}

/**
 * @param {string[]} args for jest
 * @param {NodeJS.ProcessEnv} environment
 * @returns {Promise<{ passed: number, failed: number }>}
 */
async function runJest(args, environment) {
    const folder = mkdtempSync(join(tmpdir(), "pulumi-api-tokens-jest-"));
    const results = join(folder, "results.json");
    try {
        const code = await run("npx", ["jest", "--json", `--outputFile=${results}`, ...args], environment);
        /** @type {Counts} */
        const counts = JSON.parse(readFileSync(results, "utf8"));
        // A file that cannot run and a test that is skipped are gaps, and a gap is a failure.
        const failed = counts.numFailedTests + counts.numRuntimeErrorTestSuites + counts.numPendingTests;
        return { passed: counts.numPassedTests, failed: code === 0 ? failed : Math.max(failed, 1) };
    } finally {
        rmSync(folder, { recursive: true, force: true });
    }
}

/**
 * Built here once, with progress: no test waits minutes for what it begins with.
 * @param {NodeJS.ProcessEnv} environment
 */
async function prepareWhatTestsRun(environment) {
    try {
        await ensureProgram();
        await ensureLanguageHosts({ environment });
    } catch (error) {
        throw error instanceof EngineError ? new SetupError(error.message) : error;
    }
}

await runScript(async () => {
    const jestArgs = process.argv.slice(2);
    const environment = await setUp();
    await prepareWhatTestsRun(environment);
    console.log("checking types, lint rules and format");
    const lint = await run("npm", ["run", "--silent", "lint"], environment);
    const { passed, failed } = await runJest(jestArgs, environment);
    if (lint !== 0) {
        console.log("\nTypes, lint rules or format are at fault: see above, or run `npm run lint`.");
    }
    const failures = failed + (lint === 0 ? 0 : 1);
    console.log(`\n${passed} passed, ${failures} failed`);
    return failures === 0 ? 0 : 1;
});
