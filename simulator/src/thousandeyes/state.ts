import { z } from "zod";

const storedTokenSchema = z.strictObject({
    sha256: z.string().regex(/^[0-9a-f]{64}$/),
    uid: z.string(),
    issuedAt: z.iso.datetime(),
    validUntil: z.iso.datetime(),
    revokedAt: z.iso.datetime().nullable(),
});

/** The form of the ThousandEyes part of the state file. */
export const thousandEyesStateSchema = z.strictObject({
    tokens: z.array(storedTokenSchema),
    users: z.record(z.string(), z.strictObject({ locked: z.boolean(), apiAccess: z.boolean().nullable() })),
    unauthorized: z.record(z.string(), z.array(z.number())),
});

/** A token as kept: its hash, its user, and its times (ISO 8601). */
export type StoredToken = z.output<typeof storedTokenSchema>;

/**
 * What the ThousandEyes part keeps over a restart: tokens, what the control interface changed about users (an
 * `apiAccess` of null is what the organisations file says), and the times of 401 answers by source address.
 */
export type ThousandEyesState = z.output<typeof thousandEyesStateSchema>;

/** The state before anything has happened. */
export function emptyState(): ThousandEyesState {
    return { tokens: [], users: {}, unauthorized: {} };
}
