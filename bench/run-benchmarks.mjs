import { terminalReport } from "../engine/progress.mjs";
import { SetupError } from "../scripts/setup.mjs";
import { Bench } from "./bench.mjs";
import { pairs } from "./pairs.mjs";
import { describeMachine } from "./report/machine.mjs";
import { machineText, pairText, targetsText, writeResults } from "./report/results.mjs";
import statistics from "./report/statistics.cjs";
import { cleanEnvironment } from "./stage/clean-environment.mjs";

/** @typedef {import("./report/results.mjs").PairResult} PairResult */

/**
 * Runs all pairs, or those that are named, and cleans up after them, also when it is interrupted.
 *
 * @param {{ environment: NodeJS.ProcessEnv, rounds: number, names: string[] }} options
 * @returns {Promise<number>} exit code: 130 after Ctrl-C
 */
export async function runBenchmarks({ environment, rounds, names }) {
    const chosen = choose(names);
    const interruption = new AbortController();
    /** @type {NodeJS.Signals | undefined} */
    let stoppedBy;
    const stop = (/** @type {NodeJS.Signals} */ signal) => {
        stoppedBy ??= signal;
        interruption.abort();
    };
    process.on("SIGINT", stop).on("SIGTERM", stop);
    try {
        const machine = await describeMachine(environment);
        const results = {
            date: new Date().toISOString(),
            rounds,
            machine,
            pairs: /** @type {PairResult[]} */ ([]),
        };
        for (const pair of chosen) {
            const result = await measure(pair, {
                environment: cleanEnvironment(environment),
                rounds,
                signal: interruption.signal,
                report: terminalReport(),
                name: pair.name,
            });
            results.pairs.push(result);
            console.log(pairText(result));
        }
        const file = await writeResults(results, names.length === 0 ? "all" : names.join("-"));
        console.log(`\n${targetsText(results)}\n\n${machineText(results)}\nWritten to ${file}.`);
        return 0;
    } catch (error) {
        if (stoppedBy === undefined) {
            throw error;
        }
        console.error(`\nStopped by ${stoppedBy}.`);
        return 130;
    } finally {
        process.off("SIGINT", stop).off("SIGTERM", stop);
    }
}

/** @param {string[]} names none: all */
function choose(names) {
    const unknown = names.find((wanted) => !pairs.some(({ name }) => name === wanted));
    if (unknown !== undefined) {
        const known = pairs.map(({ name }) => name).join(", ");
        throw new SetupError(`There is no pair ${JSON.stringify(unknown)}. The pairs are ${known}.`);
    }
    return pairs.filter(({ name }) => names.length === 0 || names.includes(name));
}

/**
 * @param {import("./bench.mjs").Pair} pair
 * @param {ConstructorParameters<typeof Bench>[0]} options
 * @returns {Promise<PairResult>}
 */
async function measure({ name, title, comparedWith, run }, options) {
    return { name, title, comparedWith, rows: statistics.rowsOf(await run(new Bench(options))) };
}
