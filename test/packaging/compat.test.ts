import { join } from "node:path";
import { repository } from "../support/stack";
import { runCommand } from "./commands";

jest.setTimeout(300_000);

test("a token is created, left alone, rotated, refreshed and destroyed with the oldest versions, and with the newest", async () => {
    const { code, stdout, stderr } = await runCommand(
        process.execPath,
        [join(repository, "compat", "cli.mjs"), "--ends", "--ready"],
        repository,
    );
    expect(stderr).toBe("");
    expect(stdout).toMatch(/works, \d+ s: Node 20, SDK 3\.216\.0, npm, JavaScript, CommonJS$/m);
    expect(stdout).toMatch(
        /works, \d+ s: Node 26, SDK newest, pnpm, TypeScript 5\.9, ES modules, own ts-node$/m,
    );
    expect(stdout).toMatch(/^2 passed, 0 failed$/m);
    expect(code).toBe(0);
});

test("in the whole matrix each value meets each value of the others in a row, but for Node 20 and the newest SDK", async () => {
    const { stdout } = await runCommand(
        process.execPath,
        [join(repository, "compat", "cli.mjs"), "--list"],
        repository,
    );
    const rows = stdout
        .trim()
        .split("\n")
        .map((line) => /^\d+\. Node (\d+), SDK ([^,]+), (\w+), (.+)$/.exec(line)?.slice(1) ?? []);
    const axes = [0, 1, 2, 3].map((axis) => [...new Set(rows.map((row) => row[axis]))]);
    expect(axes.map((values) => values.length)).toEqual([4, 3, 4, 8]);
    const missing = axes.flatMap((values, axis) =>
        axes
            .slice(axis + 1)
            .flatMap((others, index) =>
                values
                    .flatMap((value) => others.map((other) => [value, other]))
                    .filter(
                        ([value, other]) =>
                            !rows.some((row) => row[axis] === value && row[axis + 1 + index] === other),
                    ),
            ),
    );
    expect(missing).toEqual([["20", "newest"]]);
});
