import { attempt } from "../base/attempt";
import { DAY } from "../base/duration";
import { messageOf } from "../base/errors";
import { fingerprint } from "../base/fingerprint";
import { attemptName, attemptPrefix, decisiveAttempt, type FoundAttempt, parseAttemptName } from "./attempts";
import { type IssuedEntry, type JournalEntry, readEntry, UnreadableEntry, writeEntry } from "./entry";
import type { Processes } from "./process-identity";
import { seal, unseal } from "./sealing";
import type { JournalStore } from "./store";
import type { JournalView } from "./view";

/** A token as the API issued it. Instants are milliseconds since 1970. */
export type Successor = Omit<IssuedEntry, "sealed" | "fingerprint"> & { readonly token: string };

/** An attempt to have a token's successor issued. Only the process that began it writes to it. */
export interface Attempt {
    readonly name: string;
    readonly entry: JournalEntry;
    /** When the old token ends if this attempt succeeds: the ones before it then were not processed. */
    readonly deadline: number;
}

/** How long an attempt can take at most: an older one has ended, whatever became of its process. */
const LONGEST_ATTEMPT = 120_000;

/** How long an entry that holds no token is kept: by then the old token has died, or has shown that it lives. */
const KEEP_WITHOUT_TOKEN = 60 * DAY;

/**
 * Where a token's successor is kept from the moment it is issued until it is in a saved state.
 *
 * Each attempt is an entry, named by the old token's fingerprint and a number, created exclusively. After an attempt
 * without a clear answer comes one with the next number, which again only one process can create. An entry that cannot
 * be read is never removed.
 */
export class Journal {
    constructor(
        private readonly store: JournalStore,
        private readonly processes: Processes,
        private readonly now: () => number,
    ) {}

    /** What is known of a token's successor. */
    async view(old: string): Promise<JournalView> {
        return (await this.look(old)).view;
    }

    /**
     * Notes that the successor of a token is about to be asked for.
     *
     * @param deadline when the old token ends at the latest once its successor is issued
     * @returns the attempt, or what stands in its way
     */
    async begin(old: string, resourceName: string, deadline: number): Promise<Attempt | JournalView> {
        // One look: the number of the next attempt must belong to what was seen.
        const { view: before, last } = await this.look(old);
        if (before.kind !== "none" && before.kind !== "interrupted") {
            return before;
        }
        const startedAt = this.now();
        const entry: JournalEntry = {
            state: "intent",
            fingerprint: old,
            resourceName,
            owner: this.processes.self(),
            startedAt,
            ...(before.kind === "interrupted"
                ? { firstStartedAt: before.firstStartedAt, deadline: before.deadline }
                : { firstStartedAt: startedAt, deadline }),
            savedInState: false,
        };
        const name = attemptName(old, last + 1);
        const isOurs = await this.store.create(name, writeEntry(entry));
        return isOurs ? { name, entry, deadline } : this.view(old);
    }

    /** Seals the successor. From here on it is lost only with this store or with the old token. */
    async complete(
        { name, entry, deadline }: Attempt,
        oldToken: string,
        successor: Successor,
    ): Promise<void> {
        const { token, issuedAt, validUntil } = successor;
        const mark = fingerprint(token);
        const sealed = seal(token, oldToken, contextOf(entry.fingerprint, mark));
        const issued = { fingerprint: mark, issuedAt, validUntil, sealed };
        await this.store.replace(name, writeEntry({ ...entry, deadline, state: "issued", issued }));
    }

    /** Takes back an attempt that certainly was not processed. An earlier one without a clear answer counts again. */
    async abandon({ name }: Attempt): Promise<void> {
        await this.store.remove([name]);
    }

    /** Notes that an attempt ended without a successor in anybody's hands: perhaps (`unclear`) or certainly (`lost`) issued. */
    async conclude({ name, entry }: Attempt, state: "unclear" | "lost"): Promise<void> {
        await this.store.replace(name, writeEntry({ ...entry, state }));
    }

    /** Opens the sealed successor of a token; `undefined` when there is none, or when it was sealed with another token. */
    async recover(oldToken: string): Promise<Successor | undefined> {
        const old = fingerprint(oldToken);
        const entry = decisiveAttempt(await this.attempts(old))?.entry;
        if (entry?.state !== "issued") {
            return undefined;
        }
        const { sealed, fingerprint: mark, issuedAt, validUntil } = entry.issued;
        const token = unseal(sealed, oldToken, contextOf(old, mark));
        return token === undefined ? undefined : { token, issuedAt, validUntil };
    }

