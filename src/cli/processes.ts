import { readFileSync } from "node:fs";
import { attempt } from "../base/attempt";

/** Whether a process of this machine runs. */
export function isRunning(pid: number): boolean {
    try {
        process.kill(pid, 0);
    } catch (error) {
        // EPERM: it is another user's, and alive.
        return (error as NodeJS.ErrnoException).code === "EPERM";
    }
    return !isZombie(pid);
}

/** One that has ended and was not waited for, as happens in containers. */
function isZombie(pid: number): boolean {
    const text = attempt(() => readFileSync(`/proc/${pid}/stat`, "utf8"));
    return /^\d+ \(.*\) Z /s.test(text ?? "");
}
