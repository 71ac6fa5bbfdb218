import { z } from "zod";
import { endpointProblem, tokenProblem } from "../http/request-settings";
import { LIFETIME, parseDuration } from "../base/duration";
import { parseTime } from "../base/time";
import type { InputProblem } from "./input-problem";

/** A string that `problem` has no objection to. */
export function checked(problem: (text: string) => string | undefined) {
    return z.string().superRefine((text, context) => {
        const message = problem(text);
        if (message !== undefined) {
            context.addIssue({ code: "custom", message });
        }
    });
}

/** A duration such as `"30d"`, within what `outOfBounds` has no objection to. */
export function duration(outOfBounds: (milliseconds: number) => string | undefined = () => undefined) {
    return checked((text) => {
        const milliseconds = parseDuration(text);
        return milliseconds === undefined
            ? `${JSON.stringify(text)} is not a duration. Write ${LIFETIME.words}`
            : outOfBounds(milliseconds);
    });
}

/** An ISO 8601 date or time. */
export function time() {
    return checked((text) =>
        parseTime(text) === undefined
            ? `${JSON.stringify(text)} is not an ISO 8601 date or time. Write one such as "2028-11-22" or "2028-11-22T09:00:00Z"`
            : undefined,
    );
}

/** A token; `subject` names it in the message, which never shows it. */
export function token(subject: string) {
    return checked((text) => {
        const problem = tokenProblem(text);
        return problem === undefined ? undefined : `${subject} ${problem}`;
    });
}

/** An address that a token may be sent to. */
export function endpoint(example: string) {
    return checked((text) => endpointProblem(text, example));
}

/** Everything that a schema objects to. */
export function problemsOf(schema: z.ZodType, inputs: unknown): InputProblem[] {
    const { error } = schema.safeParse(inputs);
    return (error?.issues ?? []).map((issue) => {
        const unknownKey = issue.code === "unrecognized_keys" ? issue.keys.slice(0, 1) : [];
        return { property: [...issue.path, ...unknownKey].join("."), reason: issue.message };
    });
}
