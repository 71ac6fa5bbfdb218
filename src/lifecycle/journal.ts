import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DAY } from "./duration";
import { fingerprint } from "./fingerprint";
import { type IssuedEntry, type JournalEntry, readEntry, UnreadableEntry, writeEntry } from "./journal-entry";
import { attemptFile } from "./journal-location";
import type { JournalView } from "./journal-view";
import { type Owner, ownerState } from "./owner";
import { seal, unseal } from "./sealing";
import { createFile, removeFiles, replaceFile } from "./synced-files";

/** A token as the API issued it. Instants are milliseconds since 1970. */
export type Successor = Omit<IssuedEntry, "sealed" | "fingerprint"> & { readonly token: string };

/** An attempt to have a token's successor issued. Only the process that began it writes to it. */
export interface Attempt {
    readonly file: string;
    readonly entry: JournalEntry;
}

/** How long an attempt can take at most: an older one has ended, whatever became of its process. */
const LONGEST_ATTEMPT = 120_000;

/** How long an entry that holds no token is kept: by then the old token has died, or has shown that it lives. */
const KEEP_WITHOUT_TOKEN = 60 * DAY;

/**
 * The folder in which a token's successor is kept from the moment it is issued until it is in a saved state.
 *
 * Each attempt is a file, named by the old token's fingerprint and a number, created exclusively. After an attempt
 * without a clear answer comes one with the next number, which again only one process can create. A file that cannot be
 * read is never removed.
 */
export class Journal {
    constructor(
        private readonly folder: string,
        private readonly owner: Owner,
        private readonly now: () => number,
    ) {}

    /** What is known of a token's successor. */
    view(old: string): JournalView {
        try {
            const newest = this.newest(old);
            return newest === undefined ? { kind: "none" } : this.viewOf(newest.entry);
        } catch (error) {
            if (error instanceof UnreadableEntry) {
                return { kind: "unreadable", problem: error.message };
            }
            throw error;
        }
    }

    /**
     * Notes that the successor of a token is about to be asked for.
     *
     * @param deadline when the old token ends at the latest once its successor is issued
     * @returns the attempt, or what stands in its way
     */
    begin(old: string, resourceName: string, deadline: number): Attempt | JournalView {
        const before = this.view(old);
        if (before.kind !== "none" && before.kind !== "interrupted") {
            return before;
        }
        const begun = this.now();
        const entry: JournalEntry = {
            state: "intent",
            fingerprint: old,
            resourceName,
            owner: this.owner,
            begun,
            ...(before.kind === "interrupted"
                ? { since: before.since, deadline: before.deadline }
                : { since: begun, deadline }),
            done: false,
        };
        const file = attemptFile(this.folder, old, (this.newest(old)?.number ?? 0) + 1);
        const temporary = `${file}.${this.owner.pid}.tmp`;
        return createFile(file, writeEntry(entry), temporary) ? { file, entry } : this.view(old);
    }

    /** Seals the successor. From here on it is lost only with this folder or with the old token. */
    complete({ file, entry }: Attempt, oldToken: string, { token, issuedAt, validUntil }: Successor): void {
        const mark = fingerprint(token);
        const sealed = seal(token, oldToken, contextOf(entry.fingerprint, mark));
        this.replace(file, {
            ...entry,
            state: "issued",
            issued: { fingerprint: mark, issuedAt, validUntil, sealed },
        });
    }

    /** Takes back an attempt that certainly was not processed. An earlier one without a clear answer counts again. */
    abandon({ file }: Attempt): void {
        removeFiles(this.folder, [file]);
    }

    /** Notes that an attempt ended without a successor in anybody's hands: perhaps (`unclear`) or certainly (`lost`) issued. */
    conclude({ file, entry }: Attempt, state: "unclear" | "lost"): void {
        this.replace(file, { ...entry, state });
    }

    /** Opens the sealed successor of a token; `undefined` when there is none, or when it was sealed with another token. */
    recover(oldToken: string): Successor | undefined {
        const old = fingerprint(oldToken);
        const entry = this.newest(old)?.entry;
        if (entry?.state !== "issued") {
            return undefined;
        }
        const { sealed, fingerprint: mark, issuedAt, validUntil } = entry.issued;
        const token = unseal(sealed, oldToken, contextOf(old, mark));
        return token === undefined ? undefined : { token, issuedAt, validUntil };
    }

    /** The successor of this token is in a saved state: its entry is marked, and removed once the old token has ended. */
    settle(old: string, successor: string): void {
        const newest = this.newest(old);
        if (newest?.entry.state !== "issued" || newest.entry.issued.fingerprint !== successor) {
            return;
        }
        if (newest.entry.deadline < this.now()) {
            const numbers = Array.from({ length: newest.number }, (_, index) => index + 1);
            removeFiles(
                this.folder,
                numbers.map((number) => attemptFile(this.folder, old, number)),
            );
        } else if (!newest.entry.done) {
            this.replace(newest.file, { ...newest.entry, done: true });
        }
    }

    /** Removes what no state can need any more: entries of resources that are gone, or that never came to be. */
    sweep(): void {
        for (const name of readdirSync(this.folder)) {
            const file = join(this.folder, name);
            const entry = name.endsWith(".json") ? this.readable(file) : undefined;
            const isOver =
                entry?.state === "issued"
                    ? entry.done && entry.deadline < this.now()
                    : entry !== undefined && entry.begun + KEEP_WITHOUT_TOKEN < this.now();
            if (isOver) {
                removeFiles(this.folder, [file]);
            }
        }
    }

    private viewOf(entry: JournalEntry): JournalView {
        const { state, since, deadline, owner, begun } = entry;
        if (state === "issued") {
            return { kind: "issued", fingerprint: entry.issued.fingerprint };
        }
        if (state === "lost") {
            return { kind: "lost", since, deadline };
        }
        const canRun = ownerState(owner) !== "dead" && Math.abs(this.now() - begun) < LONGEST_ATTEMPT;
        return state === "intent" && canRun
            ? { kind: "busy", pid: owner.pid }
            : { kind: "interrupted", since, deadline };
    }

    private newest(old: string): (Attempt & { number: number }) | undefined {
        let newest: (Attempt & { number: number }) | undefined;
        for (let number = 1; ; number++) {
            const file = attemptFile(this.folder, old, number);
            const entry = this.read(file, old);
            if (entry === undefined) {
                return newest;
            }
            newest = { file, entry, number };
        }
    }

    private read(file: string, old: string): JournalEntry | undefined {
        try {
            const entry = readEntry(readFileSync(file, "utf8"));
            if (entry.fingerprint !== old) {
                throw new UnreadableEntry("it is about another token than its name says");
            }
            // Its process may have died between writing the sealed token and putting it in place.
            const unplaced = entry.state === "intent" ? this.readable(temporaryOf(file)) : undefined;
            return unplaced?.state === "issued" && unplaced.fingerprint === old ? unplaced : entry;
        } catch (error) {
            if ((error as NodeJS.ErrnoException).code === "ENOENT") {
                return undefined;
            }
            const why = error instanceof Error ? error.message : String(error);
            throw new UnreadableEntry(`${file} cannot be used: ${why}`);
        }
    }

    private readable(file: string): JournalEntry | undefined {
        try {
            return readEntry(readFileSync(file, "utf8"));
        } catch {
            return undefined;
        }
    }

    private replace(file: string, entry: JournalEntry): void {
        replaceFile(file, writeEntry(entry), temporaryOf(file));
    }
}

function temporaryOf(file: string): string {
    return `${file}.tmp`;
}

function contextOf(old: string, successor: string): string {
    return `${old} ${successor}`;
}
