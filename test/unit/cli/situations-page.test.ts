import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { StatusReport } from "../../../src/cli/status/report";
import { statusMetrics } from "../../../src/cli/status/metrics";
import { sentence } from "../../../src/cli/status/words";
import { MARKS } from "../../../src/cli/terminal";
import { exitCodeOf } from "../../../src/cli/tokens/token-summary";
import { temporaryFolder } from "../../support/temporary-folder";
import { reportOf } from "./situation-report";
import { SITUATIONS } from "./situations";

const PAGE = join(__dirname, "..", "..", "..", "docs", "situations.md");
const folder = temporaryFolder();

/** A row of the page's table: the situation, the status, the exit code, the metrics, and what text and page say. */
function rowOf(name: string, report: StatusReport): string[] {
    const [token] = report.tokens;
    const notice = report.notices.find(({ level }) => level === report.level);
    const aboutStack = notice === undefined ? "" : sentence(notice.words);
    const aboutToken = [token?.reason, token?.todo]
        .filter((words) => words !== undefined)
        .map(sentence)
        .join(" ");
    const says = name in ABOUT_THE_STACK || aboutToken === "" ? aboutStack : aboutToken;
    const status = token === undefined ? "—" : `${MARKS[token.level]} \`${token.condition}\``;
    return [
        name,
        status,
        String(exitCodeOf(report.level)),
        metricsOf(report),
        tidy(says === "" ? "—" : says),
    ];
}

const ABOUT_THE_STACK = Object.fromEntries(
    Object.entries(SITUATIONS).filter(([, { condition }]) => condition === undefined),
);

/** The samples that tell the situation from others, without the labels that say whose they are. */
function metricsOf(report: StatusReport): string {
    const lines = statusMetrics(report).split("\n");
    const [level, readable, all] = [
        "api_token_level{",
        "api_token_stack_readable{",
        "api_token_status_level ",
    ].map((metric) => lines.find((line) => line.startsWith(metric))?.at(-1) ?? "?");
    return `${readable === "0" ? "readable 0" : `level ${level}`}, status ${all}`;
}

/** Without what differs from machine to machine, and as a cell. */
function tidy(words: string): string {
    return words
        .replaceAll(new RegExp(`${folder.path}/journal-\\d+`, "g"), "/srv/journal")
        .replaceAll(`process ${process.pid}`, "process 4711")
        .replaceAll(`Process ${process.pid}`, "Process 4711")
        .replaceAll("|", "\\|");
}

/** The cells of the page's only table, without its head. */
function rowsOfPage(): string[][] {
    const lines = readFileSync(PAGE, "utf8").split("\n");
    const rows = lines.filter((line) => line.startsWith("| ")).slice(2);
    return rows.map((line) =>
        line
            .split(/(?<!\\)\|/)
            .slice(1, -1)
            .map((cell) => cell.trim()),
    );
}

test("the page of situations has a row for each one that is played, with what is really said", async () => {
    const rows: string[][] = [];
    for (const [index, [name, situation]] of Object.entries(SITUATIONS).entries()) {
        rows.push(rowOf(name, await reportOf(situation, join(folder.path, `journal-${index}`))));
    }
    expect(rowsOfPage()).toEqual(rows);
});
