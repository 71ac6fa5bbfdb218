import { readFileSync } from "node:fs";
import { UsageError } from "./options.mjs";

/** @typedef {Map<string, string[]>} Plan the users of each stack */

/**
 * Reads the plan. The stacks' program (index.ts) reads the same file, so that a plain `pulumi up` declares the same tokens.
 *
 * @param {string} file
 * @returns {Plan}
 */
export function readPlan(file) {
    const { stacks } = parse(file);
    if (typeof stacks !== "object" || stacks === null || Array.isArray(stacks)) {
        throw new UsageError(`${file} has no "stacks": write { "stacks": { "<stack>": ["<user>", …] } }`);
    }
    const entries = Object.entries(stacks).map(([stack, users]) => entry(file, stack, users));
    if (entries.length === 0) {
        throw new UsageError(`${file} names no stack`);
    }
    return new Map(entries);
}

/**
 * @param {string} file
 * @returns {{ stacks?: unknown }}
 */
function parse(file) {
    try {
        return JSON.parse(readFileSync(file, "utf8")) ?? {};
    } catch (error) {
        throw new UsageError(
            `${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
        );
    }
}

/**
 * @param {string} file
 * @param {string} stack
 * @param {unknown} users
 * @returns {[string, string[]]}
 */
function entry(file, stack, users) {
    const isName = (/** @type {unknown} */ name) => typeof name === "string" && /^[\w.-]+$/.test(name);
    if (!isName(stack)) {
        throw new UsageError(`${file}: ${JSON.stringify(stack)} cannot be the name of a stack`);
    }
    if (!Array.isArray(users) || !users.every(isName)) {
        throw new UsageError(
            `${file}: the users of ${stack} must be a list of names of letters, digits, "_", "." and "-"`,
        );
    }
    if (new Set(users).size < users.length) {
        throw new UsageError(`${file}: ${stack} names a user twice`);
    }
    return [stack, users];
}
