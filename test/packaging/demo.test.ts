import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { repository } from "../support/stack";

jest.setTimeout(400_000);

let folder: string;
let demo: ChildProcess | undefined;
let output: string;

beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "demo-test-"));
    output = "";
});

afterEach(() => {
    demo?.kill("SIGKILL");
    rmSync(folder, { recursive: true, force: true });
});

/** Starts the demo with a folder for temporary files of its own, by which its processes are also known. */
function startDemo(): { child: ChildProcess; code: Promise<number | null> } {
    const child = spawn(process.execPath, ["scripts/demo.mjs"], {
        cwd: repository,
        env: { ...process.env, TMPDIR: folder, NODE_DISABLE_COMPILE_CACHE: "1" },
        stdio: ["ignore", "pipe", "pipe"],
    });
    demo = child;
    for (const stream of [child.stdout, child.stderr]) {
        stream.setEncoding("utf8").on("data", (text: string) => (output += text));
    }
    return { child, code: once(child, "close").then(([code]) => code as number | null) };
}

/** The command lines of the processes whose folder for temporary files is this one or inside it. */
function processesOf(marker: string): string[] {
    return readdirSync("/proc")
        .filter((name) => /^\d+$/.test(name))
        .flatMap((pid) => {
            try {
                const environment = readFileSync(`/proc/${pid}/environ`, "utf8").split("\0");
                const command = readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").trim();
                const isIts = environment.some((setting) => `${setting}/`.startsWith(`TMPDIR=${marker}/`));
                return isIts && command !== "" ? [command] : [];
            } catch {
                // It has ended meanwhile, or is another user's.
                return [];
            }
        });
}

async function until(
    happened: () => boolean,
    { exitCode }: { exitCode: () => number | null },
): Promise<void> {
    while (!happened()) {
        if (exitCode() !== null) {
            throw new Error(`The demo ended early:\n${output}`);
        }
        await pause(50);
    }
}

test("the demo plays its seven steps, shows them in a table, and leaves nothing behind", async () => {
    const { code } = startDemo();
    expect({ code: await code, output }).toMatchObject({ code: 0 });
    const table = output.slice(output.indexOf("┌"), output.indexOf("┘"));
    const steps = [...table.matchAll(/^│ (\S[^│]*?) *│.*│ *(?:[0-9a-f]{12}|—) *│/gm)].map(([, step]) => step);
    expect(steps).toEqual([
        "create",
        "up, no change",
        "rotate by trigger",
        "use both tokens",
        "consume in a second",
        "up, 700 days later",
        "destroy",
    ]);
    const status = output.slice(output.indexOf("┘"));
    expect(status).toMatch(/✓ {2}rotate\/dev\/ci +ThousandEyes +active +(729|730) days/);
    expect(readFileSync(join(repository, "reports", "demo-status.html"), "utf8")).toContain(
        "1 token in 2 stacks",
    );
    expect(readdirSync(folder)).toEqual([]);
});

test("Ctrl-C while `pulumi up` runs ends the demo with code 130, its processes and its folder", async () => {
    const { child, code } = startDemo();
    const plugin = () =>
        processesOf(folder).some((command) => command.includes("pulumi-resource-pulumi-nodejs"));
    await until(() => output.includes("$ pulumi up") && plugin(), { exitCode: () => child.exitCode });
    child.kill("SIGINT");
    expect({ code: await code, output }).toMatchObject({ code: 130 });
    expect(output).toContain("Stopped by SIGINT.");
    expect(processesOf(folder)).toEqual([]);
    expect(readdirSync(folder)).toEqual([]);
});
