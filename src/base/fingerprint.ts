import { createHash } from "node:crypto";

/** The first 12 hex digits of a token's SHA-256: lets people and programs compare tokens without seeing them. */
export function fingerprint(token: string): string {
    return createHash("sha256").update(token).digest("hex").slice(0, 12);
}
