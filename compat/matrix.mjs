import Table from "cli-table3";
import { ensureEngine } from "../engine/ensure-engine.mjs";
import { withFolderFirst } from "../engine/path-lookup.mjs";
import { terminalReport } from "../engine/progress.mjs";
import { pairwise, PROGRAMS, titleOf } from "./cells.mjs";
import { live } from "./life.mjs";
import { newestEngine } from "./newest-engine.mjs";
import { pack } from "./package.mjs";
import { writePage } from "./page.mjs";

/** @typedef {import("./life.mjs").Result} Result */

/**
 * Tries cells and says what came of them; the page is written when they were all of the matrix.
 * @param {object} options
 * @param {import("./cells.mjs").Cell[] | undefined} options.cells default: the matrix
 * @param {number[]} options.rows of the matrix, from 1 on; all when there is none
 * @param {number} options.jobs
 * @param {string} options.folder for what only this run needs
 * @param {NodeJS.ProcessEnv} options.environment
 * @returns {Promise<number>} exit code
 */
export async function tryCells({ cells, rows, jobs, folder, environment }) {
    const { version } = await ensureEngine({ environment });
    const isWhole = cells === undefined && rows.length === 0;
    const newest = isWhole ? await newestEngine(environment, terminalReport()) : undefined;
    const chosen =
        cells ??
        pairwise(newest !== undefined).filter((_, index) => rows.length === 0 || rows.includes(index + 1));
    const tarball = await pack(folder, environment);
    const results = await inTurn(chosen, jobs, async (cell) => {
        const isNewest = cell.engine === "newest" && newest !== undefined;
        return live(cell, {
            tarball,
            environment: isNewest ? withFolderFirst(newest.folder, environment) : environment,
        });
    });
    console.log(`\n${tableOf(results)}`);
    if (isWhole) {
        const day = new Date().toISOString().slice(0, 10);
        await writePage(results, { engine: version, newest: newest?.version, day });
        console.log("docs/compatibility.md is written.");
    }
    const failed = results.filter(({ failure }) => failure !== undefined);
    for (const { cell, failure } of failed) {
        console.log(`\n${titleOf(cell)}:\n${failure ?? ""}`);
    }
    console.log(`\n${results.length - failed.length} passed, ${failed.length} failed`);
    return failed.length === 0 ? 0 : 1;
}

/**
 * Some at once; their results in the order of the cells.
 * @param {import("./cells.mjs").Cell[]} cells
 * @param {number} jobs
 * @param {(cell: import("./cells.mjs").Cell) => Promise<Result>} work
 * @returns {Promise<Result[]>}
 */
async function inTurn(cells, jobs, work) {
    /** @type {Result[]} */
    const results = [];
    const waiting = [...cells.entries()];
    let ended = 0;
    const worker = async () => {
        for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
            const [index, cell] = next;
            const result = await work(cell);
            results[index] = result;
            ended++;
            const word = result.failure === undefined ? "works" : "FAILS";
            console.log(`${ended} of ${cells.length}: ${word}, ${result.seconds} s: ${titleOf(cell)}`);
        }
    };
    await Promise.all(Array.from({ length: jobs }, worker));
    return results;
}

/** @param {Result[]} results */
function tableOf(results) {
    const table = new Table({
        head: ["Node", "SDK", "manager", "program", "engine", "seconds", ""],
        style: { head: [], border: [] },
    });
    for (const { cell, versions, seconds, failure } of results) {
        const { node, sdk, manager, program, engine } = cell;
        const word = failure === undefined ? "works" : "FAILS";
        table.push([
            versions.node ?? node,
            versions.sdk ?? sdk,
            manager,
            PROGRAMS[program].title,
            engine,
            seconds,
            word,
        ]);
    }
    return table.toString();
}
