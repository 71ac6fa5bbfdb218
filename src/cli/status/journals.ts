import { messageOf } from "../../base/errors";
import { journalLocation } from "../../journal/location";
import { openStore } from "../../journal/stores/open";
import { locationFrom } from "../journal-commands/location";
import { SYSTEMS } from "../stacks/exported-state";
import type { StackReading } from "../stacks/read-stacks";
import { type JournalReading, readJournal } from "../tokens/journal-facts";

/** Who is kept in a journal. */
interface Kept {
    readonly stacks: string[];
    readonly tokens: Set<string>;
}

/**
 * Reads the journals that the stacks are kept in, each once: the one given, else that of a stack's config, else this
 * machine's.
 *
 * @returns by the stack. Those without a token that rotates have none
 */
export async function readJournals(
    readings: readonly StackReading[],
    given: string | undefined,
): Promise<ReadonlyMap<string, JournalReading>> {
    const byLocation = new Map<string, Kept>();
    const journals = new Map<string, JournalReading>();
    for (const { stack, state } of readings) {
        const rotating = (state?.tokens ?? []).filter(({ type }) => SYSTEMS[type].rotates);
        if (rotating.length > 0) {
            const location = locate(given, state?.journal);
            if (typeof location !== "string") {
                journals.set(stack, location);
                continue;
            }
            const kept = byLocation.get(location) ?? { stacks: [], tokens: new Set() };
            kept.stacks.push(stack);
            rotating.forEach(({ outputs }) => kept.tokens.add(String(outputs.tokenFingerprint)));
            byLocation.set(location, kept);
        }
    }
    for (const [location, { stacks, tokens }] of byLocation) {
        const reading = await readJournal(openStore(location), tokens);
        stacks.forEach((stack) => journals.set(stack, reading));
    }
    return journals;
}

/** A journal's place, or why it has none. */
function locate(given: string | undefined, configured: string | undefined): string | JournalReading {
    if (given !== undefined) {
        return locationFrom(given);
    }
    try {
        return journalLocation(process.env, (key) =>
            key === "pulumi-api-tokens:journal" ? configured : undefined,
        );
    } catch (error) {
        return { place: "the journal", facts: new Map(), strangers: [], problem: messageOf(error) };
    }
}
