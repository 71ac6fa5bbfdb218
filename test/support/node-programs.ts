import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";

/** A program in Node that runs, with what it printed so far. */
export interface NodeProgram {
    readonly child: ChildProcess;
    readonly said: () => string;
    readonly ended: Promise<number | null>;
}

/** The programs of a test: those that still run end with it. */
export class NodePrograms {
    private started: ChildProcess[] = [];

    run(args: readonly string[], environment: NodeJS.ProcessEnv): NodeProgram {
        const child = spawn(process.execPath, args, {
            env: { ...process.env, ...environment },
            stdio: ["ignore", "pipe", "pipe"],
        });
        this.started.push(child);
        let said = "";
        for (const stream of [child.stdout, child.stderr]) {
            stream.setEncoding("utf8").on("data", (text: string) => (said += text));
        }
        const ended = once(child, "close").then(([code]) => code as number | null);
        return { child, said: () => said, ended };
    }

    async end(): Promise<void> {
        const running = this.started.filter(({ exitCode, signalCode }) => (exitCode ?? signalCode) === null);
        this.started = [];
        const ended = running.map((child) => once(child, "exit"));
        running.forEach((child) => child.kill());
        await Promise.all(ended);
    }
}
