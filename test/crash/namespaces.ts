import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import type { Run, Runner } from "../support/stack";
import type { StackStage } from "../support/stack-stage";

/** Whoever is not root needs a namespace of users to make any other one. */
const AS_ROOT = process.getuid?.() === 0 ? [] : ["--user", "--map-root-user"];

/** What a container is to its processes: they count from 1, and see nobody else. */
export const CONTAINER = [...AS_ROOT, "--pid", "--fork", "--mount-proc", "--kill-child"];

/** Says what is missing on a machine where namespaces cannot be made: these tests prove nothing without them. */
export function requireNamespaces(options: readonly string[]): void {
    try {
        execFileSync("unshare", [...options, "true"], { stdio: "pipe" });
    } catch (error) {
        const what = `unshare ${options.join(" ")}`;
        const text = `this test needs "${what}" (util-linux), as root or with user namespaces for everybody (sysctl kernel.unprivileged_userns_clone=1, and AppArmor's apparmor_restrict_unprivileged_userns=0)`;
        throw new Error(text, { cause: error });
    }
}

/** Mounts that only the processes started in here see. They end with it, whatever becomes of the test. */
export class Mounts {
    private constructor(private readonly holder: ChildProcess) {}

    /** @param script - of a shell, which mounts; its arguments are `$1` and so on */
    static async open(script: string, ...args: string[]): Promise<Mounts> {
        requireNamespaces([...AS_ROOT, "--mount"]);
        const held = `set -e; ${script}; echo mounted; exec cat`;
        const holder = spawn("unshare", [...AS_ROOT, "--mount", "sh", "-c", held, "sh", ...args], {
            stdio: ["pipe", "pipe", "pipe"],
        });
        let said = "";
        holder.stderr.setEncoding("utf8").on("data", (text: string) => (said += text));
        const ended = once(holder, "close").then(() => {
            throw new Error(`what this test needs cannot be mounted: ${said}`);
        });
        await Promise.race([once(holder.stdout, "data"), ended]);
        ended.catch(() => undefined);
        return new Mounts(holder);
    }

    /** The command that runs another one in here. */
    entering(command: string, args: readonly string[], cwd: string): [string, string[]] {
        const users = AS_ROOT.length === 0 ? [] : ["--user", "--preserve-credentials"];
        const there = ["sh", "-c", 'cd "$0" && exec "$@"', cwd, command, ...args];
        return ["nsenter", ["--target", String(this.holder.pid), ...users, "--mount", "--", ...there]];
    }

    /** Runs a script of a shell to its end. @returns what it printed */
    sh(script: string, ...args: string[]): string {
        const [command, all] = this.entering("sh", ["-c", script, "sh", ...args], "/");
        return execFileSync(command, all, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
    }

    async close(): Promise<void> {
        const ended = once(this.holder, "close");
        this.holder.stdin?.end();
        await ended;
    }
}

/** Runs Pulumi where it sees the mounts. */
export class MountedRunner implements Runner {
    readonly printed: string[];

    constructor(
        private readonly stage: StackStage,
        private readonly mounts: Mounts,
    ) {
        this.printed = stage.printed;
    }

    pulumi(args: string[], cwd: string): Promise<Run> {
        const [command, all] = this.mounts.entering("pulumi", [...args, "--non-interactive"], cwd);
        return this.stage.execute(command, all, cwd);
    }
}
