import { fingerprint } from "../base/fingerprint";
import { parseJson } from "../base/json";
import type { IssuedEntry } from "./entry";
import { type Sealed, seal, unseal, unsealBytes } from "./sealing";

/** A token as the API issued it. Instants are milliseconds since 1970. */
export type Successor = Omit<IssuedEntry, "sealed" | "fingerprint"> & { readonly token: string };

/** What a successor is asked for. */
export interface Cause {
    readonly triggers: Readonly<Record<string, string>>;
}

/** A successor, so that only the holder of the old token can read it. */
export function sealSuccessor({ token, issuedAt, validUntil }: Successor, oldToken: string): IssuedEntry {
    const mark = fingerprint(token);
    return {
        fingerprint: mark,
        issuedAt,
        validUntil,
        sealed: seal(token, oldToken, placeOf(oldToken, mark)),
    };
}

/** `undefined` when it was sealed with another token. */
export function openSuccessor(issued: IssuedEntry, oldToken: string): Successor | undefined {
    const { sealed, fingerprint: mark, issuedAt, validUntil } = issued;
    const token = unseal(sealed, oldToken, placeOf(oldToken, mark));
    return token === undefined ? undefined : { token, issuedAt, validUntil };
}

/** The same for what it is asked for: the value of a trigger may be a secret. */
export function sealCause(cause: Cause, oldToken: string): Sealed {
    return seal(JSON.stringify(cause), oldToken, placeOf(oldToken, "cause"));
}

export function openCause(sealed: Sealed | undefined, oldToken: string): Cause | undefined {
    const text = sealed === undefined ? undefined : unseal(sealed, oldToken, placeOf(oldToken, "cause"));
    return text === undefined ? undefined : (parseJson(text) as Cause);
}

/** More than any answer of these APIs: what a proxy's page has beyond it is of no use. */
const MOST_RECEIVED = 64 * 1024;

/** The same for what arrived where no new token could be found in it. */
export function sealReceived(received: Buffer, oldToken: string): Sealed {
    return seal(received.subarray(0, MOST_RECEIVED), oldToken, placeOf(oldToken, "received"));
}

export function openReceived(sealed: Sealed | undefined, oldToken: string): Buffer | undefined {
    return sealed === undefined ? undefined : unsealBytes(sealed, oldToken, placeOf(oldToken, "received"));
}

function placeOf(oldToken: string, what: string): string {
    return `${fingerprint(oldToken)} ${what}`;
}
