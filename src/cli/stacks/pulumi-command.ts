import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { ApiTokenError } from "../../base/errors";

/** What a command of Pulumi ended with. */
interface PulumiRun {
    readonly code: number | null;
    readonly out: string;
    readonly err: string;
}

/** Runs `pulumi` to its end, whatever comes of it. */
export type RunPulumi = (args: readonly string[]) => Promise<PulumiRun>;

/** A backend that is asked for one state answers, or is out of reach. */
const LONGEST = 120_000;

/** Runs the `pulumi` on PATH. Nothing that it is asked here decrypts anything, so it needs no passphrase. */
export async function runPulumi(args: readonly string[]): Promise<PulumiRun> {
    const child = spawn("pulumi", [...args, "--non-interactive", "--color", "never"], {
        env: { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "1" },
        stdio: ["ignore", "pipe", "pipe"],
        // Not `timeout`: its timer keeps this process waiting where there is no pulumi to start.
        signal: AbortSignal.timeout(LONGEST),
    });
    const ended = new Promise<{ code: number | null; late: string }>((resolve, reject) => {
        child.once("close", (code) => {
            resolve({ code, late: "" });
        });
        child.once("error", (error) => {
            if (error.name === "AbortError") {
                resolve({ code: null, late: `it gave no answer in ${LONGEST / 1000} s` });
            } else {
                reject(isMissing(error) ? noPulumi() : error);
            }
        });
    });
    const [{ code, late }, out, err] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
    return { code, out, err: `${err}${late}` };
}

function isMissing(error: Error): boolean {
    return (error as NodeJS.ErrnoException).code === "ENOENT";
}

function noPulumi(): ApiTokenError {
    return new ApiTokenError(
        "ERR_INPUT",
        "no `pulumi` on PATH, and stacks are read through it. Install the Pulumi CLI, or add its folder to PATH",
    );
}
