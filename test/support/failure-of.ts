import { ApiTokenError } from "../../src/base/errors";
import { ProgramError } from "../../src/pulumi/program-error";

/** What a call failed with. Fails itself when the call succeeds, or fails with another kind of error. */
export function failureOf(call: Promise<unknown>): Promise<ApiTokenError> {
    return failureAs(ApiTokenError, call);
}

/** The same for a look-up in a program, which ends with an error that Pulumi shows without a stack trace. */
export function programFailureOf(call: Promise<unknown>): Promise<ProgramError> {
    return failureAs(ProgramError, call);
}

/** The same for any kind of error. */
export async function failureAs<E extends Error>(
    kind: abstract new (...args: never[]) => E,
    call: Promise<unknown>,
): Promise<E> {
    const outcome = await call.then(
        () => "it succeeded",
        (reason: unknown) => reason,
    );
    expect(outcome).toBeInstanceOf(kind);
    return outcome as E;
}
