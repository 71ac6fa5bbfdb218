import { readdir, readFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { parseJson } from "../../base/json";
import { printable } from "../../base/terminal-text";
import { formatTime, parseTime } from "../../base/time";
import { isRunning } from "../../journal/process-identity";

/** A run that has a stack, or that has left it locked. */
export interface StackLock {
    /** In words; nothing where the backend does not tell. */
    readonly owner: string;
    /** Its process was on this machine, and has ended. */
    readonly isLeft: boolean;
    /** Milliseconds since 1970. */
    readonly since?: number;
}

/** Where a folder as a backend keeps the locks of a stack. */
const LOCKS = join(".pulumi", "locks");

/**
 * The locks of a stack whose state is in a folder of this machine: Pulumi has no command that tells them.
 *
 * @param folder of the backend
 * @param stack as Pulumi lists it, such as `organization/project/dev`
 */
export async function locksIn(folder: string, stack: string): Promise<StackLock[]> {
    const place = join(folder, LOCKS, ...stack.split("/"));
    const names = await readdir(place).catch(() => []);
    const texts = names
        .filter((name) => name.endsWith(".json"))
        .map((name) => readFile(join(place, name), "utf8"));
    return (await Promise.all(texts.map((text) => text.catch(() => ""))))
        .filter((text) => text !== "")
        .map(lockFrom);
}

function lockFrom(text: string): StackLock {
    const { username, hostname: host, pid, timestamp } = (parseJson(text) ?? {}) as Record<string, unknown>;
    const since = typeof timestamp === "string" ? parseTime(timestamp) : undefined;
    const process = typeof pid === "number" ? ` (pid ${pid})` : "";
    const who = `${textOr(username, "somebody")}@${textOr(host, "a machine")}${process}`;
    return {
        ...(since === undefined ? {} : { since }),
        owner: printable(since === undefined ? who : `${who} since ${formatTime(since)}`),
        isLeft: typeof pid === "number" && hasEndedHere(host, pid),
    };
}

function textOr(value: unknown, otherwise: string): string {
    return typeof value === "string" ? value : otherwise;
}

/**
 * Whether every lock that Pulumi's message names was taken by a process of this machine that has ended. A backend that
 * does not name the process (Pulumi Cloud) gives no answer, and then it is no.
 *
 * @param message - of a file, S3, GCS or Azure backend: `… created by root@host (pid 4711) at …`
 */
export function isLeftByDeadProcess(message: string): boolean {
    const owners = [...message.matchAll(/created by \S*@(\S+) \(pid (\d+)\)/g)];
    return owners.length > 0 && owners.every(([, host, pid]) => hasEndedHere(host, Number(pid)));
}

function hasEndedHere(host: unknown, pid: number): boolean {
    return host === hostname() && !isRunning(pid);
}
