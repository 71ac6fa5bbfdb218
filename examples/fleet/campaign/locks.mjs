import { readFileSync } from "node:fs";
import { hostname } from "node:os";

/**
 * Whether every lock that Pulumi's message names was taken by a process of this machine that has ended. A backend that
 * does not name the process (Pulumi Cloud) gives no answer, and then it is no.
 *
 * @param {string} message of a file, S3, GCS or Azure backend: `… created by root@host (pid 4711) at …`
 */
export function isLeftByDeadProcess(message) {
    const owners = [...message.matchAll(/created by \S*@(\S+) \(pid (\d+)\)/g)];
    const isDead = (/** @type {RegExpExecArray} */ [, host, pid]) =>
        host === hostname() && !isAlive(Number(pid));
    return owners.length > 0 && owners.every(isDead);
}

/** @param {number} pid */
function isAlive(pid) {
    try {
        process.kill(pid, 0);
    } catch (error) {
        // EPERM: it is another user's, and alive.
        return error instanceof Error && "code" in error && error.code === "EPERM";
    }
    return !isZombie(pid);
}

/**
 * One that has ended and was not waited for, as happens in containers.
 * @param {number} pid
 */
function isZombie(pid) {
    try {
        return /^\d+ \(.*\) Z /s.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
    } catch {
        return false;
    }
}