    /** The successor of this token is in a saved state: its entry is marked, and removed once the old token has ended. */
    async markSaved(old: string, successor: string): Promise<void> {
        const attempts = await this.attempts(old);
        const decisive = decisiveAttempt(attempts);
        if (decisive?.entry.state !== "issued" || decisive.entry.issued.fingerprint !== successor) {
            return;
        }
        const { name, entry } = decisive;
        if (entry.deadline < this.now()) {
            await this.remove(attempts);
        } else if (!entry.savedInState) {
            await this.store.replace(name, writeEntry({ ...entry, savedInState: true }));
        }
    }

    /** Removes what no state can need any more: entries of resources that are gone, or that never came to be. */
    async sweep(): Promise<void> {
        const marks = (await this.store.list()).map((name) => parseAttemptName(name)?.fingerprint);
        for (const old of new Set(marks)) {
            const attempts = old === undefined ? [] : await this.readableAttempts(old);
            const decisive = decisiveAttempt(attempts);
            if (decisive !== undefined && this.isOver(decisive.entry)) {
                await this.remove(attempts);
            }
        }
    }

    private isOver({ state, savedInState, deadline, startedAt }: JournalEntry): boolean {
        const now = this.now();
        return state === "issued" ? savedInState && deadline < now : startedAt + KEEP_WITHOUT_TOKEN < now;
    }

    private async remove(attempts: readonly FoundAttempt[]): Promise<void> {
        await this.store.remove(attempts.map(({ name }) => name));
    }

    private async look(old: string): Promise<{ view: JournalView; last: number }> {
        try {
            const attempts = await this.attempts(old);
            const last = Math.max(0, ...attempts.map(({ number }) => number));
            return { view: this.viewOf(decisiveAttempt(attempts)?.entry), last };
        } catch (error) {
            if (error instanceof UnreadableEntry) {
                return { view: { kind: "unreadable", problem: error.message }, last: 0 };
            }
            throw error;
        }
    }

    private viewOf(entry: JournalEntry | undefined): JournalView {
        if (entry === undefined) {
            return { kind: "none" };
        }
        const { state, firstStartedAt, deadline, owner, startedAt } = entry;
        if (state === "issued") {
            return { kind: "issued", fingerprint: entry.issued.fingerprint };
        }
        if (state === "lost") {
            return { kind: "lost", firstStartedAt, deadline };
        }
        const canRun =
            this.processes.livenessOf(owner) !== "dead" && Math.abs(this.now() - startedAt) < LONGEST_ATTEMPT;
        return state === "intent" && canRun
            ? { kind: "busy", pid: owner.pid }
            : { kind: "interrupted", firstStartedAt, deadline };
    }

    /** All attempts for a token. Throws {@link UnreadableEntry}. */
    private async attempts(old: string): Promise<FoundAttempt[]> {
        const attempts: FoundAttempt[] = [];
        for (const name of await this.store.list(attemptPrefix(old))) {
            const number = parseAttemptName(name)?.number;
            const entry = number === undefined ? undefined : await this.read(name, old);
            if (number !== undefined && entry !== undefined) {
                attempts.push({ name, number, entry });
            }
        }
        return attempts;
    }

    private async readableAttempts(old: string): Promise<FoundAttempt[]> {
        try {
            return await this.attempts(old);
        } catch {
            return [];
        }
    }

    private async read(name: string, old: string): Promise<JournalEntry | undefined> {
        try {
            const text = await this.store.read(name);
            if (text === undefined) {
                return undefined;
            }
            const entry = readEntry(text);
            if (entry.fingerprint !== old) {
                throw new UnreadableEntry("it is about another token than its name says");
            }
            return entry.state === "intent" ? ((await this.unplaced(name, old)) ?? entry) : entry;
        } catch (error) {
            throw new UnreadableEntry(`${this.store.describe(name)} cannot be used: ${messageOf(error)}`);
        }
    }

    /** Its process may have died between writing the sealed token and putting it in place. */
    private async unplaced(name: string, old: string): Promise<JournalEntry | undefined> {
        const entries = (await this.store.unplaced(name)).map(readable);
        return entries.find((entry) => entry?.state === "issued" && entry.fingerprint === old);
    }
}

function readable(text: string): JournalEntry | undefined {
    return attempt(() => readEntry(text));
}

function contextOf(old: string, successor: string): string {
    return `${old} ${successor}`;
}
