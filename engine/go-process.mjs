import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { clearTimeout, setTimeout } from "node:timers";

/**
 * @typedef {object} GoRun
 * @property {string} go the path of the command
 * @property {string[]} args
 * @property {string} cwd
 * @property {NodeJS.ProcessEnv} environment
 * @property {AbortSignal} stop ends the process and the compilers it has started
 * @property {(line: string) => void} [onMessage] takes each line of stderr
 */

/** Go ended with an error; `messages` is what it wrote to stderr. */
export class GoFailure extends Error {
    /**
     * @param {string[]} messages
     * @param {string} how
     */
    constructor(messages, how) {
        super(`go ${how}`);
        this.messages = messages;
        this.how = how;
    }
}

const patience = 5_000;
const onWindows = process.platform === "win32";

/**
 * Runs Go and gives the lines of its stdout.
 * @param {GoRun} options
 * @returns {Promise<string[]>}
 */
export async function runGo({ go, args, cwd, environment, stop, onMessage }) {
    stop.throwIfAborted();
    // In a process group of its own, so that ending the group ends the compilers too, and so that Ctrl-C reaches
    // this process alone, which then ends Go in order.
    const child = spawn(go, args, {
        cwd,
        env: goEnvironment(environment),
        stdio: ["ignore", "pipe", "pipe"],
        detached: !onWindows,
    });
    /** @type {string[]} */
    const output = [];
    /** @type {string[]} */
    const messages = [];
    createInterface(child.stdout).on("line", (line) => output.push(line));
    createInterface(child.stderr).on("line", (line) => {
        messages.push(line);
        onMessage?.(line);
    });
    const end = () => {
        endGroup(child);
    };
    stop.addEventListener("abort", end, { once: true });
    try {
        const how = await outcome(child);
        stop.throwIfAborted();
        if (how !== undefined) {
            throw new GoFailure(messages, how);
        }
        return output;
    } finally {
        stop.removeEventListener("abort", end);
    }
}

/**
 * The user's own, but for what would build something else than what is pinned, for this machine: a workspace file in a
 * folder above, and another target system.
 * @param {NodeJS.ProcessEnv} environment
 */
function goEnvironment(environment) {
    /** @type {NodeJS.ProcessEnv} */
    const own = { ...environment, GOWORK: "off" };
    delete own.GOOS;
    delete own.GOARCH;
    return own;
}

/**
 * @param {import("node:child_process").ChildProcess} child
 * @returns {Promise<string | undefined>} how it failed
 */
function outcome(child) {
    return new Promise((resolve) => {
        child.on("error", (error) => {
            resolve(`could not be started: ${error.message}`);
        });
        child.on("close", (code, signal) => {
            resolve(
                code === 0 ? undefined : signal ? `was ended by ${signal}` : `ended with code ${code ?? "?"}`,
            );
        });
    });
}

/** @param {import("node:child_process").ChildProcess} child */
function endGroup(child) {
    signalGroup(child, "SIGTERM");
    const hard = setTimeout(() => {
        signalGroup(child, "SIGKILL");
    }, patience);
    child.on("close", () => {
        clearTimeout(hard);
    });
}

/**
 * @param {import("node:child_process").ChildProcess} child
 * @param {NodeJS.Signals} signal
 */
function signalGroup(child, signal) {
    if (child.pid === undefined) {
        return;
    }
    try {
        if (onWindows) {
            child.kill(signal);
        } else {
            process.kill(-child.pid, signal);
        }
    } catch {
        // It has ended by itself in the meantime.
    }
}
