import { execFileSync } from "node:child_process";
import { createRequire } from "node:module";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { root } from "../setup.mjs";

/**
 * Compiles the world, and the code that it plays with.
 * @param {string} folder a checkout
 * @returns {string} the compiled world
 */
export function compile(folder) {
    const compiler = join(root, "node_modules", "typescript", "bin", "tsc");
    // A fault that is put back leaves things unused.
    const options = ["--noUnusedLocals", "false", "--noUnusedParameters", "false"];
    const project = join(folder, "test", "world", "tsconfig.json");
    execFileSync(process.execPath, [compiler, "-p", project, ...options], {
        stdio: ["ignore", "inherit", "inherit"],
    });
    return join(folder, ".world", "test", "world", "world.js");
}

/**
 * @typedef {{ seed: number, violation?: string, story: string[] }} Outcome
 * @typedef {{ World: { play: (seed: number) => Promise<Outcome> }, inOrder: (first: number, count: number) => number[] }} Code
 */

/**
 * @param {string} code the compiled world
 * @returns {Code}
 */
export function load(code) {
    return /** @type {Code} */ (createRequire(import.meta.url)(code));
}

/**
 * Plays seeds on all cores.
 * @param {string} code the compiled world
 * @param {number[]} seeds
 * @param {{ mostFound: number, report?: (played: number) => void }} options
 * @returns {Promise<Outcome[]>} those that broke a promise
 */
export async function explore(code, seeds, { mostFound, report = () => undefined }) {
    const cores = availableParallelism();
    /** @type {Outcome[]} */
    const broken = [];
    let played = 0;
    await Promise.all(
        Array.from({ length: cores }, (_, core) => {
            const share = seeds.filter((_seed, index) => index % cores === core);
            const worker = new Worker(join(root, "test", "world", "explorer.cjs"), {
                workerData: { code, seeds: share, mostFound },
            });
            worker.on("message", (/** @type {{ played?: number, outcome?: Outcome }} */ message) => {
                played += message.played ?? 0;
                if (message.outcome !== undefined) {
                    broken.push(message.outcome);
                }
                report(played);
            });
            return new Promise((resolve, reject) => {
                worker.on("exit", resolve);
                worker.on("error", reject);
            });
        }),
    );
    return broken;
}
