import { z } from "zod";
import { endpoint, problemsOf } from "../../inputs/schema";
import type { InputProblem } from "../../inputs/input-problem";
import { checkTogether, rotatingTokenShape } from "../../rotating-token/input-shape";
import { DEFAULT_ENDPOINT, OVERLAP, TOKEN_LIFETIME } from "./settings";

const inputsSchema = z
    .strictObject({
        ...rotatingTokenShape({ lifetime: TOKEN_LIFETIME, overlap: OVERLAP }),
        apiEndpoint: endpoint(DEFAULT_ENDPOINT).optional(),
    })
    .superRefine(checkTogether);

/** Checks everything about inputs that needs no clock and no state. Values not yet known must be left out. */
export function findInputProblems(inputs: unknown): InputProblem[] {
    return problemsOf(inputsSchema, inputs);
}
