import { z } from "zod";
import { parseJson } from "../base/json";
import { formatInstant, parseTime } from "../base/time";
import type { Sealed } from "./sealing";

/** Why the text of an entry is none, in words for the person who will look at it. */
export class UnreadableEntry extends Error {}

const FORMAT = "pulumi-api-tokens journal";
const VERSION = 1;

const instant = z.codec(z.string(), z.number(), {
    decode: (text, { issues }) => {
        const milliseconds = parseTime(text);
        if (milliseconds === undefined) {
            issues.push({ code: "custom", message: "not a time", input: text });
            return z.NEVER;
        }
        return milliseconds;
    },
    encode: formatInstant,
});

const sealed = z.object({
    salt: z.string(),
    nonce: z.string(),
    ciphertext: z.string(),
    tag: z.string(),
});

const issued = z.object({
    fingerprint: z.string(),
    issuedAt: instant,
    validUntil: instant,
    sealed,
});

/** The words of the format, version 1. */
const common = {
    fingerprint: z.string(),
    resourceName: z.string(),
    owner: z.object({ place: z.string(), pid: z.number(), started: z.string() }),
    begun: instant,
    since: instant,
    deadline: instant,
    // Written by 0.1.0 only: a mark beside the entry says so now.
    done: z.boolean(),
    // Absent in entries of 0.1.0.
    cause: sealed.optional(),
    received: sealed.optional(),
};

const written = z.discriminatedUnion("state", [
    z.object({ state: z.enum(["intent", "unclear", "lost", "void"]), ...common }),
    z.object({ state: z.literal("issued"), ...common, issued }),
]);

/** Here, and not where it is used: zod compiles each schema anew. */
const headerSchema = z.object({ format: z.literal(FORMAT), version: z.number() });

/** The successor of a token, sealed, and what is known of it. */
export type IssuedEntry = z.infer<typeof issued>;

/** What is known of every attempt. Instants are milliseconds since 1970. */
interface AttemptFacts {
    /** Of the token whose successor it is about. */
    readonly fingerprint: string;
    readonly resourceName: string;
    /** The process that makes the attempt. */
    readonly owner: { readonly host: string; readonly pid: number; readonly started: string };
    readonly startedAt: number;
    /** When the first of a row of attempts without a clear answer started. */
    readonly firstStartedAt: number;
    /** If one of those was processed, the old token ends then at the latest. */
    readonly deadline: number;
    /** The successor has been seen in a saved state: the entry stays for older checkpoints only. */
    readonly savedInState: boolean;
    /** What the successor is asked for, sealed with the old token. */
    readonly cause?: Sealed | undefined;
    /** What arrived where no new token could be found in it, sealed with the old token. */
    readonly received?: Sealed | undefined;
}

/**
 * One attempt to have the successor of a token issued.
 *
 * `intent`: about to be asked for, or under way. `unclear`: asked for, and no clear answer came. `issued`: the successor
 * is sealed in the entry. `lost`: it was issued, and nobody holds it. `void`: certainly nothing was issued; the entry stays,
 * because its number must not be given again while an attempt with a higher one may be under way.
 */
export type JournalEntry = AttemptFacts &
    (
        | { readonly state: "intent" | "unclear" | "lost" | "void" }
        | { readonly state: "issued"; readonly issued: IssuedEntry }
    );

/** Writes an entry as text. */
export function writeEntry(entry: JournalEntry): string {
    const { owner, startedAt, firstStartedAt, savedInState, ...rest } = entry;
    const { host, pid, started } = owner;
    const body = z.encode(written, {
        ...rest,
        owner: { place: host, pid, started },
        begun: startedAt,
        since: firstStartedAt,
        done: savedInState,
    });
    return `${JSON.stringify({ format: FORMAT, version: VERSION, ...body }, undefined, 2)}\n`;
}

/** Reads the text of an entry. Throws {@link UnreadableEntry} for anything else than an entry of this version. */
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
    const entry = written.safeDecode(value as z.input<typeof written>);
    if (!entry.success) {
        throw new UnreadableEntry(`its "${entry.error.issues[0]?.path.join(".") ?? ""}" is damaged`);
    }
    const { owner, begun, since, done, ...rest } = entry.data;
    const { place, pid, started } = owner;
    return {
        ...rest,
        owner: { host: place, pid, started },
        startedAt: begun,
        firstStartedAt: since,
        savedInState: done,
    };
}
