import { mkdirSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { isLeftByDeadProcess, locksIn } from "../../../src/cli/stacks/locks";
import { DEAD } from "../../support/journal-stage";
import { temporaryFolder } from "../../support/temporary-folder";

const folder = temporaryFolder();
const OWNERS = [
    ["a process of this machine that has ended", hostname(), DEAD.pid, true],
    ["a process of this machine that runs", hostname(), process.pid, false],
    ["a process of another machine", "elsewhere", DEAD.pid, false],
] as const;

test.each(OWNERS)("the lock of %s is told as such", async (_name, host, pid, isLeft) => {
    const locks = join(folder.path, ".pulumi", "locks", "organization", "project", "dev");
    mkdirSync(locks, { recursive: true });
    writeFileSync(join(locks, "one.json"), JSON.stringify({ username: "ci", hostname: host, pid }));
    expect(await locksIn(folder.path, "organization/project/dev")).toEqual([
        { owner: `ci@${host} (pid ${pid})`, isLeft },
    ]);
});

test.each(OWNERS)("Pulumi's message names %s", (_name, host, pid, isLeft) => {
    expect(isLeftByDeadProcess(`  one.json: created by ci@${host} (pid ${pid}) at 2026-11-27`)).toBe(isLeft);
});

test("one lock that may be held, or none that is named, is not to be taken away", () => {
    const [dead, alive] = [DEAD.pid, process.pid].map((pid) => `created by ci@${hostname()} (pid ${pid}) at`);
    expect(isLeftByDeadProcess(`${dead} x\n${alive} y`)).toBe(false);
    expect(isLeftByDeadProcess("another update is in progress")).toBe(false);
});
