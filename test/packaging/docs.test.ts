import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { CRASH_POINTS } from "../crash/crash-points";
import { CASES } from "../crash/faults-cases";
import { repository } from "../support/stack";

const page = readFileSync(join(repository, "docs", "what-happens-when.md"), "utf8");

/** The first cells of all tables: what happens. */
const rows = page
    .split("\n")
    .filter((line) => line.startsWith("| ") && !/^\| (-+|killed|stopped|what fails|what) +\|/.test(line))
    .map((line) => line.split("|")[1]?.trim() ?? "");

function titles(): string[] {
    const tests = join(repository, "test");
    const files = readdirSync(tests, { recursive: true, encoding: "utf8" }).filter((file) =>
        file.endsWith(".test.ts"),
    );
    const title = /\b(?:describe|test)\(\s*"([^"]+)"/g;
    return files.flatMap((file) =>
        [...readFileSync(join(tests, file), "utf8").matchAll(title)].map(([, name]) => name ?? ""),
    );
}

const played = new Set([
    ...CRASH_POINTS.map(({ name }) => name),
    ...CASES.map(({ fault }) => fault),
    ...titles(),
]);

test.each(rows)("“%s” has a test of that name", (row) => {
    expect(played).toContain(row);
});

test("every crash and every fault that is played has its row", () => {
    const named = [...CRASH_POINTS.map(({ name }) => name), ...CASES.map(({ fault }) => fault)];
    expect(named.filter((name) => !rows.includes(name))).toEqual([]);
});

describe("a test that a page names in brackets", () => {
    const named = ["SECURITY.md", "docs/limits.md"].flatMap((name) => {
        const text = readFileSync(join(repository, name), "utf8");
        return [...text.matchAll(/\\\[([a-z-]+\/[^\]]+)\]/g)].flatMap(([, names = ""]) => filesIn(names));
    });

    test("is there", () => {
        expect(named.length).toBeGreaterThan(20);
        expect(named.filter((file) => !existsSync(join(repository, "test", `${file}.test.ts`)))).toEqual([]);
    });
});

/** `unit/journal/sealing, entry, crash/faults`: a name without a folder is in that of the one before it. */
function filesIn(names: string): string[] {
    let folder = "";
    return names.split(", ").map((name) => {
        folder = name.includes("/") ? dirname(name) : folder;
        return join(folder, basename(name));
    });
}
