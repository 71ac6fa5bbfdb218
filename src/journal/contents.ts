import { fingerprint } from "../base/fingerprint";
import { parseJson } from "../base/json";
import type { IssuedEntry } from "./entry";
import { type Sealed, seal, unseal } from "./sealing";

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

function placeOf(oldToken: string, what: string): string {
    return `${fingerprint(oldToken)} ${what}`;
}
