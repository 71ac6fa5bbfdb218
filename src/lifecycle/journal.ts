import { readdirSync, readFileSync } from "node:fs";
import { messageOf } from "../errors";
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
    /** When the old token ends if this attempt succeeds: the ones before it then were not processed. */
    readonly deadline: number;
}

interface Found {
    readonly file: string;
    readonly entry: JournalEntry;
    readonly number: number;
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
        return this.look(old).view;
    }

    /**
     * Notes that the successor of a token is about to be asked for.
     *
     * @param deadline when the old token ends at the latest once its successor is issued
     * @returns the attempt, or what stands in its way
     */
    begin(old: string, resourceName: string, deadline: number): Attempt | JournalView {
        // One look: the number of the next attempt must belong to what was seen.
        const { view: before, number } = this.look(old);
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
        const file = attemptFile(this.folder, old, number + 1);
        const temporary = `${file}.${this.owner.pid}.tmp`;
        return createFile(file, writeEntry(entry), temporary) ? { file, entry, deadline } : this.view(old);
    }

    /** Seals the successor. From here on it is lost only with this folder or with the old token. */
    complete(
        { file, entry, deadline }: Attempt,
        oldToken: string,
        { token, issuedAt, validUntil }: Successor,
    ): void {
        const mark = fingerprint(token);
        const sealed = seal(token, oldToken, contextOf(entry.fingerprint, mark));
        this.replace(file, {
            ...entry,
            deadline,
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
            this.removeAttempts(old, newest.number);
        } else if (!newest.entry.done) {
            this.replace(newest.file, { ...newest.entry, done: true });
        }
    }

    /** Removes what no state can need any more: entries of resources that are gone, or that never came to be. */
    sweep(): void {
        for (const name of readdirSync(this.folder)) {
            const old = /^([0-9a-f]{12})\.1\.json$/.exec(name)?.[1];
            const newest = old === undefined ? undefined : this.newestReadable(old);
            if (old !== undefined && newest !== undefined && this.isOver(newest.entry)) {
                this.removeAttempts(old, newest.number);
            }
        }
    }

    private isOver({ state, done, deadline, begun }: JournalEntry): boolean {
        const now = this.now();
        return state === "issued" ? done && deadline < now : begun + KEEP_WITHOUT_TOKEN < now;
    }

    private removeAttempts(old: string, newest: number): void {
        const numbers = Array.from({ length: newest }, (_, index) => index + 1);
        const files = numbers.map((number) => attemptFile(this.folder, old, number));
        removeFiles(this.folder, [...files, ...files.map(temporaryOf)]);
    }

    private look(old: string): { view: JournalView; number: number } {
        try {
            const newest = this.newest(old);
            return { view: this.viewOf(newest?.entry), number: newest?.number ?? 0 };
        } catch (error) {
            if (error instanceof UnreadableEntry) {
                return { view: { kind: "unreadable", problem: error.message }, number: 0 };
            }
            throw error;
        }
    }

    private viewOf(entry: JournalEntry | undefined): JournalView {
        if (entry === undefined) {
            return { kind: "none" };
        }
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

    /** What counts of a token's attempts, with the number of the last one. */
    private newest(old: string): Found | undefined {
        let newest: Found | undefined;
        for (let number = 1; ; number++) {
            const file = attemptFile(this.folder, old, number);
            const entry = this.read(file, old);
            if (entry === undefined) {
                return newest;
            }
            // A successor that is here outweighs whatever a later attempt came to.
            newest = newest?.entry.state === "issued" ? { ...newest, number } : { file, entry, number };
        }
    }

    private newestReadable(old: string): Found | undefined {
        try {
            return this.newest(old);
        } catch {
            return undefined;
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
            // ENOTDIR: a file where the folder should be. Beginning an attempt will fail, and say so.
            if (["ENOENT", "ENOTDIR"].includes((error as NodeJS.ErrnoException).code ?? "")) {
                return undefined;
            }
            const why = messageOf(error);
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
