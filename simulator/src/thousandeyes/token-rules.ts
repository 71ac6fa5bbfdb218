import { isoSeconds } from "../clock";
import type { StoredToken } from "./state";

const overlapMs = 14 * 86_400_000;

/** How many tokens of one user may be valid at a time. */
export const maximumActiveTokens = 2;

/** Whether a token is accepted at this time. */
export function isActive(token: StoredToken, now: Date): boolean {
    return token.revokedAt === null && now < new Date(token.validUntil);
}

/** The tokens of a user that are accepted at this time. */
export function activeTokens(tokens: readonly StoredToken[], uid: string, now: Date): StoredToken[] {
    return tokens.filter((token) => token.uid === uid && isActive(token, now));
}

/** The end of a token issued now: two years on. */
export function endOfNewToken(now: Date): Date {
    const end = new Date(now);
    end.setUTCFullYear(end.getUTCFullYear() + 2);
    return end;
}

/** The tokens after a user's regeneration: the others of the user end in 14 days or at their own end. */
export function regenerate(
    tokens: readonly StoredToken[],
    fresh: StoredToken,
    now: Date,
): readonly StoredToken[] {
    const overlapEnd = new Date(now.getTime() + overlapMs);
    const shortened = tokens.map((token) =>
        token.uid === fresh.uid && isActive(token, now) && overlapEnd < new Date(token.validUntil)
            ? { ...token, validUntil: isoSeconds(overlapEnd) }
            : token,
    );
    return [...shortened, fresh];
}
