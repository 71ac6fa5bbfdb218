import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { currentOwner, type Owner, ownerState } from "../../../src/lifecycle/owner";
import { DEAD, ELSEWHERE } from "../../support/journal-stage";

/** A process that runs until its input ends, as its own `currentOwner` would describe it. */
async function startChild(): Promise<{ child: ChildProcess; owner: Owner }> {
    const child = spawn(process.execPath, ["-e", "process.stdin.resume()"], {
        stdio: ["pipe", "ignore", "ignore"],
    });
    await once(child, "spawn");
    const stat = readFileSync(`/proc/${child.pid ?? 0}/stat`, "utf8");
    const started = stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "";
    return { child, owner: { ...currentOwner(), pid: child.pid ?? 0, started } };
}

test("this process is described by its id and the instant of its start, and lives", () => {
    const owner = currentOwner();
    expect(owner.pid).toBe(process.pid);
    expect(owner.started).toMatch(/^[1-9]\d*$/);
    expect(ownerState(owner)).toBe("alive");
});

test("a place has the machine and the boot, and is the same for all processes of it", () => {
    expect(currentOwner().place).toContain(readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim());
    expect(currentOwner()).toEqual(currentOwner());
});

test("another process lives until it ends, and is dead from then on", async () => {
    const { child, owner } = await startChild();
    expect(ownerState(owner)).toBe("alive");
    child.stdin?.end();
    await once(child, "exit");
    expect(ownerState(owner)).toBe("dead");
});

test("a process that has the id of another one is not that one", () => {
    expect(ownerState({ ...currentOwner(), started: "1" })).toBe("dead");
});

test("a process whose id is given out no more is dead", () => {
    expect(ownerState(DEAD)).toBe("dead");
});

test("nothing is known of a process of another place, whatever has its id here", () => {
    expect(ownerState(ELSEWHERE)).toBe("elsewhere");
    expect(ownerState({ ...DEAD, place: "another machine" })).toBe("elsewhere");
});
