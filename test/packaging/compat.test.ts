import { join } from "node:path";
import { repository } from "../support/stack";
import { runCommand } from "./commands";

jest.setTimeout(300_000);

test("a token is created, left alone, rotated, refreshed and destroyed with the oldest versions, and with the newest", async () => {
    const { code, stdout, stderr } = await runCommand(
        process.execPath,
        [join(repository, "compat", "cli.mjs"), "--ends"],
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
