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

/** The name of the mark that an attempt's new token is in a saved state. It is of others than who made the attempt. */
export function markName(attempt: string): string {
    return attempt.replace(/json$/, "done");
}

/** Whose attempt a mark is of; nothing for a name that no mark has. */
export function parseMarkName(name: string): { fingerprint: string; number: number } | undefined {
    return name.endsWith(".done") ? parseAttemptName(name.replace(/done$/, "json")) : undefined;
}

/** What all attempts for a token begin with. */
export function attemptPrefix(fingerprint: string): string {
    return `${fingerprint}.`;
}

/** Which token an entry is about, and which attempt it is; nothing for a name that no entry has. */
export function parseAttemptName(name: string): { fingerprint: string; number: number } | undefined {
    const [, fingerprint, number] = /^([0-9a-f]{12})\.([1-9]\d*)\.json$/.exec(name) ?? [];
    return fingerprint === undefined ? undefined : { fingerprint, number: Number(number) };
}

/** The number of the next attempt: higher than any that was ever given. */
export function nextNumber(attempts: readonly FoundAttempt[]): number {
    return Math.max(0, ...attempts.map(({ number }) => number)) + 1;
}

/**
 * What counts of a token's attempts: a successor that is here outweighs whatever a later attempt came to, and one that
 * is certainly lost whatever is unclear.
 */
export function decisiveAttempt(attempts: readonly FoundAttempt[]): FoundAttempt | undefined {
    const counting = attempts.filter(({ entry }) => entry.state !== "void");
    const latestFirst = counting.sort((one, other) => other.number - one.number);
    const inState = (state: JournalEntry["state"]) => latestFirst.find(({ entry }) => entry.state === state);
    return inState("issued") ?? inState("lost") ?? latestFirst[0];
}

/** Attempts that are of no use any more beside a later one: only the highest number has to stay. */
export function supersededVoids(attempts: readonly FoundAttempt[]): FoundAttempt[] {
    const next = nextNumber(attempts);
    return attempts.filter(({ entry, number }) => entry.state === "void" && number < next - 1);
}
