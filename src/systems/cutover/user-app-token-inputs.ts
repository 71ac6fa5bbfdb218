import { z } from "zod";
import type { AdoptedTokenInputs } from "../../adopted-token/inputs";
import { adoptedTokenShape } from "../../adopted-token/input-shape";
import type { InputProblem } from "../../inputs/input-problem";
import { checked, endpoint, problemsOf } from "../../inputs/schema";
import { EXAMPLE_BASE_URL, userAppTokenProblem } from "./settings";

/** The inputs of a `cutover.UserAppToken` as they reach the provider and are kept in state. */
export interface UserAppTokenInputs extends AdoptedTokenInputs {
    readonly userId: string;
    readonly label?: string;
    /** The argument `tokenId`: the output of that name is what was found. */
    readonly wantedTokenId?: string;
    /** Filled in by `check`. */
    readonly baseUrl?: string;
    readonly revoke?: boolean;
    readonly adminToken?: string;
}

const digits = checked((text) =>
    /^\d+$/.test(text) ? undefined : 'must be a string of digits, such as "337"',
);

function userAppToken(subject: string) {
    return checked((text) => {
        const problem = userAppTokenProblem(text);
        return problem === undefined ? undefined : `${subject} ${problem}`;
    });
}

const inputsSchema = z.strictObject({
    ...adoptedTokenShape,
    validUntil: z.undefined("Cutover tells when a token expires: leave validUntil out").optional(),
    token: userAppToken("the token").optional(),
    adminToken: userAppToken("the admin token").optional(),
    userId: digits.optional(),
    label: z.string().min(1, "must not be empty").optional(),
    wantedTokenId: digits.optional(),
    baseUrl: endpoint(EXAMPLE_BASE_URL).optional(),
    revoke: z.boolean().optional(),
});

/** Checks everything about inputs that needs no clock and no state. Values not yet known must be left out. */
export function findInputProblems(inputs: unknown): InputProblem[] {
    return problemsOf(inputsSchema, inputs).map(({ property, reason }) => ({
        property: property === "wantedTokenId" ? "tokenId" : property,
        reason,
    }));
}
