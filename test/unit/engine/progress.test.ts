import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { engineSources, runNode } from "./machine";

/** Runs statements that call `report`, and gives what reached the stream. */
async function written(stream: { isTTY: boolean; columns?: number }, statements: string): Promise<string> {
    const module = pathToFileURL(join(engineSources, "progress.mjs")).href;
    const program = `
        import { terminalReport, withProgress } from ${JSON.stringify(module)};
        let now = 0;
        Date.now = () => now;
        const report = terminalReport({ ...${JSON.stringify(stream)}, write: (text) => process.stdout.write(text) });
        ${statements}`;
    const { stdout, stderr } = await runNode(["--input-type=module", "--eval", program], {}).outcome;
    expect(stderr).toBe("");
    return stdout;
}

describe("progress", () => {
    test("in a log, a piece of work writes its first line, one about every 15 seconds, and its last", async () => {
        const log = await written(
            { isTTY: false },
            `for (; now < 40_000; now += 1_000) report({ text: "at " + now / 1_000 });
            report({ text: "done", final: true });
            report({ text: "the next" });`,
        );

        expect(log.split("\n")).toEqual(["at 0", "at 15", "at 30", "done", "the next", ""]);
    });

    test("on a terminal, a line replaces the one before and is cut to the width; the final one stays whole", async () => {
        const screen = await written(
            { isTTY: true, columns: 10 },
            `report({ text: "0123456789abc" });
            report({ text: "0123456789abc", final: true });`,
        );

        expect(screen).toBe("\r\u001b[2K012345678\r\u001b[2K0123456789abc\n");
    });

    test("the last line tells that the work is done and how long it took", async () => {
        const log = await written(
            { isTTY: false },
            `await withProgress(report, (done) => (done ? "built" : "building"), async () => { now = 130_000; });`,
        );

        expect(log).toBe("building\nbuilt, 2 min 10 s\n");
    });

    test("the last line of work that fails does not tell that it is done", async () => {
        const log = await written(
            { isTTY: false },
            `await withProgress(report, (done) => (done ? "built" : "building"), () => Promise.reject(new Error("no")))
                .catch(() => {});`,
        );

        expect(log).toBe("building\nbuilding, 0 s\n");
    });
});
