import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";
import { attempt } from "../base/attempt";

/** A process, told apart from every other one on every machine. */
export interface ProcessIdentity {
    /** Machine, boot and namespace of process ids: on one host a process id means one thing. */
    readonly host: string;
    readonly pid: number;
    /** In clock ticks since boot: tells a process from a later one with the same id. */
    readonly started: string;
}

/** What is known of a process. `elsewhere`: it cannot be seen from here. */
export type Liveness = "alive" | "dead" | "elsewhere";

/** The processes that can be seen from here. */
export interface Processes {
    self(): ProcessIdentity;
    livenessOf(process: ProcessIdentity): Liveness;
}

let self: ProcessIdentity | undefined;

/** This process. Found out once: that takes three files of the system to read. */
export function thisProcess(): ProcessIdentity {
    return (self ??= {
        host: currentHost(),
        pid: process.pid,
        started: startOf(process.pid) ?? "",
    });
}

/** Whether a process still runs. */
export function livenessOf(identity: ProcessIdentity): Liveness {
    if (identity.host !== thisProcess().host) {
        return "elsewhere";
    }
    const started = startOf(identity.pid);
    if (started !== undefined) {
        return started === identity.started ? "alive" : "dead";
    }
    return isRunning(identity.pid) ? "alive" : "dead";
}

/** The processes of this system. */
export const systemProcesses: Processes = { self: thisProcess, livenessOf };

function currentHost(): string {
    const boot = attempt(() => readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim());
    const namespace = attempt(() => readlinkSync("/proc/self/ns/pid"));
    return [hostname(), boot, namespace].filter((part) => part !== undefined).join(" ");
}

/** A zombie has ended; where nothing reaps it, as happens in containers, it stays in the table. */
const ENDED = "ended";

/** Linux only: fields 3 and 22 of /proc/<pid>/stat, counted after the name in brackets, which may hold spaces. */
function startOf(pid: number): string | undefined {
    const text = attempt(() => readFileSync(`/proc/${pid}/stat`, "utf8"));
    const fields = text?.replace(/^.*\) /s, "").split(" ");
    return fields?.[0] === "Z" ? ENDED : fields?.[19];
}

/** Whether a process of this machine runs. Whoever knows when it started asks {@link livenessOf}: ids are given again. */
export function isRunning(pid: number): boolean {
    try {
        process.kill(pid, 0);
    } catch (error) {
        // EPERM: it is another user's, and alive.
        return (error as NodeJS.ErrnoException).code === "EPERM";
    }
    return startOf(pid) !== ENDED;
}
