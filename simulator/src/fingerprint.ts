import { createHash } from "node:crypto";

const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi;

/** The SHA-256 of a token in hex: all that the simulator keeps of it. */
export function hashToken(token: string): string {
    return createHash("sha256").update(token).digest("hex");
}

/** How a token is named to people: the first 12 hex digits of its SHA-256. */
export function fingerprintOfHash(sha256: string): string {
    return sha256.slice(0, 12);
}

/** Replaces whatever looks like a token by its fingerprint, for text that is logged. */
export function redactTokens(text: string): string {
    return text.replace(uuid, (token) => `(token ${fingerprintOfHash(hashToken(token))})`);
}

/** The token of an `Authorization: Bearer …` header; undefined when the header is missing or malformed. */
export function bearerToken(header: string | undefined): string | undefined {
    return /^Bearer +(\S+)$/i.exec(header ?? "")?.[1];
}
