import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import prettier from "prettier";
import { root } from "../../scripts/setup.mjs";
import page from "./page.cjs";
import table from "./table.cjs";

/** @typedef {import("./statistics.cjs").Row} Row */

/**
 * Everything that a run found.
 * @typedef {object} Results
 * @property {string} date ISO 8601
 * @property {number} rounds
 * @property {import("./machine.mjs").Machine} machine
 * @property {PairResult[]} pairs
 */

/**
 * @typedef {object} PairResult
 * @property {string} name
 * @property {string} title
 * @property {string} comparedWith
 * @property {Row[]} rows
 */

const folder = join(root, "bench", "results");
const documentation = join(root, "docs", "benchmarks.md");

/** The results of a run of all pairs. */
const all = join(folder, "all.json");

/**
 * @param {Results} results
 * @param {string} name of the file, without its ending
 * @returns {Promise<string>} the file, from the top of the repository
 */
export async function writeResults(results, name) {
    mkdirSync(folder, { recursive: true });
    await writeFormatted(join(folder, `${name}.json`), JSON.stringify(results, undefined, 2));
    return `bench/results/${name}.json`;
}

/** Puts the figures of the last run of all pairs into the documentation. */
export async function writeDocumentation() {
    const results = /** @type {Results} */ (JSON.parse(readFileSync(all, "utf8")));
    const text = page.withFigures(readFileSync(documentation, "utf8"), figuresOf(results));
    await writeFormatted(documentation, text);
}

/**
 * For a terminal.
 * @param {PairResult} pair
 */
export function pairText({ name, title, comparedWith, rows }) {
    return `\n${name}: ${title}\ncompared with: ${comparedWith}\n${table.renderText(rows)}`;
}

/** @param {Results} results */
export function machineText({ date, rounds, machine }) {
    const { cpu, cores, memory, os, load, versions } = machine;
    const software = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
    return (
        `${date.slice(0, 10)}, ${rounds} ${rounds === 1 ? "round" : "rounds"}. ${cpu}, ${cores} cores, ${memory}; ${os}; load ${load} before the run. ` +
        `${software.join(", ")}.`
    );
}

/** @param {Results} results */
export function targetsText({ pairs }) {
    return table.renderTargets(pairs);
}

/** @param {Results} results */
function figuresOf(results) {
    const sections = results.pairs.map(
        ({ name, title, comparedWith, rows }) =>
            `### ${name}\n\n${title}, compared with ${comparedWith}.\n\n${table.renderMarkdown(rows)}`,
    );
    return [machineText(results), ...sections].join("\n\n");
}

/**
 * @param {string} file
 * @param {string} text
 */
async function writeFormatted(file, text) {
    const options = await prettier.resolveConfig(file);
    writeFileSync(file, await prettier.format(text, { ...options, filepath: file }));
}
