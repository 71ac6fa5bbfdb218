import { quoted } from "../base/terminal-text";
import { endOf, type RotatingTokenOutputs } from "./state";

/** What is said of a token depends on. */
interface Parted {
    /** The name of a resource of the program that holds the token now. */
    readonly goesOnIn: string | undefined;
    readonly tokensInUi: string;
    readonly now: number;
}

/** Says of a token that leaves the state whether it goes on, until when it works, and where a person ends it. */
export function farewell(outputs: RotatingTokenOutputs, { goesOnIn, tokensInUi, now }: Parted): string {
    const { tokenFingerprint, validUntil, status } = outputs;
    if (goesOnIn !== undefined) {
        return `token ${tokenFingerprint} goes on in ${quoted(goesOnIn)}`;
    }
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
