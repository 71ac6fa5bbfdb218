import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { promisify } from "node:util";

/** @typedef {import("../bench.mjs").Bench} Bench */

const workers = join(import.meta.dirname, "..", "workers");

/** Longer than any worker takes. */
const LIMIT = 120_000;

/**
 * Runs a file of `bench/workers/` in a process of its own.
 * @template Result
 * @param {Bench} bench
 * @param {string} file
 * @param {string[]} args
 * @returns {Promise<{ wholeMs: number, result: Result }>} what it wrote as JSON, and how long the process took as a whole
 */
export async function runWorker(bench, file, args) {
    const started = performance.now();
    const { stdout } = await promisify(execFile)(process.execPath, [join(workers, file), ...args], {
        env: bench.environment,
        signal: bench.signal,
        timeout: LIMIT,
        killSignal: "SIGKILL",
    });
    const wholeMs = performance.now() - started;
    return { wholeMs, result: /** @type {Result} */ (JSON.parse(stdout)) };
}

/**
 * Runs a file of `bench/workers/` that serves, for as long as `use` takes.
 * @template Result
 * @param {Bench} bench
 * @param {string} file writes the port that it listens on, as a line of its own
 * @param {(port: number) => Promise<Result>} use
 * @returns {Promise<Result>}
 */
export async function withServer(bench, file, use) {
    const child = spawn(process.execPath, [join(workers, file)], {
        env: bench.environment,
        stdio: ["ignore", "pipe", "inherit"],
    });
    const ended = once(child, "close");
    try {
        const said = await Promise.race([once(child.stdout.setEncoding("utf8"), "data"), ended]);
        const port = Number(String(said[0]).trim());
        if (!(port > 0)) {
            throw new Error(`${file} did not come up`);
        }
        return await use(port);
    } finally {
        child.kill("SIGKILL");
        await ended;
    }
}
