import type { JournalEntry } from "./entry";

/** An attempt in the journal, counted from 1. */
export interface FoundAttempt {
    readonly name: string;
    readonly number: number;
    readonly entry: JournalEntry;
}

/** The name of an attempt's entry. */
export function attemptName(fingerprint: string, number: number): string {
    return `${fingerprint}.${number}.json`;
}

/** What all attempts for a token begin with. */
export function attemptPrefix(fingerprint: string): string {
    return `${fingerprint}.`;
}

/** Which token an entry is about, and the how-manieth attempt it is; nothing for a name that no entry has. */
export function parseAttemptName(name: string): { fingerprint: string; number: number } | undefined {
    const [, fingerprint, number] = /^([0-9a-f]{12})\.([1-9]\d*)\.json$/.exec(name) ?? [];
    return fingerprint === undefined ? undefined : { fingerprint, number: Number(number) };
}

/** What counts of a token's attempts: a successor that is here outweighs whatever a later attempt came to. */
export function decisiveAttempt(attempts: readonly FoundAttempt[]): FoundAttempt | undefined {
    const inOrder = [...attempts].sort((one, other) => one.number - other.number);
    return inOrder.find(({ entry }) => entry.state === "issued") ?? inOrder.at(-1);
}
