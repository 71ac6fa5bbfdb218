import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { optionsOr, runScript, setUp } from "../scripts/setup.mjs";
import { ENDS, pairwise, titleOf } from "./cells.mjs";

const help = `Usage: npm run compat [-- OPTION]

Tries the package with the versions that are in use: a token is created, left alone, rotated, refreshed and destroyed,
by a real Pulumi against the simulator, in a new project for each row. The rows are chosen so that each version of Node,
of the SDK, each package manager and each kind of program meets every other one in a row. Takes about 15 minutes, writes
docs/compatibility.md when all rows were tried, and ends with code 1 when one failed.

  --ends       only the oldest versions, and only the newest
  --row <n>    only this row, from 1 on; may be given several times
  --jobs <n>   rows at once (default 2)
  --ready      builds nothing before: takes the build as it is, and the engine on PATH
  --list       says which rows there are
  --help       print this

PULUMI_API_TOKENS_CACHE names the folder for Node, package managers and what they fetch (default: pulumi-api-tokens in
the user's cache folder).
`;

function readOptions() {
    return optionsOr(help, () => {
        const { values } = parseArgs({
            options: {
                ends: { type: "boolean", default: false },
                row: { type: "string", multiple: true, default: [] },
                jobs: { type: "string", default: "2" },
                ready: { type: "boolean", default: false },
                list: { type: "boolean", default: false },
                help: { type: "boolean", default: false },
            },
        });
        return { ...values, rows: values.row.map(positive), jobs: positive(values.jobs) };
    });
}

/** @param {string} text */
function positive(text) {
    const number = Number(text);
    if (!Number.isSafeInteger(number) || number < 1) {
        throw new Error(`a whole number from 1 on is needed, not ${JSON.stringify(text)}`);
    }
    return number;
}

await runScript(async () => {
    const options = readOptions();
    if (options.help) {
        console.log(help);
        return 0;
    }
    if (options.list) {
        console.log(
            pairwise(false)
                .map((cell, index) => `${index + 1}. ${titleOf(cell)}`)
                .join("\n"),
        );
        return 0;
    }
    const environment = options.ready ? process.env : await setUp();
    // Only now are its dependencies installed.
    const { tryCells } = await import("./matrix.mjs");
    const folder = mkdtempSync(join(tmpdir(), "pulumi-api-tokens-compat-"));
    try {
        return await tryCells({
            ...options,
            cells: options.ends ? Object.values(ENDS) : undefined,
            folder,
            environment,
        });
    } finally {
        rmSync(folder, { recursive: true, force: true });
    }
});
