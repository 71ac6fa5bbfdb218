import { z } from "zod";

const time = z.iso.datetime();

const storedTokenSchema = z.strictObject({
    sha256: z.string().regex(/^[0-9a-f]{64}$/),
    id: z.string(),
    userId: z.string(),
    label: z.string(),
    createdAt: time,
    activeFrom: time,
    expiresAt: time.nullable(),
    lastAccessedAt: time.nullable(),
});

/** The form of the settings of an instance. */
export const settingsSchema = z.strictObject({
    pageSize: z.int().positive(),
    ownTokens: z.boolean(),
    requestsPerMinute: z.int().positive().nullable(),
    // Absent in state files of before.
    tokenEndpoints: z.boolean().default(true),
});

/** The form of the Cutover part of the state file. */
export const cutoverStateSchema = z.strictObject({
    tokens: z.array(storedTokenSchema),
    lastTokenId: z.int(),
    users: z.record(
        z.string(),
        z.strictObject({ archived: z.boolean(), roleTypes: z.array(z.string()).nullable() }),
    ),
    settings: settingsSchema,
});

/** A token as kept: its hash, its user, its label and its times (ISO 8601). */
export type StoredToken = z.output<typeof storedTokenSchema>;

/** How an instance is set up. */
export interface CutoverSettings {
    /** How many users or tokens a page of a list holds; 25 at first. */
    pageSize: number;
    /** Whether a user may list and revoke its own tokens by API without being a Global User Admin; true at first. */
    ownTokens: boolean;
    /** How many requests each token has in a minute from its first one; null, as at first, for any number. */
    requestsPerMinute: number | null;
    /** Whether the instance's version has the endpoints of tokens; without them they answer 405; true at first. */
    tokenEndpoints: boolean;
}

/**
 * What the Cutover part keeps over a restart: tokens, the last id given to one, what the control interface changed
 * about users (`roleTypes` of null are those at first), and the settings.
 */
export type CutoverState = z.output<typeof cutoverStateSchema>;

/** The state before anything has happened. */
export function emptyState(): CutoverState {
    return {
        tokens: [],
        lastTokenId: 300,
        users: {},
        settings: { pageSize: 25, ownTokens: true, requestsPerMinute: null, tokenEndpoints: true },
    };
}
