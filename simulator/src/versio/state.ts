import { z } from "zod";

const storedTokenSchema = z.strictObject({
    sha256: z.string().regex(/^[0-9a-f]{64}$/),
    environment: z.string(),
    name: z.string(),
    permissions: z.array(z.string()),
    active: z.boolean(),
});

/** The form of the Versio.io part of the state file. */
export const versioStateSchema = z.strictObject({
    tokens: z.array(storedTokenSchema),
    managed: z.boolean(),
});

/** A token as kept: its hash, its environment, and what the UI shows of it. */
export type StoredToken = z.output<typeof storedTokenSchema>;

/** What the Versio.io part keeps over a restart: tokens, and whether it is a managed instance. */
export type VersioState = z.output<typeof versioStateSchema>;

/** The state before anything has happened. */
export function emptyState(): VersioState {
    return { tokens: [], managed: false };
}
