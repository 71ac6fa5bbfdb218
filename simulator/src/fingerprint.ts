import { createHash } from "node:crypto";

/** What tokens look like: UUIDs, and words of letters and digits longer than any other in a path or a query. */
const tokens =
    /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9a-z]{22}(?::|%3a)[0-9a-z]{22}|[0-9a-z]{26,}/gi;

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
    return text.replace(tokens, nameOf);
}

/** The same for a query, in which every value of `apiToken` is a token whatever it looks like. */
export function redactQuery(query: string): string {
    const redacted = query.replace(/([?&])([^&=]*)=([^&]+)/g, (parameter, start: string, name: string) => {
        const [[decodedName = "", value = ""] = []] = new URLSearchParams(parameter.slice(1));
        return decodedName.toLowerCase() === "apitoken" ? `${start}${name}=${nameOf(value)}` : parameter;
    });
    return redactTokens(redacted);
}

function nameOf(token: string): string {
    return `(token ${fingerprintOfHash(hashToken(token))})`;
}
