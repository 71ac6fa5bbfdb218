import { parseArgs } from "node:util";

/** What is wrong before anything has begun. */
export class UsageError extends Error {}

export const help = `Usage: node fleet.mjs --release NAME [OPTION]

Rotates the tokens of all users in fleet.json, once for each release.
The same command again goes on where a run was stopped or killed.

  --release NAME      what the campaign is called: letters, digits, "_", "." and "-".
                      It is set as "release" in the config of every stack
  --concurrency N     so many stacks at a time; default 2
  --cancel-locked     take a stack's lock away, whoever holds it; without it only
                      the lock of a killed run of this campaign on this machine
  --help              print this

Exit code: 0 nothing is left for a person (tokens may wait for the end of an
overlap), 1 something is, or the run was stopped, 2 nothing was begun.`;

/**
 * @param {string[]} args
 * @returns {"help" | { release: string, concurrency: number, cancelLocked: boolean }}
 */
export function readOptions(args) {
    const values = parse(args);
    if (values.help) {
        return "help";
    }
    const { release } = values;
    if (release === undefined) {
        throw new UsageError(`--release is missing\n\n${help}`);
    }
    if (!/^\w[\w.-]{0,63}$/.test(release)) {
        throw new UsageError(
            `--release ${JSON.stringify(release)} cannot be the name of a file: use up to 64 letters, digits, "_", "." and "-", the first a letter, a digit or "_"`,
        );
    }
    const concurrency = Number(values.concurrency);
    if (!/^\d+$/.test(values.concurrency) || concurrency < 1 || concurrency > 100) {
        throw new UsageError(`--concurrency must be a whole number from 1 to 100, not ${values.concurrency}`);
    }
    return { release, concurrency, cancelLocked: values["cancel-locked"] };
}

/** @param {string[]} args */
function parse(args) {
    try {
        return parseArgs({
            args,
            options: {
                release: { type: "string" },
                concurrency: { type: "string", default: "2" },
                "cancel-locked": { type: "boolean", default: false },
                help: { type: "boolean", default: false },
            },
        }).values;
    } catch (error) {
        throw new UsageError(`${error instanceof Error ? error.message : String(error)}\n\n${help}`);
    }
}
