import { z } from "zod";
import { parseTime } from "./time";

/** Why the text of a journal file is no entry, in words for the person who will look at the file. */
export class UnreadableEntry extends Error {}

const FORMAT = "pulumi-api-tokens journal";
const VERSION = 1;

const instant = z.string().transform((text, context) => {
    const milliseconds = parseTime(text);
    if (milliseconds === undefined) {
        context.addIssue({ code: "custom", message: "not a time" });
        return z.NEVER;
    }
    return milliseconds;
});

const issuedSchema = z.object({
    fingerprint: z.string(),
    issuedAt: instant,
    validUntil: instant,
    sealed: z.object({ salt: z.string(), nonce: z.string(), ciphertext: z.string(), tag: z.string() }),
});

const common = {
    /** Of the token whose successor it is about. */
    fingerprint: z.string(),
    resourceName: z.string(),
    /** The process that makes the attempt. */
    owner: z.object({ place: z.string(), pid: z.number(), started: z.string() }),
    /** When the attempt began. */
    begun: instant,
    /** When the first of a row of attempts without a clear answer began. */
    since: instant,
    /** If one of those was processed, the old token ends then at the latest. */
    deadline: instant,
    /** The successor has been seen in a saved state: the entry stays for older checkpoints only, until the deadline. */
    done: z.boolean(),
};

const entrySchema = z.discriminatedUnion("state", [
    z.object({ state: z.enum(["intent", "unclear", "lost"]), ...common }),
    z.object({ state: z.literal("issued"), ...common, issued: issuedSchema }),
]);

/** Here, and not where it is used: zod compiles each schema anew. */
const headerSchema = z.object({ format: z.literal(FORMAT), version: z.number() });

/** The successor of a token, sealed, and what is known of it. */
export type IssuedEntry = z.infer<typeof issuedSchema>;

/**
 * One attempt to have the successor of a token issued. Instants are milliseconds since 1970.
 *
 * `intent`: about to be asked for, or under way. `unclear`: asked for, and no clear answer came. `issued`: the successor
 * is sealed in the entry. `lost`: it was issued, and nobody holds it.
 */
export type JournalEntry = z.infer<typeof entrySchema>;

/** Writes an entry as the text of its file. */
export function writeEntry(entry: JournalEntry): string {
    const instants = ["begun", "since", "deadline", "issuedAt", "validUntil"];
    const asText = (key: string, value: unknown) =>
        instants.includes(key) && typeof value === "number"
            ? new Date(value).toISOString().replace(".000Z", "Z")
            : value;
    return `${JSON.stringify({ format: FORMAT, version: VERSION, ...entry }, asText, 2)}\n`;
}

/** Reads the text of a journal file. Throws {@link UnreadableEntry} for anything else than an entry of this version. */
export function readEntry(text: string): JournalEntry {
    const value = parseJson(text);
    const header = headerSchema.safeParse(value);
    if (!header.success) {
        throw new UnreadableEntry("it is damaged, or was not written by this package");
    }
    if (header.data.version !== VERSION) {
        throw new UnreadableEntry(
            `it has version ${header.data.version}, and this release reads version ${VERSION}`,
        );
    }
    const entry = entrySchema.safeParse(value);
    if (!entry.success) {
        throw new UnreadableEntry(`its "${entry.error.issues[0]?.path.join(".") ?? ""}" is damaged`);
    }
    return entry.data;
}

function parseJson(text: string): unknown {
    try {
        return JSON.parse(text);
    } catch {
        return undefined;
    }
}
