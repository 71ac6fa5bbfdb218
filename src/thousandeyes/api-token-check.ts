import { z } from "zod";
import { duration, endpoint, type InputProblem, problemsOf, time, token } from "../input-check";
import { DAY } from "../lifecycle/duration";
import { OVERLAP, TOKEN_LIFETIME } from "./api-token-inputs";
import { DEFAULT_ENDPOINT } from "./settings";

const LONGEST_BEFORE_EXPIRY = TOKEN_LIFETIME - OVERLAP;

const rotationSchema = z.strictObject({
    beforeExpiry: duration((length) =>
        length > LONGEST_BEFORE_EXPIRY
            ? `beforeExpiry can be at most ${LONGEST_BEFORE_EXPIRY / DAY}d: a new token lives 2 years, the overlap with its predecessor takes 14 days of them, and with more it would be due again at once`
            : undefined,
    ).optional(),
    every: duration((length) =>
        length < OVERLAP
            ? "every must be at least 14d: for that long the previous token stays valid, and the API issues no third one before"
            : undefined,
    ).optional(),
    triggers: z.record(z.string(), z.string()).optional(),
    duringOverlap: z.enum(["fail", "defer"]).optional(),
});

const inputsSchema = z
    .strictObject({
        __provider: z.string().optional(),
        resourceName: z.string().optional(),
        bootstrapToken: token("the bootstrap token").optional(),
        onCreate: z.enum(["regenerate", "adopt"]).optional(),
        validUntil: time().optional(),
        rotation: rotationSchema.optional(),
        apiEndpoint: endpoint(DEFAULT_ENDPOINT).optional(),
    })
    .superRefine((inputs, context) => {
        if (inputs.validUntil !== undefined && inputs.onCreate !== "adopt") {
            const message =
                'validUntil goes with onCreate: "adopt" only: a regenerated token brings its own end';
            context.addIssue({ code: "custom", path: ["validUntil"], message });
        }
    });

/** Checks everything about inputs that needs no clock and no state. Values not yet known must be left out. */
export function findInputProblems(inputs: unknown): InputProblem[] {
    return problemsOf(inputsSchema, inputs);
}
