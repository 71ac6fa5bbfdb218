import { ApiTokenError } from "../../src/errors";

/** What a call failed with. Fails itself when the call succeeds, or fails with another kind of error. */
export async function failureOf(call: Promise<unknown>): Promise<ApiTokenError> {
    const outcome = await call.then(
        () => "it succeeded",
        (reason: unknown) => reason,
    );
    expect(outcome).toBeInstanceOf(ApiTokenError);
    return outcome as ApiTokenError;
}
