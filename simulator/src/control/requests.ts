import type { Context } from "hono";
import type { z } from "zod";
import { describeIssues } from "../errors";

/** A refusal of the control interface with its status. */
export class ControlError extends Error {
    constructor(
        readonly status: 400 | 404 | 409,
        message: string,
    ) {
        super(message);
    }
}

/** The JSON body of a request, checked; no body counts as `{}`. */
export async function readBody<T>(context: Context, schema: z.ZodType<T>): Promise<T> {
    const text = await context.req.text();
    const parsed = schema.safeParse(parseJson(text.trim() === "" ? "{}" : text));
    if (!parsed.success) {
        throw new ControlError(400, `The body of the request is wrong: ${describeIssues(parsed.error)}.`);
    }
    return parsed.data;
}

function parseJson(text: string): unknown {
    try {
        return JSON.parse(text);
    } catch {
        throw new ControlError(400, "The body of the request is not JSON.");
    }
}
