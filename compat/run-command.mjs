import { spawn } from "node:child_process";

/** How long an installation or a build may take. */
const LIMIT = 180_000;

/**
 * Runs a command to its end, and throws, with what it said, when it fails.
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd: string, environment: NodeJS.ProcessEnv }} options
 * @returns {Promise<string>} its standard output
 */
export function runCommand(command, args, { cwd, environment }) {
    return new Promise((resolve, reject) => {
        const child = spawn(command, args, {
            cwd,
            env: environment,
            stdio: ["ignore", "pipe", "pipe"],
            timeout: LIMIT,
        });
        const said = { stdout: "", stderr: "" };
        for (const name of /** @type {const} */ (["stdout", "stderr"])) {
            child[name].setEncoding("utf8").on("data", (/** @type {string} */ text) => (said[name] += text));
        }
        child.on("error", reject);
        child.on("close", (code, signal) => {
            if (code === 0) {
                resolve(said.stdout);
                return;
            }
            const how = signal ?? `code ${code ?? "?"}`;
            const words = `${said.stdout}${said.stderr}`.trim();
            reject(new Error(`\`${command} ${args.join(" ")}\` ended with ${how}:\n${words}`));
        });
    });
}
