import type { z } from "zod";

/** An error whose message is written for the person who runs the simulator: what happened and what to do. */
export class SimulatorError extends Error {
    override readonly name = "SimulatorError";
}

/** The message of anything thrown. */
export function messageOf(error: unknown): string {
    return error instanceof Error ? error.message : String(error);
}

/** Where and what is wrong, one clause per finding: `users[0].uid: expected string`. */
export function describeIssues(error: z.ZodError): string {
    return error.issues.map((issue) => `${describePath(issue.path)}: ${issue.message}`).join("; ");
}

function describePath(path: readonly PropertyKey[]): string {
    if (path.length === 0) {
        return "the whole";
    }
    return path
        .map((key) => (typeof key === "number" ? `[${key}]` : `.${String(key)}`))
        .join("")
        .replace(/^\./, "");
}
