import { ApiTokenError } from "../errors";
import { askPatiently } from "../fresh-token";
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

/** The same for a token that was just issued, and may be refused for its first seconds. */
export function verifyPatiently(
    client: ThousandEyesClient,
    outputs: ApiTokenOutputs,
    wait: (milliseconds: number) => Promise<void>,
): Promise<ApiTokenOutputs> {
    return askPatiently((fresh) => verify(client, outputs, { fresh }), wait);
}
