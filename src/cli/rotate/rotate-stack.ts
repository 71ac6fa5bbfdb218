import { execFile } from "node:child_process";
import { promisify } from "node:util";
import {
    ConcurrentUpdateError,
    LocalWorkspace,
    type PulumiCommand,
    type Stack,
    StackNotFoundError,
} from "@pulumi/pulumi/automation";
import { messageOf } from "../../base/errors";
import { formatUrn } from "../../base/urn";
import { isLeftByDeadProcess } from "../stacks/locks";
import { errorLine } from "../stacks/stack-problem";
import { failuresIn, isReached, outcomeOf, type StackResult, type TokenInState, tokensIn } from "./outcomes";

const execute = promisify(execFile);

/** What is to be done with one stack. */
interface StackJob {
    /** The Pulumi project. */
    readonly folder: string;
    /** Found once for all stacks. */
    readonly pulumiCommand: PulumiCommand;
    readonly stack: string;
    readonly users: readonly string[];
    readonly release: string;
    /** The campaign, milliseconds since 1970. */
    readonly startedAt: number;
    readonly locksToCancel: "any" | "of a dead process" | "none";
    readonly say: (text: string) => void;
    /** Told when Pulumi has created or updated a user's token. */
    readonly onToken: (user: string) => void;
}

/** Brings one stack to the release. Never throws: what goes wrong is in the result. */
export async function rotateStack(job: StackJob): Promise<StackResult> {
    try {
        const { folder: workDir, pulumiCommand } = job;
        const stack = await LocalWorkspace.selectStack({ stackName: job.stack, workDir }, { pulumiCommand });
        await stack.setConfig("release", { value: job.release });
        return await upUntilAllReached(stack, job);
    } catch (error) {
        const unreached = job.users.map((user) => [user, { kind: "unreached" as const }]);
        return {
            tokens: Object.fromEntries(unreached) as StackResult["tokens"],
            problem: problemOf(error, job.stack),
        };
    }
}

/**
 * Pulumi ends an update at the first token for which nothing can be done, such as one that was revoked, although it is
 * told to go on after errors: the error comes while it plans. So that the others get their turn, that token is left
 * out the next time.
 */
async function upUntilAllReached(stack: Stack, job: StackJob): Promise<StackResult> {
    const { users, release, startedAt } = job;
    const failures = new Map<string, string>();
    for (;;) {
        const before = failures.size;
        const problem = await up(stack, job, failures);
        const state = await exportedTokens(stack);
        const isLeft = users.some((user) => !failures.has(user) && !isReached(state.get(user), release));
        if (problem === undefined || !isLeft || failures.size === before) {
            const tokens = users.map((user) => {
                const run = { release, startedAt, failure: failures.get(user) };
                return [user, outcomeOf(state.get(user), run)] as const;
            });
            const result = { tokens: Object.fromEntries(tokens) };
            // With a failure for each token that was not rotated, everything is said.
            return problem !== undefined && (isLeft || failures.size === 0) ? { ...result, problem } : result;
        }
    }
}

/**
 * @param failures - those known are left out, new ones are added
 * @returns why it failed
 */
async function up(stack: Stack, job: StackJob, failures: Map<string, string>): Promise<string | undefined> {
    let output = "";
    const onOutput = (text: string) => {
        output += text;
        for (const [, user] of text.matchAll(/ApiToken (\S+) (?:created|updated) /g)) {
            job.onToken(user ?? "");
        }
    };
    const exclude = await urnsOf(stack, [...failures.keys()]);
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

async function withoutStaleLock(
    stack: Stack,
    { locksToCancel, say }: StackJob,
    run: () => Promise<unknown>,
): Promise<void> {
    try {
        await run();
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
        await run();
    }
}

/** The state with its secrets encrypted, which is not what `stack.exportStack()` gives. */
async function exportedTokens({ name, workspace }: Stack): Promise<Map<string, TokenInState>> {
    const args = ["stack", "export", "--stack", name];
    const options = { cwd: workspace.workDir, maxBuffer: 2 ** 30 };
    return tokensIn((await execute(workspace.pulumiCommand.command, args, options)).stdout);
}

/** Also of tokens that no state has yet. */
async function urnsOf({ name, workspace }: Stack, users: readonly string[]): Promise<string[]> {
    if (users.length === 0) {
        return [];
    }
    const { name: project } = await workspace.projectSettings();
    const stack = name.slice(name.lastIndexOf("/") + 1);
    const type = "pulumi-nodejs:dynamic/thousandeyes:ApiToken";
    return users.map((user) => formatUrn({ stack, project, type, name: user }));
}

function problemOf(error: unknown, stack: string): string {
    if (error instanceof StackNotFoundError) {
        return `there is no such stack. Create it with \`pulumi stack init ${stack}\`, or take it out of the plan`;
    }
    const message = messageOf(error);
    if (error instanceof ConcurrentUpdateError) {
        const owner = /created by .* at \S+/.exec(message)?.[0] ?? "its backend does not say by whom";
        return `it is locked (${owner}). Wait for that run, or, when you know that it has ended, run again with --cancel-locked`;
    }
    return errorLine(message) ?? "it failed without a word";
}
