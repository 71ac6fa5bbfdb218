import { ApiTokenError } from "../errors";
import { fingerprint } from "../lifecycle/fingerprint";
import { formatTime, parseTime } from "../lifecycle/time";
import { type ApiTokenInputs, TOKEN_LIFETIME } from "./api-token-inputs";
import { type ApiTokenOutputs, succeed } from "./api-token-state";
import type { ThousandEyesClient } from "./client";

/** What came of a `POST /api-tokens`. */
export interface Issued {
    readonly outputs: ApiTokenOutputs;
    /** The answer had no usable `validUntil`. */
    readonly endIsAssumed: boolean;
}

/** Takes the pasted token as it is. Asks whose it is first: the id is known, and the token seen to work, before anything changes. */
export async function adopt(
    client: ThousandEyesClient,
    inputs: ApiTokenInputs,
    now: number,
): Promise<ApiTokenOutputs> {
    const { resourceName, apiEndpoint, bootstrapToken, rotation } = inputs;
    if (bootstrapToken === undefined || apiEndpoint === undefined) {
        throw new ApiTokenError("ERR_NO_TOKEN", "a new token needs bootstrapToken");
    }
    const { uid, loginAccountGroup } = await client.currentUser(bootstrapToken);
    if (uid === undefined) {
        throw new ApiTokenError(
            "ERR_RESPONSE",
            "GET /users/current answered without a uid: the token has no owner to be kept under",
        );
    }
    const validUntil = parseTime(inputs.validUntil ?? "");
    return {
        ...(inputs.__provider === undefined ? {} : { __provider: inputs.__provider }),
        resourceName,
        apiEndpoint,
        ...(rotation === undefined ? {} : { rotation }),
        bootstrapFingerprint: fingerprint(bootstrapToken),
        token: bootstrapToken,
        tokenFingerprint: fingerprint(bootstrapToken),
        issuedAt: formatTime(now),
        ...(validUntil === undefined ? {} : { validUntil: formatTime(validUntil) }),
        adopted: true,
        userId: uid,
        ...(loginAccountGroup?.aid === undefined ? {} : { loginAccountGroupId: loginAccountGroup.aid }),
        status: "active",
    };
}

/** Has the API issue the successor of the current token. */
export async function regenerate(
    client: ThousandEyesClient,
    outputs: ApiTokenOutputs,
    now: () => number,
): Promise<Issued> {
    const { bearerToken, validUntil } = await client.regenerateToken(outputs.token);
    if (bearerToken === undefined || bearerToken === "") {
        throw new ApiTokenError(
            "ERR_TOKEN_LOST",
            "POST /api-tokens answered 201 without the new token: it exists and nobody holds it. The old one works for at most 14 days. Revoke both in the UI, make a new one there, and set it as bootstrapToken",
        );
    }
    const issuedAt = now();
    const end = parseTime(validUntil ?? "");
    const successor = { token: bearerToken, issuedAt, validUntil: end ?? issuedAt + TOKEN_LIFETIME };
    return { outputs: succeed(outputs, successor), endIsAssumed: end === undefined };
}

/** Asks the API whose token it is, which shows that it works. */
export async function verify(client: ThousandEyesClient, outputs: ApiTokenOutputs): Promise<ApiTokenOutputs> {
    const { loginAccountGroup } = await client.currentUser(outputs.token);
    return loginAccountGroup?.aid === undefined
        ? outputs
        : { ...outputs, loginAccountGroupId: loginAccountGroup.aid };
}
