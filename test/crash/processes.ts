import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";

interface Process {
    readonly pid: number;
    readonly parent: number;
    readonly command: string;
}

const ISSUER = "dist/issuer-process.js";
const PROVIDER = "dist/plugin.js";

/** Which processes a crash takes, by their commands: the engine's run, or the process that asks for tokens as well. */
const IS_VICTIM = {
    run: (command: string) => !command.includes(ISSUER),
    "run and issuing process": () => true,
    /** With the program, but not with the provider for every language. */
    engine: (command: string) => !command.includes(ISSUER) && !command.includes(PROVIDER),
    provider: (command: string) => command.includes(PROVIDER),
} as const;

export type Victims = keyof typeof IS_VICTIM;

/** Kills a run of Pulumi at once, or a part of it, with SIGKILL. */
export function kill(engine: number, victims: Victims): void {
    for (const { pid } of familyOf(engine).filter(({ command }) => IS_VICTIM[victims](command))) {
        try {
            process.kill(pid, "SIGKILL");
        } catch {
            // It has ended with its parent.
        }
    }
}

/** Waits until something has happened, for at most a minute unless told otherwise. */
export async function until(
    what: string,
    happened: () => boolean | Promise<boolean>,
    minutes = 1,
): Promise<void> {
    for (let tries = 0; tries < minutes * 2400; tries++) {
        if (await happened()) {
            return;
        }
        await pause(25);
    }
    throw new Error(`it did not happen within ${minutes} min: ${what}`);
}

function familyOf(root: number): Process[] {
    const all = allProcesses();
    const family: Process[] = all.filter(({ pid }) => pid === root);
    // Every pass adds the children of those found so far; there are as many passes as generations.
    for (const member of family) {
        family.push(...all.filter(({ parent }) => parent === member.pid));
    }
    return family;
}

function allProcesses(): Process[] {
    return readdirSync("/proc")
        .filter((name) => /^\d+$/.test(name))
        .flatMap((name) => {
            try {
                const stat = readFileSync(`/proc/${name}/stat`, "utf8");
                const command = readFileSync(`/proc/${name}/cmdline`, "utf8").replaceAll("\0", " ");
                const parent = Number(stat.replace(/^.*\) /s, "").split(" ")[1]);
                return [{ pid: Number(name), parent, command }];
            } catch {
                return [];
            }
        });
}
