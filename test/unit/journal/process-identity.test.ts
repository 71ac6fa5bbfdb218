import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import {
    isRunning,
    thisProcess,
    type ProcessIdentity,
    livenessOf,
} from "../../../src/journal/process-identity";
import { DEAD, ELSEWHERE } from "../../support/journal-stage";

/** A process that runs until its input ends, as its own `thisProcess` would describe it. */
async function startChild(): Promise<{ child: ChildProcess; owner: ProcessIdentity }> {
    const child = spawn(process.execPath, ["-e", "process.stdin.resume()"], {
        stdio: ["pipe", "ignore", "ignore"],
    });
    await once(child, "spawn");
    const stat = readFileSync(`/proc/${child.pid ?? 0}/stat`, "utf8");
    const started = stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "";
    return { child, owner: { ...thisProcess(), pid: child.pid ?? 0, started } };
}

/** Waits until a process is in a state, by its letter in `/proc/<pid>/stat`. */
async function hasState(pid: number, state: string): Promise<void> {
    while (!new RegExp(`^\\d+ \\(.*\\) ${state} `, "s").test(readFileSync(`/proc/${pid}/stat`, "utf8"))) {
        await setTimeout(5);
    }
}

test("this process is described by its id and the instant of its start, and lives", () => {
    const owner = thisProcess();
    expect(owner.pid).toBe(process.pid);
    expect(owner.started).toMatch(/^[1-9]\d*$/);
    expect(livenessOf(owner)).toBe("alive");
});

test("a host has the machine and the boot, and is the same for all processes of it", () => {
    expect(thisProcess().host).toContain(readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim());
    expect(thisProcess()).toEqual(thisProcess());
});

test("another process lives until it ends, and is dead from then on", async () => {
    const { child, owner } = await startChild();
    expect(livenessOf(owner)).toBe("alive");
    expect(isRunning(owner.pid)).toBe(true);
    child.stdin?.end();
    await once(child, "exit");
    expect(livenessOf(owner)).toBe("dead");
    expect(isRunning(owner.pid)).toBe(false);
});

test("a process that has the id of another one is not that one", () => {
    expect(livenessOf({ ...thisProcess(), started: "1" })).toBe("dead");
});

test("a process whose id is given out no more is dead", () => {
    expect(livenessOf(DEAD)).toBe("dead");
});

test("nothing is known of a process of another host, whatever has its id here", () => {
    expect(livenessOf(ELSEWHERE)).toBe("elsewhere");
    expect(livenessOf({ ...DEAD, host: "another machine" })).toBe("elsewhere");
});

test("a process that has ended and that its parent has not waited for does not run", async () => {
    const parent = spawn("sh", ["-c", "sleep 60 & echo $!; wait"], { stdio: ["ignore", "pipe", "ignore"] });
    try {
        const [output] = (await once(parent.stdout, "data")) as [Buffer];
        const pid = Number(output.toString());
        expect(isRunning(pid)).toBe(true);
        // Whoever is stopped waits for nobody.
        parent.kill("SIGSTOP");
        await hasState(parent.pid ?? 0, "T");
        process.kill(pid);
        await hasState(pid, "Z");
        expect(isRunning(pid)).toBe(false);
    } finally {
        parent.kill("SIGKILL");
    }
});
