import statistics from "../report/statistics.cjs";
import { inTurn } from "../stage/in-turn.mjs";
import { runWorker } from "../stage/worker.mjs";

/** @typedef {import("../bench.mjs").Bench} Bench */
/** @typedef {import("../report/statistics.cjs").Reading} Reading */

/**
 * A process that imported.
 * @typedef {{ wholeMs: number, packageMs: number, modules: number, dependenciesLoaded: number }} Import
 */

/** Processes of each side in a round, in turn. */
const STARTS = 10;

/** @type {import("../bench.mjs").Pair} */
export const importing = {
    name: "import",
    title: "a process that imports the package and the SDK",
    comparedWith: "a process that imports @pulumi/pulumi alone",
    run: (bench) =>
        bench.inRounds(async () => {
            const { ours, bare } = await inTurn(
                STARTS,
                () => importOnce(bench, "ours"),
                () => importOnce(bench, "bare"),
            );
            return readingsOf(ours, bare);
        }),
};

/**
 * @param {Bench} bench
 * @param {"ours" | "bare"} side
 * @returns {Promise<Import>}
 */
async function importOnce(bench, side) {
    const { wholeMs, result } = await runWorker(bench, "import.cjs", [side]);
    return { .../** @type {Omit<Import, "wholeMs">} */ (result), wholeMs };
}

/**
 * @param {Import[]} ours
 * @param {Import[]} bare
 * @returns {Reading[]}
 */
function readingsOf(ours, bare) {
    const middle = (/** @type {Import[]} */ imports, /** @type {keyof Import} */ key) =>
        statistics.median(imports.map((one) => one[key]));
    return [
        {
            what: "process, start to end",
            unit: "ms",
            ours: middle(ours, "wholeMs"),
            other: middle(bare, "wholeMs"),
        },
        {
            what: "`require` of the package, after that of the SDK",
            unit: "ms",
            ours: middle(ours, "packageMs"),
            target: { of: "ours", atMost: 10 },
        },
        {
            what: "modules loaded",
            unit: "",
            ours: middle(ours, "modules"),
            other: middle(bare, "modules"),
        },
        {
            what: "of undici and zod, loaded",
            unit: "",
            ours: middle(ours, "dependenciesLoaded"),
            target: { of: "ours", atMost: 0 },
        },
    ];
}
