import { ApiTokenError } from "../base/errors";

/** Something wrong with an input, named by its path such as `rotation.every`. */
export interface InputProblem {
    readonly property: string;
    readonly reason: string;
}

/** Throws `ERR_INPUT` when there is a problem: one found by a check of inputs, or in its own words. */
export function assertNoProblem(problem: InputProblem | string | undefined): void {
    if (problem !== undefined) {
        const words = typeof problem === "string" ? problem : `${problem.property}: ${problem.reason}`;
        throw new ApiTokenError("ERR_INPUT", words);
    }
}
