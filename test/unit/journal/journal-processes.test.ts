import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { attemptFor, DEADLINE, JournalStage, MARK, OLD, SUCCESSOR_MARK } from "../../support/journal-stage";

const BUILT = join(__dirname, "..", "..", "..", "dist", "journal");

/** Begins an attempt once the signal is there, writes down what came of it, and ends as told. */
const PROGRAM = `
const [built, folder, request, signal, keepRunning] = process.argv.slice(1);
const { existsSync } = require("node:fs");
const { Journal } = require(built + "/journal.js");
const { systemProcesses } = require(built + "/process-identity.js");
const { openStore } = require(built + "/stores/open.js");
process.stdout.write("ready\\n");
const parent = process.ppid;
while (!existsSync(signal)) if (process.ppid !== parent) process.exit(1);
const journal = new Journal(openStore(folder), systemProcesses, Date.now);
journal.begin(JSON.parse(request)).then((begun) => {
    process.stdout.write(JSON.stringify("kind" in begun ? begun : { kind: "begun", name: begun.name }) + "\\n");
    if (keepRunning === "true") process.stdin.resume();
});
`;

const stage = new JournalStage();
const children: ChildProcess[] = [];

afterEach(() => {
    children.splice(0).forEach((child) => {
        child.kill();
    });
});

/** A process about to begin: the lines it prints come one by one. */
function startBeginner(signal: string, keepRunning: boolean) {
    const args = [BUILT, stage.folder, JSON.stringify(attemptFor(OLD)), signal, String(keepRunning)];
    const child = spawn(process.execPath, ["-e", PROGRAM, ...args], { stdio: ["pipe", "pipe", "inherit"] });
    children.push(child);
    const ended = new Promise<void>((resolve) =>
        child.once("close", () => {
            resolve();
        }),
    );
    const lines: string[] = [];
    let wake: () => void = () => undefined;
    let rest = "";
    child.stdout.on("data", (data: Buffer) => {
        const parts = (rest + data.toString()).split("\n");
        rest = parts.pop() ?? "";
        lines.push(...parts);
        wake();
    });
    const line = async (index: number): Promise<string> => {
        while (lines.length <= index) {
            await Promise.race([new Promise<void>((resolve) => (wake = resolve)), ended]);
            const end = child.exitCode ?? child.signalCode;
            if (lines.length <= index && end !== null) {
                throw new Error(`it ended with ${end}`);
            }
        }
        return lines[index] ?? "";
    };
    return { child, line, ended };
}

test("the journal that child processes use is built", () => {
    expect(existsSync(join(BUILT, "journal.js"))).toBe(true);
});

test("of eight processes that begin at the same instant exactly one gets the attempt", async () => {
    const signal = `${stage.folder}.signal`;
    const beginners = Array.from({ length: 8 }, () => startBeginner(signal, true));
    await Promise.all(beginners.map(({ line }) => line(0)));
    writeFileSync(signal, "");
    const outcomes = await Promise.all(
        beginners.map(async ({ line }) => JSON.parse(await line(1)) as { kind: string; pid?: number }),
    );
    const winner = outcomes.findIndex(({ kind }) => kind === "begun");
    const busy = { kind: "busy", pid: beginners[winner]?.child.pid };
    expect(outcomes.filter((_, index) => index !== winner)).toEqual(Array(7).fill(busy));
    expect(stage.entries()).toEqual([`${MARK}.1.json`]);
});

test("an attempt of a process that ended is interrupted, and the next process takes it up", async () => {
    const signal = `${stage.folder}.signal`;
    writeFileSync(signal, "");
    const { line, ended } = startBeginner(signal, false);
    expect(JSON.parse(await line(1))).toMatchObject({ kind: "begun" });
    children.splice(0).forEach((child) => {
        child.kill();
    });
    await ended;
    stage.now = Date.now();
    expect(await stage.view()).toMatchObject({ kind: "interrupted", deadline: DEADLINE });
    expect(await stage.issue()).toMatchObject({ name: `${MARK}.2.json` });
    expect(await stage.view()).toEqual({ kind: "issued", fingerprint: SUCCESSOR_MARK });
});

describe("where the disk takes only a part of a file", () => {
    /** Calls the store in a process whose files cannot be longer than 4 blocks of 512 bytes. @returns how it ended */
    const callLimited = (call: string, name: string) => {
        const program = `require(process.argv[1]).openStore(process.argv[2]).${call}.catch(() => process.exit(3))`;
        const limited = `trap '' XFSZ; ulimit -f 4; exec "$0" -e "$@"`;
        const args = [program, join(BUILT, "stores", "open.js"), stage.folder, name];
        return spawnSync("sh", ["-c", limited, process.execPath, ...args]).status;
    };
    const LONG = `"x".repeat(5000)`;

    test.each([
        ["its text", `create(process.argv[3], ${LONG}, 0)`],
        ["its room", `create(process.argv[3], "text", 5000)`],
    ])("an entry is not created when %s has no place, and nothing of it is left", async (_what, call) => {
        await stage.issue();
        expect(callLimited(call, `${MARK}.2.json`)).toBe(3);
        expect(stage.names()).toEqual([`${MARK}.1.json`]);
    });

    test("an entry is not replaced, and stays as it was", async () => {
        await stage.issue();
        const before = stage.content();
        expect(callLimited(`replace(process.argv[3], ${LONG})`, `${MARK}.1.json`)).toBe(3);
        expect(stage.content()).toEqual(before);
        expect(await stage.view()).toEqual({ kind: "issued", fingerprint: SUCCESSOR_MARK });
    });
});
