import { attempt } from "../base/attempt";
import { messageOf } from "../base/errors";
import { attemptPrefix, type FoundAttempt, markName, parseAttemptName } from "./attempts";
import { type JournalEntry, readEntry, UnreadableEntry } from "./entry";
import type { JournalStore } from "./store";

/** Reads the attempts of a token as the store has them. */
export class AttemptReader {
    constructor(private readonly store: JournalStore) {}

    /** All attempts for a token. Throws {@link UnreadableEntry}. */
    async of(old: string): Promise<FoundAttempt[]> {
        const attempts: FoundAttempt[] = [];
        const names = await this.store.list(attemptPrefix(old));
        for (const name of names) {
            const number = parseAttemptName(name)?.number;
            const entry = number === undefined ? undefined : await this.read(name, old);
            if (number !== undefined && entry !== undefined) {
                const savedInState = entry.savedInState || names.includes(markName(name));
                attempts.push({ name, number, entry: { ...entry, savedInState } });
            }
        }
        return attempts;
    }

    private async read(name: string, old: string): Promise<JournalEntry | undefined> {
        try {
            const entry = await this.readPlaced(name, old);
            if (entry?.state !== "intent") {
                return entry;
            }
            // What was not in place yet may have come there between the two looks.
            return (await this.unplaced(name, old)) ?? (await this.readPlaced(name, old));
        } catch (error) {
            throw new UnreadableEntry(`${this.store.describe(name)} cannot be used: ${messageOf(error)}`);
        }
    }

    async readPlaced(name: string, old: string): Promise<JournalEntry | undefined> {
        const text = await this.store.read(name);
        const entry = text === undefined ? undefined : readEntry(text);
        if (entry !== undefined && entry.fingerprint !== old) {
            throw new UnreadableEntry("it is about another token than its name says");
        }
        return entry;
    }

    /** Its process may have died between writing the sealed token and putting it in place. */
    private async unplaced(name: string, old: string): Promise<JournalEntry | undefined> {
        const entries = (await this.store.unplaced(name)).map((text) => attempt(() => readEntry(text)));
        return entries.find((entry) => entry?.state === "issued" && entry.fingerprint === old);
    }
}
