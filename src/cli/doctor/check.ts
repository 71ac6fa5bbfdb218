import type { Level } from "../tokens/token-summary";

/** What a check found. */
export interface Finding {
    /** What was looked at. */
    readonly what: string;
    readonly level: Level;
    readonly words: string;
    /** What to do. */
    readonly todo?: string;
}

/** Whether a version is at least another one. */
export function isAtLeast(version: string, least: string): boolean {
    const [parts, needed] = [version, least].map((text) => text.replace(/^v/, "").split(/[.-]/).map(Number));
    for (const [index, part] of (needed ?? []).entries()) {
        const difference = (parts?.[index] ?? 0) - part;
        if (difference !== 0) {
            return difference > 0;
        }
    }
    return true;
}
