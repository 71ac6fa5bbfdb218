import { execFile } from "node:child_process";

/** What a command ended with. */
export interface Ended {
    code: number;
    stdout: string;
    stderr: string;
}

/** Runs a command to its end, whatever its exit code. */
export function runCommand(command: string, args: string[], cwd: string): Promise<Ended> {
    return new Promise((resolve, reject) => {
        execFile(command, args, { cwd, maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
            if (error === null || typeof error.code === "number") {
                resolve({ code: Number(error?.code ?? 0), stdout, stderr });
            } else {
                reject(new Error(`${command} could not be run: ${error.message}`));
            }
        });
    });
}

/** Runs a command that has to succeed, and gives its standard output. */
export async function outputOf(command: string, args: string[], cwd: string): Promise<string> {
    const { code, stdout, stderr } = await runCommand(command, args, cwd);
    if (code !== 0) {
        throw new Error(`${command} ${args.join(" ")} ended with code ${code}:\n${stdout}\n${stderr}`);
    }
    return stdout;
}

/** Installs packages into the project in a folder; without any, those that its package.json asks for. */
export async function npmInstall(folder: string, ...packages: string[]): Promise<void> {
    const quietly = ["--prefer-offline", "--no-audit", "--no-fund", "--no-progress"];
    await outputOf("npm", ["install", ...quietly, ...packages], folder);
}

/** Runs a script in Node, as a program in that folder, and gives what it printed as JSON. */
export async function evaluate(folder: string, script: string): Promise<unknown> {
    return JSON.parse(await outputOf(process.execPath, ["-e", script], folder));
}
