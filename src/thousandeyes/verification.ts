import { ApiTokenError } from "../errors";
import type { ApiTokenOutputs } from "./api-token-state";
import type { ThousandEyesClient } from "./client";

/** Asks the API whose token it is, which shows that it works, and takes over what it says of the user. */
export async function verify(
    client: ThousandEyesClient,
    outputs: ApiTokenOutputs,
    { fresh = false } = {},
): Promise<ApiTokenOutputs> {
    const { uid = outputs.userId, loginAccountGroup } = await client.currentUser(outputs.token, { fresh });
    if (uid === "") {
        const message = "GET /users/current answered without a uid: the token has no owner to be kept under";
        throw new ApiTokenError("ERR_RESPONSE", message);
    }
    const { aid } = loginAccountGroup ?? {};
    return { ...outputs, userId: uid, ...(aid === undefined ? {} : { loginAccountGroupId: aid }) };
}

/** Whether the API refused the token itself. */
export function isRejection(error: unknown): error is ApiTokenError {
    return error instanceof ApiTokenError && error.code === "ERR_TOKEN_REJECTED";
}

/** How long to wait after each refusal of a token that was just issued: 7.5 seconds in all. */
const PATIENCE = [500, 1000, 2000, 4000];

/** The same for a token that was just issued, and may be refused for its first seconds. */
export async function verifyPatiently(
    client: ThousandEyesClient,
    outputs: ApiTokenOutputs,
    wait: (milliseconds: number) => Promise<void>,
): Promise<ApiTokenOutputs> {
    for (const delay of PATIENCE) {
        try {
            return await verify(client, outputs, { fresh: true });
        } catch (error) {
            if (!isRejection(error)) {
                throw error;
            }
            await wait(delay);
        }
    }
    return verify(client, outputs);
}
