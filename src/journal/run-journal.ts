import { messageOf } from "../base/errors";
import { fingerprint } from "../base/fingerprint";
import { parseAttemptName } from "./attempts";
import type { Journal, Recovered } from "./journal";
import type { JournalStore } from "./store";
import type { JournalView } from "./view";

/**
 * The journal as one run sees it.
 *
 * Most tokens have no entry: which ones do is found out once, by one listing, and of the others nothing is read. What
 * other runs begin meanwhile comes to light where it counts: an attempt is created exclusively, after a look of its own.
 */
export class RunJournal {
    private readonly handedOut = new Set<string>();
    private listed: Promise<ReadonlySet<string>> | undefined;

    /** @param open loads the journal: only tokens that have entries need it */
    constructor(
        private readonly store: JournalStore,
        private readonly open: () => Promise<Journal>,
    ) {}

    /** Where the journal is, in words for a message. */
    describe(): string {
        return this.store.describe();
    }

    /** What is known of a token's successor. */
    async view(token: string): Promise<JournalView> {
        const old = fingerprint(token);
        try {
            return (await this.has(old)) ? await (await this.open()).view(old) : { kind: "none" };
        } catch (error) {
            const problem = `the journal in ${this.describe()} cannot be read: ${messageOf(error)}`;
            return { kind: "unreadable", problem };
        }
    }

    /** Opens the sealed successor of a token; `undefined` when there is none that opens with it. */
    async recover(token: string): Promise<Recovered | undefined> {
        return (await this.open()).recover(token);
    }

    /** The successor of a token is in a saved state. */
    async markSaved(old: string, successor: string): Promise<void> {
        await (await this.open()).markSaved(old, successor);
    }

    /** The token works after the deadline of its attempts. */
    async disprove(old: string): Promise<void> {
        await (await this.open()).disprove(old);
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
    }

    private async has(old: string): Promise<boolean> {
        this.listed ??= this.list();
        try {
            return (await this.listed).has(old);
        } catch (error) {
            this.listed = undefined;
            throw error;
        }
    }

    private async list(): Promise<ReadonlySet<string>> {
        const names = await this.store.list();
        const marks = names.map((name) => parseAttemptName(name)?.fingerprint);
        return new Set(marks.filter((mark) => mark !== undefined));
    }
}
