import { ApiTokenError, messageOf } from "../base/errors";
import { fingerprint } from "../base/fingerprint";
import { parseAttemptName, parseMarkName } from "./attempts";
import { HeldTokens } from "./held-tokens";
import type { Journal, Recovered } from "./journal";
import type { JournalStore } from "./store";
import type { JournalView } from "./view";

/** What a run's journal takes from outside. */
export interface RunJournalContext {
    readonly store: JournalStore;
    /** Loads the journal: only tokens that have entries need it. */
    readonly open: () => Promise<Journal>;
    readonly now: () => number;
    /** For the person at the terminal, once in a run: the journal cannot be read. */
    readonly warn: (text: string) => void;
}

/** What one listing tells: of which tokens there are attempts, and of which of those the successor is in a saved state. */
interface Listed {
    readonly attempted: ReadonlySet<string>;
    readonly saved: ReadonlySet<string>;
}

/** A store that cannot be read is not asked again for each of a thousand tokens, but soon enough for one that recovers. */
const FAILURE_MEMORY = 10_000;

/**
 * The journal as one run sees it.
 *
 * Most tokens have no entry, or one that is settled: which ones do is found out once, by one listing, and of the others
 * nothing is read. What other runs begin meanwhile comes to light where it counts: an attempt is created exclusively,
 * after a look of its own.
 */
export class RunJournal {
    private readonly handedOut = new Set<string>();
    private listed: Promise<Listed> | undefined;
    private failure: { readonly error: unknown; readonly until: number } | undefined;
    private hasWarned = false;

    constructor(private readonly context: RunJournalContext) {}

    /** Who holds which token, for whoever would end one. */
    get heldTokens(): HeldTokens {
        return new HeldTokens(this.context.store);
    }

    /** Where the journal is, in words for a message. */
    describe(): string {
        return this.context.store.describe();
    }

    /** What to do when it cannot be used. */
    get advice(): string {
        return this.context.store.advice;
    }

    /** What is known of a token's successor. */
    async view(token: string): Promise<JournalView> {
        const old = fingerprint(token);
        try {
            const { attempted } = await this.listing();
            return attempted.has(old) ? await (await this.context.open()).view(old) : { kind: "none" };
        } catch (error) {
            return this.unreadable(error);
        }
    }

    /** Whether the successor of a token is known to be in a saved state. What cannot be read is not known. */
    async isMarked(token: string): Promise<boolean> {
        const listed = await this.listing().catch(() => undefined);
        return listed?.saved.has(fingerprint(token)) === true;
    }

    /** Opens the sealed successor of a token; `undefined` when there is none that opens with it. */
    async recover(token: string): Promise<Recovered | undefined> {
        return (await this.context.open()).recover(token);
    }

    /** The successor of a token is in a saved state. */
    async markSaved(old: string, successor: string): Promise<void> {
        await (await this.context.open()).markSaved(old, successor);
    }

    /** The token works after the deadline of its attempts. */
    async disprove(old: string): Promise<void> {
        await (await this.context.open()).disprove(old);
    }

    /** Notes that this run has a token that no backend is known to have. */
    handOut(token: string): void {
        this.handedOut.add(token);
    }

    /** By its fingerprint. What `read` gave to the engine comes back in `diff`, before it is saved anywhere. */
    wasHandedOut(token: string): boolean {
        return this.handedOut.has(token);
    }

    /** This run has written to the journal: what was listed before no longer holds. */
    changed(): void {
        this.listed = undefined;
        this.failure = undefined;
    }

    private async listing(): Promise<Listed> {
        if (this.failure !== undefined && this.context.now() < this.failure.until) {
            throw this.failure.error;
        }
        const listed = (this.listed ??= this.list());
        try {
            return await listed;
        } catch (error) {
            if (this.listed === listed) {
                this.listed = undefined;
                this.failure = { error, until: this.context.now() + FAILURE_MEMORY };
            }
            throw error;
        }
    }

    private async list(): Promise<Listed> {
        const names = await this.context.store.list();
        const marksOf = (parse: typeof parseAttemptName) =>
            new Set(names.map((name) => parse(name)?.fingerprint).filter((mark) => mark !== undefined));
        return { attempted: marksOf(parseAttemptName), saved: marksOf(parseMarkName) };
    }

    private unreadable(error: unknown): JournalView {
        // Something that the user can mend is no matter of the store.
        if (error instanceof ApiTokenError && error.code === "ERR_INPUT") {
            throw error;
        }
        const problem = `the journal in ${this.describe()} cannot be read: ${messageOf(error)}`;
        if (!this.hasWarned) {
            this.hasWarned = true;
            this.context.warn(`${problem}. Nothing is rotated until it can be`);
        }
        return { kind: "unreadable", problem, isTold: true };
    }
}
