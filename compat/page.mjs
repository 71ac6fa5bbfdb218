import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import prettier from "prettier";
import { root } from "../scripts/setup.mjs";
import { PROGRAMS } from "./cells.mjs";
import { STEPS } from "./life.mjs";

/** @typedef {import("./life.mjs").Result} Result */

const PAGE = join(root, "docs", "compatibility.md");
const MARKS = /(<!-- table -->)[\s\S]*(<!-- end -->)/;

/**
 * Puts the results into docs/compatibility.md.
 * @param {Result[]} results
 * @param {{ engine: string, newest: string | undefined, day: string }} run
 */
export async function writePage(results, run) {
    const text = readFileSync(PAGE, "utf8");
    const written = text.replace(MARKS, (_, start, end) => `${start}\n\n${describe(results, run)}\n\n${end}`);
    writeFileSync(PAGE, await prettier.format(written, { parser: "markdown", printWidth: 120, tabWidth: 4 }));
}

/**
 * @param {Result[]} results
 * @param {{ engine: string, newest: string | undefined, day: string }} run
 */
function describe(results, { engine, newest, day }) {
    const engines =
        newest === undefined
            ? `Engine ${engine}, which is the newest that the Go module proxy serves`
            : `Engines ${engine} and ${newest}, the newest that the Go module proxy serves, in turn`;
    const passed = results.filter(({ failure }) => failure === undefined).length;
    const rows = results.map(({ cell, versions, failure }) =>
        [
            versions.node ?? cell.node,
            versions.sdk ?? cell.sdk,
            cell.manager === "yarn" ? "yarn 1" : cell.manager,
            PROGRAMS[cell.program].title,
            cell.engine === "newest" ? (newest ?? engine) : engine,
            failure === undefined ? "works" : "fails",
        ].join(" | "),
    );
    return [
        `${day}, ${process.platform} ${process.arch}. ${engines}. Each row is ${STEPS.join(", ")}: ${passed} of ${results.length} work.`,
        "",
        "| Node | SDK | package manager | program | engine | |",
        "| --- | --- | --- | --- | --- | --- |",
        ...rows.map((row) => `| ${row} |`),
    ].join("\n");
}
