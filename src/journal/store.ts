/**
 * Where the entries of a journal are kept. Knows names and texts, and nothing of tokens.
 *
 * Of all who create an entry of one name exactly one succeeds. What a call has written is durable when it returns, and
 * is whole or not there, whatever instant the process or the machine stops at. Any call may throw: the store is out of
 * reach then, or full; {@link JournalRefusal}: it must not be used at all. Texts have no NUL: a database may not take it.
 */
export interface JournalStore {
    /** The names of all entries, or of those that begin with a prefix, in no order. None where nothing was ever kept. */
    list(prefix?: string): Promise<string[]>;
    /** How long ago each of them was last written, by the store's own clock: milliseconds. */
    ages(prefix?: string): Promise<ReadonlyMap<string, number>>;
    /** The text of an entry, or `undefined` where there is none. */
    read(name: string): Promise<string | undefined>;
    /**
     * Creates an entry.
     *
     * @param room - for an entry that its creator will replace once: room for a text of so many bytes is taken with it,
     *   so that a store that is full by then takes that text all the same. What is left over may stay as spaces at its end
     * @returns false when there is an entry of that name: it stays as it is
     */
    create(name: string, text: string, room?: number): Promise<boolean>;
    /** Puts another text in an entry's place, in one step. */
    replace(name: string, text: string): Promise<void>;
    /** Removes entries that are there. */
    remove(names: readonly string[]): Promise<void>;
    /** Texts that a process was about to put in an entry's place when it died. They need not be whole. */
    unplaced(name: string): Promise<string[]>;
    /** Where the store is, or where an entry of it is, in words for a person who has to look. */
    describe(name?: string): string;
    /** What to do when it cannot be used, as a sentence. */
    readonly advice: string;
    /** Resolves once nothing is being tried again. */
    settled(): Promise<void>;
}

/** Nothing may be asked for without the store: it cannot be used, or must not be. The message says what to do. */
export class JournalRefusal extends Error {}
