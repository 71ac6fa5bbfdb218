import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { UsageError } from "./options.mjs";

/**
 * @typedef {import("./outcomes.mjs").Outcome} Outcome
 * @typedef {{ ended: boolean, tokens: Record<string, Outcome> }} StackRecord
 */

/**
 * What a campaign has done so far, in a file without any token. It saves time and keeps the summary whole; it is not
 * what makes a second run safe: Pulumi's state knows for each token for which release it was rotated.
 */
export class CampaignRecord {
    /**
     * @param {string} file
     * @param {number} startedAt milliseconds since 1970, whole seconds
     * @param {Record<string, StackRecord>} stacks
     */
    constructor(file, startedAt, stacks) {
        this.file = file;
        this.startedAt = startedAt;
        this.stacks = stacks;
    }

    /**
     * @param {string} file
     * @param {number} now
     */
    static open(file, now) {
        const text = read(file);
        // Tokens carry their time of issue in whole seconds.
        return text === undefined
            ? new CampaignRecord(file, Math.floor(now / 1000) * 1000, {})
            : fromText(file, text);
    }

    /**
     * The outcomes of a stack for whose users nothing is left to do.
     *
     * @param {string} stack
     * @param {string[]} users
     * @returns {Record<string, Outcome> | undefined}
     */
    doneTokens(stack, users) {
        const tokens = this.stacks[stack]?.tokens;
        const isDone = (/** @type {string} */ user) =>
            /^(rotated|adopted|unchanged)$/.test(tokens?.[user]?.kind ?? "");
        return users.every(isDone) ? tokens : undefined;
    }

    /**
     * Whether an earlier run of this campaign began the stack and did not come to its end.
     * @param {string} stack
     */
    wasCutOff(stack) {
        return this.stacks[stack]?.ended === false;
    }

    /** @param {string} stack */
    begin(stack) {
        this.stacks[stack] = { ended: false, tokens: {} };
        this.save();
    }

    /**
     * @param {string} stack
     * @param {Record<string, Outcome>} tokens
     */
    end(stack, tokens) {
        this.stacks[stack] = { ended: true, tokens };
        this.save();
    }

    /** In one step: whoever kills the run leaves the file before or the file after. */
    save() {
        const { file, startedAt, stacks } = this;
        mkdirSync(dirname(file), { recursive: true });
        const text = JSON.stringify({ startedAt: new Date(startedAt).toISOString(), stacks }, undefined, 2);
        writeFileSync(`${file}.new`, `${text}\n`);
        renameSync(`${file}.new`, file);
    }
}

/** @param {string} file */
function read(file) {
    try {
        return readFileSync(file, "utf8");
    } catch (error) {
        if (error instanceof Error && "code" in error && error.code === "ENOENT") {
            return undefined;
        }
        throw unusable(file, error);
    }
}

/**
 * @param {string} file
 * @param {string} text
 */
function fromText(file, text) {
    try {
        /** @type {{ startedAt: string, stacks: Record<string, StackRecord> | null }} */
        const { startedAt, stacks } = JSON.parse(text);
        const start = Date.parse(startedAt);
        if (Number.isNaN(start) || typeof stacks !== "object" || stacks === null) {
            throw new Error("it is not a record of a campaign");
        }
        return new CampaignRecord(file, start, stacks);
    } catch (error) {
        throw unusable(file, error);
    }
}

/**
 * @param {string} file
 * @param {unknown} error
 */
function unusable(file, error) {
    const why = error instanceof Error ? error.message : String(error);
    return new UsageError(
        `${file} cannot be used: ${why}. Remove it and run again: no token is rotated twice, the run only looks at every stack anew`,
    );
}
