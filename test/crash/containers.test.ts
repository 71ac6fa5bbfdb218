import { execFile } from "node:child_process";
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { Journal } from "../../src/journal/journal";
import { systemProcesses } from "../../src/journal/process-identity";
import { openStore } from "../../src/journal/stores/open";
import { temporaryFolder } from "../support/temporary-folder";
import { CONTAINER, requireNamespaces } from "./namespaces";

const ROUNDS = 100;
/** Milliseconds from one round to the next. */
const PAUSE = 25;
/** Until all containers are ready for the first one. */
const HEAD_START = 1500;

interface Result {
    readonly round: number;
    readonly pid: number;
    readonly posts: number;
    readonly issued: string;
    readonly reply: { readonly kind: string; readonly journalProblem?: string };
}

const home = temporaryFolder();
const run = promisify(execFile);

beforeAll(() => {
    requireNamespaces(CONTAINER);
});

async function contend(folder: string, tokensFile: string, start: number): Promise<Result[]> {
    const script = join(__dirname, "contender.cjs");
    const args = [...CONTAINER, process.execPath, script, folder, tokensFile, String(start), String(PAUSE)];
    const { stdout } = await run("unshare", args);
    return stdout
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line) as Result);
}

test("containers that share a journal and have the same process ids send one request for a token", async () => {
    const folder = join(home.path, "journal");
    const tokensFile = join(home.path, "tokens.json");
    const tokens = Array.from({ length: ROUNDS }, (_, round) => `token-of-round-${round}`);
    writeFileSync(tokensFile, JSON.stringify(tokens));
    const start = Date.now() + HEAD_START;
    const containers = await Promise.all([1, 2, 3].map(() => contend(folder, tokensFile, start)));
    const results = containers.flat();
    expect(results).toHaveLength(3 * ROUNDS);
    expect(new Set(results.map(({ pid }) => pid)).size).toBe(1);
    expect(results.filter(({ reply }) => reply.journalProblem !== undefined)).toEqual([]);

    const journal = new Journal(openStore(folder), systemProcesses, Date.now);
    for (const [round, token] of tokens.entries()) {
        const winners = results.filter((result) => result.round === round && result.posts > 0);
        expect(winners).toHaveLength(1);
        expect((await journal.recover(token))?.token).toBe(winners[0]?.issued);
    }
    // Nothing is left over beside the entries.
    expect(readdirSync(folder).filter((name) => !name.endsWith(".1.json"))).toEqual([]);
}, 60_000);
