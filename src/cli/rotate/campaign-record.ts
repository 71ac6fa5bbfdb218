import { mkdirSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import { ApiTokenError, messageOf } from "../../base/errors";
import { formatInstant, wholeSecond } from "../../base/time";
import { writeInOneStep } from "../one-step";
import type { Outcome } from "./outcomes";

interface StackRecord {
    readonly ended: boolean;
    readonly tokens: Readonly<Record<string, Outcome>>;
}

/**
 * What a campaign has done so far, in a file without any token. It saves time and keeps the summary whole; it is not
 * what makes a second run safe: Pulumi's state knows for each token for which release it was rotated.
 */
export class CampaignRecord {
    /** @param startedAt - milliseconds since 1970, whole seconds */
    private constructor(
        private readonly file: string,
        readonly startedAt: number,
        private readonly stacks: Record<string, StackRecord>,
    ) {}

    static open(file: string, now: number): CampaignRecord {
        const text = read(file);
        if (text === undefined) {
            // Tokens carry their time of issue in whole seconds.
            return new CampaignRecord(file, wholeSecond(now), {});
        }
        try {
            const { startedAt, stacks } = JSON.parse(text) as Partial<
                Record<"startedAt" | "stacks", unknown>
            >;
            const start = Date.parse(String(startedAt));
            if (Number.isNaN(start) || typeof stacks !== "object" || stacks === null) {
                throw new Error("it is not a record of a campaign");
            }
            return new CampaignRecord(file, start, stacks as Record<string, StackRecord>);
        } catch (error) {
            throw unusable(file, error);
        }
    }

    /** The outcomes of a stack for whose users nothing is left to do. */
    doneTokens(stack: string, users: readonly string[]): Readonly<Record<string, Outcome>> | undefined {
        const tokens = this.stacks[stack]?.tokens;
        const isDone = (user: string) => /^(rotated|adopted|unchanged)$/.test(tokens?.[user]?.kind ?? "");
        return users.every(isDone) ? tokens : undefined;
    }

    /** Whether an earlier run of this campaign began the stack and did not come to its end. */
    wasCutOff(stack: string): boolean {
        return this.stacks[stack]?.ended === false;
    }

    begin(stack: string): void {
        this.stacks[stack] = { ended: false, tokens: {} };
        this.save();
    }

    end(stack: string, tokens: Readonly<Record<string, Outcome>>): void {
        this.stacks[stack] = { ended: true, tokens };
        this.save();
    }

    private save(): void {
        const { file, startedAt, stacks } = this;
        mkdirSync(dirname(file), { recursive: true });
        const record = { startedAt: formatInstant(startedAt), stacks };
        writeInOneStep(file, `${JSON.stringify(record, undefined, 2)}\n`);
    }
}

function read(file: string): string | undefined {
    try {
        return readFileSync(file, "utf8");
    } catch (error) {
        if ((error as NodeJS.ErrnoException).code === "ENOENT") {
            return undefined;
        }
        throw unusable(file, error);
    }
}

function unusable(file: string, error: unknown): ApiTokenError {
    return new ApiTokenError(
        "ERR_INPUT",
        `${file} cannot be used: ${messageOf(error)}. Remove it and run again: no token is rotated twice, the run only looks at every stack anew`,
    );
}
