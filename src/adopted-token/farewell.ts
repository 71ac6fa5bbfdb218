import { fingerprint } from "../base/fingerprint";
import { quoted } from "../base/terminal-text";
import { formatTime } from "../base/time";
import { type AdoptedTokenOutputs, systemEnd } from "./state";

/** Says when a token ends, as far as is known. */
export function endInWords(outputs: AdoptedTokenOutputs): string {
    const end = systemEnd(outputs);
    return end === undefined ? "its end is not known" : `it expires at ${formatTime(end)}`;
}

/** What is said of a token depends on. */
interface Parted {
    /** The name of a resource of the program that holds the token as well. */
    readonly goesOnIn: string | undefined;
    readonly tokensInUi: string;
    readonly now: number;
}

/** Says of a token that leaves the state whether it goes on, and where a person ends it. */
export function farewell(outputs: AdoptedTokenOutputs, { goesOnIn, tokensInUi, now }: Parted): string {
    if (goesOnIn !== undefined) {
        return `token ${outputs.tokenFingerprint} goes on in ${quoted(goesOnIn)}, which holds it as well`;
    }
    const left = `token ${outputs.tokenFingerprint} leaves the state`;
    const end = systemEnd(outputs);
    if (end !== undefined && end <= now) {
        return `${left}; it expired at ${formatTime(end)}`;
    }
    if (outputs.status !== "active") {
        return `${left}; it was rejected when last asked about`;
    }
    return `${left} and stays valid; ${endInWords(outputs)}. To end it: ${tokensInUi}`;
}

/** Says of the previous token, which leaves the state unrevoked, where a person ends it. */
export function farewellToPrevious(token: string, tokensInUi: string): string {
    return `the previous token ${fingerprint(token)} leaves the state; if it still works, a person ends it: ${tokensInUi}`;
}
