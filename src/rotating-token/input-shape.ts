import { z } from "zod";
import { describeDuration, formatDuration } from "../base/duration";
import { duration, time, token } from "../inputs/schema";
import type { RotatingTokenSystem } from "./system";

/** The schema of what every token takes that rotates, for the systems to build on. */
export function rotatingTokenShape({ lifetime, overlap }: Pick<RotatingTokenSystem, "lifetime" | "overlap">) {
    return {
        bootstrapToken: token("the bootstrap token").optional(),
        onCreate: z.enum(["regenerate", "adopt"]).optional(),
        validUntil: time().optional(),
        rotation: z
            .strictObject({
                beforeExpiry: duration(beforeExpiryProblem(lifetime, overlap)).optional(),
                every: duration(everyProblem(overlap)).optional(),
                triggers: z.record(z.string(), z.string()).optional(),
                duringOverlap: z.enum(["fail", "defer"]).optional(),
            })
            .optional(),
    };
}

function beforeExpiryProblem(lifetime: number, overlap: number) {
    const longest = lifetime - overlap;
    return (length: number) =>
        length > longest
            ? `beforeExpiry can be at most ${formatDuration(longest)}: a new token lives ${describeDuration(lifetime)}, the overlap with its predecessor takes ${describeDuration(overlap)} of them, and with more it would be due again at once`
            : undefined;
}

function everyProblem(overlap: number) {
    return (length: number) =>
        length < overlap
            ? `every must be at least ${formatDuration(overlap)}: for that long the previous token stays valid, and the API issues no third one before`
            : undefined;
}

/** Adds to a schema what concerns several inputs at once. */
export function checkTogether(
    inputs: { validUntil?: unknown; onCreate?: unknown },
    context: z.core.$RefinementCtx,
): void {
    if (inputs.validUntil !== undefined && inputs.onCreate !== "adopt") {
        const message = 'validUntil goes with onCreate: "adopt" only: a regenerated token brings its own end';
        context.addIssue({ code: "custom", path: ["validUntil"], message });
    }
}
