import { ApiTokenError } from "../../src/errors";
import { ProgramError } from "../../src/pulumi/program-error";

/** What a call failed with. Fails itself when the call succeeds, or fails with another kind of error. */
export async function failureOf(call: Promise<unknown>): Promise<ApiTokenError> {
    const outcome = await call.then(
        () => "it succeeded",
        (reason: unknown) => reason,
    );
    expect(outcome).toBeInstanceOf(ApiTokenError);
    return outcome as ApiTokenError;
}

/** The same for a look-up in a program, which ends with an error that Pulumi shows without a stack trace. */
export async function programFailureOf(call: Promise<unknown>): Promise<ProgramError> {
    const outcome = await call.then(
        () => "it succeeded",
        (reason: unknown) => reason,
    );
    expect(outcome).toBeInstanceOf(ProgramError);
    return outcome as ProgramError;
}
