import { readFileSync } from "node:fs";
import { ApiTokenError, messageOf } from "../../base/errors";

/** The users of each stack. */
export type Plan = ReadonlyMap<string, readonly string[]>;

/** Reads the plan. The stacks' program reads the same file, so that a plain `pulumi up` declares the same tokens. */
export function readPlan(file: string): Plan {
    const { stacks } = parse(file);
    if (typeof stacks !== "object" || stacks === null || Array.isArray(stacks)) {
        throw unusable(`${file} has no "stacks": write { "stacks": { "<stack>": ["<user>", …] } }`);
    }
    const entries = Object.entries(stacks).map(([stack, users]) => entry(file, stack, users));
    if (entries.length === 0) {
        throw unusable(`${file} names no stack`);
    }
    return new Map(entries);
}

function parse(file: string): { stacks?: unknown } {
    try {
        return (JSON.parse(readFileSync(file, "utf8")) ?? {}) as { stacks?: unknown };
    } catch (error) {
        throw unusable(`${file} cannot be read: ${messageOf(error)}`);
    }
}

function entry(file: string, stack: string, users: unknown): [string, string[]] {
    if (!isName(stack)) {
        throw unusable(`${file}: ${JSON.stringify(stack)} cannot be the name of a stack`);
    }
    if (!Array.isArray(users) || !users.every(isName)) {
        throw unusable(
            `${file}: the users of ${stack} must be a list of names of letters, digits, "_", "." and "-"`,
        );
    }
    if (new Set(users).size < users.length) {
        throw unusable(`${file}: ${stack} names a user twice`);
    }
    return [stack, users];
}

function isName(name: unknown): name is string {
    return typeof name === "string" && /^[\w.-]+$/.test(name);
}

function unusable(message: string): ApiTokenError {
    return new ApiTokenError("ERR_INPUT", message);
}
