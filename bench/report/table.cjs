// CommonJS, for the same reason as statistics.cjs.
const Table = require("cli-table3");

/** @typedef {import("./statistics.cjs").Row} Row */
/** @typedef {import("./statistics.cjs").Spread} Spread */
/** @typedef {import("./statistics.cjs").Target} Target */

const HEAD = ["", "this package", "compared with", "ratio (min–max)", "target"];

/**
 * The lines of a table, its head first.
 * @param {Row[]} rows
 * @returns {string[][]}
 */
function cellsOf(rows) {
    return [HEAD, ...rows.map((row) => [row.what, oursOf(row), otherOf(row), ratioOf(row), targetOf(row)])];
}

/**
 * For a terminal.
 * @param {Row[]} rows
 */
function renderText(rows) {
    const [head = [], ...lines] = cellsOf(rows);
    const table = new Table({ head, style: { head: [], border: [], compact: true } });
    table.push(...lines);
    return table.toString();
}

/**
 * For a page in Markdown; its columns are not aligned.
 * @param {Row[]} rows
 */
function renderMarkdown(rows) {
    const [head = [], ...lines] = cellsOf(rows);
    const rule = head.map((_, index) => (index === 0 ? "---" : "--:"));
    return [head, rule, ...lines].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

/**
 * Which targets were met: a line with their number, and one for each that was missed.
 * @param {{ name: string, rows: Row[] }[]} pairs
 */
function renderTargets(pairs) {
    const withTarget = pairs.flatMap(({ name, rows }) =>
        rows.flatMap((row) => (row.target === undefined ? [] : { name, row, met: row.target.met })),
    );
    const missed = withTarget
        .filter(({ met }) => !met)
        .map(({ name, row }) => {
            const figure = row.target?.of === "ratio" ? ratioOf(row) : oursOf(row);
            return `  ${name}, ${row.what}: ${figure}, target ${targetOf(row)}`;
        });
    const count = withTarget.length - missed.length;
    return [`Targets: ${count} of ${withTarget.length} met.`, ...missed].join("\n");
}

/** @param {Row} row */
function oursOf({ ours, other, unit }) {
    // Without a ratio the spread is shown here.
    const spread = other === undefined && ours.min !== ours.max;
    const range = spread ? ` (${formatNumber(ours.min)}–${formatNumber(ours.max)})` : "";
    return `${formatNumber(ours.median)}${range}${unit === "" ? "" : ` ${unit}`}`;
}

/** @param {Row} row */
function otherOf({ other, otherIs, unit }) {
    if (other === undefined) {
        return "";
    }
    const text = `${formatNumber(other.median)}${unit === "" ? "" : ` ${unit}`}`;
    return otherIs === undefined ? text : `${text} (${otherIs})`;
}

/** @param {Row} row */
function ratioOf({ ratio }) {
    if (ratio === undefined) {
        return "";
    }
    const [median, min, max] = [ratio.median, ratio.min, ratio.max].map((value) => value.toFixed(2));
    return min === max ? `${median}` : `${median} (${min}–${max})`;
}

/** @param {Row} row */
function targetOf({ target, unit }) {
    if (target === undefined) {
        return "";
    }
    const suffix = target.of === "ours" && unit !== "" ? ` ${unit}` : "";
    const bounds = [
        ...(target.atMost === undefined ? [] : [`≤ ${formatBound(target, target.atMost)}${suffix}`]),
        ...(target.atLeast === undefined ? [] : [`≥ ${formatBound(target, target.atLeast)}${suffix}`]),
    ];
    return `${bounds.join(", ")}: ${target.met ? "met" : "missed"}`;
}

/**
 * @param {Target} target
 * @param {number} bound
 */
function formatBound({ of }, bound) {
    return of === "ratio" ? bound.toFixed(2) : formatNumber(bound);
}

/**
 * Three significant digits at least, thousands apart: `0.5`, `12.3`, `1,234`.
 * @param {number} value
 */
function formatNumber(value) {
    const size = Math.abs(value);
    const digits = size >= 100 || Number.isInteger(value) ? 0 : size >= 10 ? 1 : 2;
    return value.toLocaleString("en-US", { maximumFractionDigits: digits });
}

module.exports = { cellsOf, formatNumber, renderMarkdown, renderTargets, renderText };
