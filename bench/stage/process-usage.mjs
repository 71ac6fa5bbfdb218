import { existsSync, readFileSync } from "node:fs";
import { clearInterval, setInterval } from "node:timers";

/**
 * What a process took over its life.
 * @typedef {{ peakMB: number, cpuMs: number }} Usage
 */

/** The engine kills the plugin, which therefore cannot report about itself: the kernel is asked this often. */
const INTERVAL = 100;

/** The kernel counts CPU time in these. Source: `CLK_TCK` of every Linux that Node runs on. */
const TICK_MS = 10;

/**
 * Follows the processes that `name-process.cjs` notes in a file, until it is stopped.
 * @param {string} file
 * @returns {{ stop: () => Map<string, Usage> }} `stop` gives what each kind of process took
 */
export function followProcesses(file) {
    /** @type {Map<string, Usage>} */
    const usages = new Map();
    const look = () => {
        const lines = existsSync(file) ? readFileSync(file, "utf8").trim().split("\n") : [];
        for (const line of lines) {
            const [pid = "", kind = ""] = line.split(" ");
            const usage = usageOf(pid);
            if (usage !== undefined) {
                usages.set(kind, usage);
            }
        }
    };
    const timer = setInterval(look, INTERVAL);
    return {
        stop: () => {
            clearInterval(timer);
            return usages;
        },
    };
}

/**
 * @param {string} pid
 * @returns {Usage | undefined} nothing when the process has ended
 */
function usageOf(pid) {
    try {
        const status = readFileSync(`/proc/${pid}/status`, "utf8");
        const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
        const peak = /^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1];
        // The name of the command, in parentheses, may hold spaces; utime and stime are fields 14 and 15.
        const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
        const ticks = Number(fields[11]) + Number(fields[12]);
        return peak === undefined ? undefined : { peakMB: Number(peak) / 1024, cpuMs: ticks * TICK_MS };
    } catch {
        return undefined;
    }
}
