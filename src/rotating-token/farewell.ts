import { endOf, type RotatingTokenOutputs } from "./state";

/** Says of a token that leaves the state until when it works, and where a person ends it. */
export function farewell(outputs: RotatingTokenOutputs, tokensInUi: string, now: number): string {
    const { tokenFingerprint, validUntil, status } = outputs;
    const left = `token ${tokenFingerprint} leaves the state`;
    if (endOf(outputs) <= now) {
        return `${left}; it expired at ${validUntil ?? ""}`;
    }
    if (status === "rejected") {
        return `${left}; it was rejected when last asked about`;
    }
    const end = validUntil === undefined ? "until its own end, which is not known" : `until ${validUntil}`;
    return `${left} and stays valid ${end}: the API cannot revoke it. To end it now: ${tokensInUi}`;
}
