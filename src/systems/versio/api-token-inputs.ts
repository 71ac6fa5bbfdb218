import { z } from "zod";
import type { AdoptedTokenInputs } from "../../adopted-token/inputs";
import { adoptedTokenShape } from "../../adopted-token/input-shape";
import type { InputProblem } from "../../inputs/input-problem";
import { endpoint, problemsOf } from "../../inputs/schema";
import { DEFAULT_SERVER_URL } from "./settings";

/** The inputs of a `versio.ApiToken` as they reach the provider and are kept in state. */
export interface VersioTokenInputs extends AdoptedTokenInputs {
    readonly name: string;
    /** Filled in by `check`, as the next. */
    readonly environment?: string;
    readonly serverUrl?: string;
    readonly permissions?: string[];
}

const notEmpty = z.string().min(1, "must not be empty");

const inputsSchema = z.strictObject({
    ...adoptedTokenShape,
    name: notEmpty.optional(),
    environment: notEmpty.optional(),
    serverUrl: endpoint(DEFAULT_SERVER_URL).optional(),
    permissions: z.array(notEmpty).optional(),
});

/** Checks everything about inputs that needs no clock and no state. Values not yet known must be left out. */
export function findInputProblems(inputs: unknown): InputProblem[] {
    return problemsOf(inputsSchema, inputs);
}
