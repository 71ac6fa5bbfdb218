import { spawn } from "node:child_process";
import { join } from "node:path";
import { text } from "node:stream/consumers";

const CLI = join(__dirname, "..", "..", "dist", "cli.js");

interface CliOptions {
    readonly input?: string;
    readonly environment?: NodeJS.ProcessEnv;
    readonly cwd?: string;
}

/** Runs the built command with an environment of its own. */
export async function runCli(
    args: readonly string[],
    { input = "", environment = {}, cwd }: CliOptions = {},
) {
    const child = spawn(process.execPath, [CLI, ...args], {
        env: { PATH: process.env.PATH, ...environment },
        ...(cwd === undefined ? {} : { cwd }),
    });
    child.stdin.on("error", () => undefined).end(input);
    const ended = new Promise<number | null>((resolve) => child.once("exit", resolve));
    const [out, err, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
    return { out, err, code };
}
