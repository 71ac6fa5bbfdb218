import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";

/** A process, told apart from every other one on every machine. */
export interface Owner {
    /** Machine, boot and namespace of process ids: within one place a process id means one thing. */
    readonly place: string;
    readonly pid: number;
    /** In clock ticks since boot: tells a process from a later one with the same id. */
    readonly started: string;
}

/** What is known of the process that wrote something. `elsewhere`: it cannot be seen from here. */
export type OwnerState = "alive" | "dead" | "elsewhere";

let thisProcess: Owner | undefined;

/** This process. Found out once: that takes three files of the system to read. */
export function currentOwner(): Owner {
    return (thisProcess ??= {
        place: currentPlace(),
        pid: process.pid,
        started: startOf(process.pid) ?? "",
    });
}

/** Whether a process still runs. */
export function ownerState(owner: Owner): OwnerState {
    if (owner.place !== currentOwner().place) {
        return "elsewhere";
    }
    const started = startOf(owner.pid);
    if (started !== undefined) {
        return started === owner.started ? "alive" : "dead";
    }
    return isRunning(owner.pid) ? "alive" : "dead";
}

function currentPlace(): string {
    const boot = attempt(() => readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim());
    const namespace = attempt(() => readlinkSync("/proc/self/ns/pid"));
    return [hostname(), boot, namespace].filter((part) => part !== undefined).join(" ");
}

/** Linux only: fields 3 and 22 of /proc/<pid>/stat, counted after the name in brackets, which may hold spaces. */
function startOf(pid: number): string | undefined {
    const text = attempt(() => readFileSync(`/proc/${pid}/stat`, "utf8"));
    const fields = text?.replace(/^.*\) /s, "").split(" ");
    // A zombie has ended; where nothing reaps it, it stays in the table.
    return fields?.[0] === "Z" ? "ended" : fields?.[19];
}

function isRunning(pid: number): boolean {
    try {
        process.kill(pid, 0);
        return true;
    } catch (error) {
        return (error as NodeJS.ErrnoException).code === "EPERM";
    }
}

function attempt<T>(read: () => T): T | undefined {
    try {
        return read();
    } catch {
        return undefined;
    }
}
