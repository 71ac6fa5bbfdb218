import { z } from "zod";
import { DAY, DURATION_FORM, parseDuration } from "../lifecycle/duration";
import { parseTime } from "../lifecycle/time";
import { OVERLAP, TOKEN_LIFETIME } from "./api-token-inputs";
import { endpointProblem, tokenProblem } from "./settings";

/** Something wrong with an input, named by its path such as `rotation.every`. */
export interface InputProblem {
    readonly property: string;
    readonly reason: string;
}

const LONGEST_BEFORE_EXPIRY = TOKEN_LIFETIME - OVERLAP;

/** A string that `problem` has no objection to. */
function checked(problem: (text: string) => string | undefined) {
    return z.string().superRefine((text, context) => {
        const message = problem(text);
        if (message !== undefined) {
            context.addIssue({ code: "custom", message });
        }
    });
}

function duration(outOfBounds: (milliseconds: number) => string | undefined) {
    return checked((text) => {
        const milliseconds = parseDuration(text);
        return milliseconds === undefined
            ? `${JSON.stringify(text)} is not a duration. Write ${DURATION_FORM}`
            : outOfBounds(milliseconds);
    });
}

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
        bootstrapToken: checked((token) => prefixed("the bootstrap token", tokenProblem(token))).optional(),
        onCreate: z.enum(["regenerate", "adopt"]).optional(),
        validUntil: checked((text) =>
            parseTime(text) === undefined
                ? `${JSON.stringify(text)} is not an ISO 8601 date or time. Write one such as "2028-11-22" or "2028-11-22T09:00:00Z"`
                : undefined,
        ).optional(),
        rotation: rotationSchema.optional(),
        apiEndpoint: checked(endpointProblem).optional(),
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
    const { error } = inputsSchema.safeParse(inputs);
    return (error?.issues ?? []).map((issue) => {
        const unknownKey = issue.code === "unrecognized_keys" ? issue.keys.slice(0, 1) : [];
        return { property: [...issue.path, ...unknownKey].join("."), reason: issue.message };
    });
}

function prefixed(subject: string, problem: string | undefined): string | undefined {
    return problem === undefined ? undefined : `${subject} ${problem}`;
}
