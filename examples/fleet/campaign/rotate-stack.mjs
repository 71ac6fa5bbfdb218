import { execFile } from "node:child_process";
import { promisify } from "node:util";
import {
    ConcurrentUpdateError,
    LocalWorkspace,
    StackNotFoundError,
} from "@pulumi/pulumi/automation/index.js";
import { isLeftByDeadProcess } from "./locks.mjs";
import { failuresIn, isReached, outcomeOf, tokensIn } from "./outcomes.mjs";

const execute = promisify(execFile);

/**
 * @typedef {import("@pulumi/pulumi/automation/index.js").Stack} Stack
 * @typedef {import("./outcomes.mjs").Outcome} Outcome
 * @typedef {import("./outcomes.mjs").TokenInState} TokenInState
 *
 * @typedef {object} StackJob
 * @property {string} folder the Pulumi project
 * @property {import("@pulumi/pulumi/automation/index.js").PulumiCommand} pulumiCommand found once for all stacks
 * @property {string} stack
 * @property {string[]} users
 * @property {string} release
 * @property {number} startedAt the campaign, milliseconds since 1970
 * @property {"any" | "of a dead process" | "none"} locksToCancel
 * @property {(text: string) => void} say
 * @property {(user: string) => void} onToken told when Pulumi has created or updated a user's token
 *
 * @typedef {{ tokens: Record<string, Outcome>, problem?: string }} StackResult `problem`: of the stack as a whole
 */

/**
 * Brings one stack to the release. Never throws: what goes wrong is in the result.
 *
 * @param {StackJob} job
 * @returns {Promise<StackResult>}
 */
export async function rotateStack(job) {
    try {
        const { folder: workDir, pulumiCommand } = job;
        const stack = await LocalWorkspace.selectStack({ stackName: job.stack, workDir }, { pulumiCommand });
        await stack.setConfig("release", { value: job.release });
        return await upUntilAllReached(stack, job);
    } catch (error) {
        return { tokens: unreached(job.users), problem: problemOf(error, job.stack) };
    }
}

/**
 * Pulumi ends an update at the first token for which nothing can be done, such as one that was revoked, although it is
 * told to go on after errors: the error comes while it plans. So that the others get their turn, that token is left
 * out the next time.
 *
 * @param {Stack} stack
 * @param {StackJob} job
 * @returns {Promise<StackResult>}
 */
async function upUntilAllReached(stack, job) {
    const { users, release, startedAt } = job;
    /** @type {Map<string, string>} */
    const failures = new Map();
    for (;;) {
        const before = failures.size;
        const problem = await up(stack, job, failures);
        const state = await exportedTokens(stack);
        const isLeft = users.some((user) => !failures.has(user) && !isReached(state.get(user), release));
        if (problem === undefined || !isLeft || failures.size === before) {
            const tokens = users.map((user) => {
                const run = { release, startedAt, failure: failures.get(user) };
                return [user, outcomeOf(state.get(user), run)];
            });
            const result = { tokens: Object.fromEntries(tokens) };
            // With a failure for each token that was not rotated, everything is said.
            return problem !== undefined && (isLeft || failures.size === 0) ? { ...result, problem } : result;
        }
    }
}

/**
 * @param {Stack} stack
 * @param {StackJob} job
 * @param {Map<string, string>} failures those known are left out, new ones are added
 * @returns {Promise<string | undefined>} why it failed
 */
async function up(stack, job, failures) {
    let output = "";
    const onOutput = (/** @type {string} */ text) => {
        output += text;
        for (const [, user] of text.matchAll(/ApiToken (\S+) (?:created|updated) /g)) {
            job.onToken(user ?? "");
        }
    };
    const exclude = [...failures.keys()].map((user) => urnOf(job.stack, user));
    try {
        await withoutStaleLock(stack, job, () =>
            // No onEvent: the SDK puts new tokens in clear among the events, and some versions write those to a file.
            stack.up({
                continueOnError: true,
                suppressOutputs: true,
                color: "never",
                exclude,
                onOutput,
                onError: onOutput,
            }),
        );
        return undefined;
    } catch (error) {
        for (const [user, message] of failuresIn(output, job.users)) {
            failures.set(user, message);
        }
        return problemOf(error, job.stack);
    }
}

/**
 * @template T
 * @param {Stack} stack
 * @param {StackJob} job
 * @param {() => Promise<T>} run
 * @returns {Promise<T>}
 */
async function withoutStaleLock(stack, { locksToCancel, say }, run) {
    try {
        return await run();
    } catch (error) {
        const mayCancel =
            error instanceof ConcurrentUpdateError &&
            (locksToCancel === "any" ||
                (locksToCancel === "of a dead process" && isLeftByDeadProcess(error.message)));
        if (!mayCancel) {
            throw error;
        }
        say("takes away the lock of a run that was cut off");
        await stack.cancel();
        return run();
    }
}

/**
 * The state with its secrets encrypted, which is not what `stack.exportStack()` gives.
 * @param {Stack} stack
 */
async function exportedTokens({ name, workspace }) {
    const args = ["stack", "export", "--stack", name];
    const options = { cwd: workspace.workDir, maxBuffer: 2 ** 30 };
    return tokensIn((await execute(workspace.pulumiCommand.command, args, options)).stdout);
}

/**
 * @param {string} stack
 * @param {string} user
 */
function urnOf(stack, user) {
    return `urn:pulumi:${stack}::fleet::pulumi-nodejs:dynamic/thousandeyes:ApiToken::${user}`;
}

/**
 * @param {string[]} users
 * @returns {Record<string, Outcome>}
 */
function unreached(users) {
    return Object.fromEntries(users.map((user) => [user, { kind: "unreached" }]));
}

/**
 * @param {unknown} error
 * @param {string} stack
 */
function problemOf(error, stack) {
    if (error instanceof StackNotFoundError) {
        return `there is no such stack. Create it with \`pulumi stack init ${stack}\`, or take it out of fleet.json`;
    }
    const message = error instanceof Error ? error.message : String(error);
    if (error instanceof ConcurrentUpdateError) {
        const owner = /created by .* at \S+/.exec(message)?.[0] ?? "its backend does not say by whom";
        return `it is locked (${owner}). Wait for that run, or, when you know that it has ended, run again with --cancel-locked`;
    }
    const lines = message.split("\n").map((line) => line.trim());
    const reason = lines.find((line) => line.startsWith("error: ")) ?? lines.find((line) => line !== "");
    return reason?.replace(/^error: /, "") ?? "it failed without a word";
}
