import { fingerprint } from "../../src/base/fingerprint";
import type { RotatingTokenInputs } from "../../src/rotating-token/inputs";
import type { RotatingTokenOutputs } from "../../src/rotating-token/state";

export const ENDPOINT = "https://api.thousandeyes.com/v7";

/** A token regenerated on 2030-01-01 out of the pasted token "bootstrap"; differs from that as told. */
export function outputs(changes: Partial<RotatingTokenOutputs> = {}): RotatingTokenOutputs {
    return {
        apiEndpoint: ENDPOINT,
        bootstrapFingerprint: fingerprint("bootstrap"),
        token: "current",
        tokenFingerprint: fingerprint("current"),
        issuedAt: "2030-01-01T00:00:00Z",
        validUntil: "2032-01-01T00:00:00Z",
        userId: "1001",
        status: "active",
        ...changes,
    };
}

/** A pasted token taken as it is, whose end nobody gave; differs from that as told. */
export function adoptedOutputs(changes: Partial<RotatingTokenOutputs> = {}): RotatingTokenOutputs {
    const { validUntil: _, ...endless } = outputs();
    return {
        ...endless,
        token: "bootstrap",
        tokenFingerprint: fingerprint("bootstrap"),
        adopted: true,
        ...changes,
    };
}

/** The inputs that {@link outputs} were made from; differ from that as told. */
export function inputs(changes: Partial<RotatingTokenInputs> = {}): RotatingTokenInputs {
    return { bootstrapToken: "bootstrap", apiEndpoint: ENDPOINT, ...changes };
}
