import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import Table from "cli-table3";
import { root } from "../setup.mjs";
import { compile, explore, load } from "./explore.mjs";

/** The harness is worth something if it finds each of them within so many schedules. */
const MOST = 20_000;

/** So many at a time: a fault that shows at once need not wait for 20,000. */
const STRIDE = 500;

const COPIED = ["src", "simulator", "test/world", "tsconfig.base.json", "package.json"];

/**
 * Puts the faults of 0.1.0 back, each into a copy of the code, and plays until it shows.
 * @returns {Promise<number>} exit code
 */
export async function findFaults() {
    const folder = join(root, "test", "world", "faults");
    const table = new Table({
        head: ["fault", "schedules until it shows", "as"],
        style: { head: [], border: [] },
    });
    let missed = 0;
    for (const patch of readdirSync(folder).sort()) {
        const copy = mkdtempSync(join(tmpdir(), "pulumi-api-tokens-fault-"));
        try {
            const found = await find(copy, join(folder, patch));
            missed += found === undefined ? 1 : 0;
            const row = [basename(patch, ".patch"), found?.schedules ?? `not in ${MOST}`, found?.words ?? ""];
            console.log(row.join(" · "));
            table.push(row);
        } finally {
            rmSync(copy, { recursive: true, force: true });
        }
    }
    console.log(table.toString());
    return missed === 0 ? 0 : 1;
}

/**
 * @param {string} copy an empty folder
 * @param {string} patch
 * @returns {Promise<{ schedules: number, words: string } | undefined>}
 */
async function find(copy, patch) {
    for (const name of COPIED) {
        cpSync(join(root, name), join(copy, name), { recursive: true });
    }
    symlinkSync(join(root, "node_modules"), join(copy, "node_modules"));
    execFileSync("git", ["apply", patch], {
        cwd: copy,
        stdio: ["ignore", "inherit", "inherit"],
    });
    const code = compile(copy);
    const seeds = load(code).inOrder(1, MOST);
    for (let played = 0; played < MOST; played += STRIDE) {
        const broken = await explore(code, seeds.slice(played, played + STRIDE), { mostFound: 1 });
        const [first] = broken
            .map(({ seed, violation = "" }) => ({
                schedules: seeds.indexOf(seed) + 1,
                words: words(violation),
            }))
            .sort((one, other) => one.schedules - other.schedules);
        if (first !== undefined) {
            return first;
        }
    }
    return undefined;
}

/** @param {string} violation */
function words(violation) {
    const line = violation.split("\n")[0] ?? "";
    return line.length > 90 ? `${line.slice(0, 90)}…` : line;
}
