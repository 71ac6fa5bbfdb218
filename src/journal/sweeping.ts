import { DAY } from "../base/duration";
import type { AttemptReader } from "./attempt-reader";
import { markName, parseAttemptName } from "./attempts";
import type { JournalEntry } from "./entry";
import type { JournalStore } from "./store";

/** How long an entry that holds no token is kept: by then the old token has died, or has shown that it lives. */
const KEEP_WITHOUT_TOKEN = 60 * DAY;

/** How long one with a token is kept that no state needs as far as is known: a checkpoint may be older than one thinks. */
const KEEP_WITH_TOKEN = 90 * DAY;

/** Removes what no state can need any more: entries of resources that are gone, or that never came to be. */
export async function sweep(store: JournalStore, reader: AttemptReader): Promise<void> {
    const ages = await store.ages();
    // Which ones may be over shows before they are read: that takes a request each where the store is a service.
    const keptFor = (name: string) => (ages.has(markName(name)) ? KEEP_WITH_TOKEN : KEEP_WITHOUT_TOKEN);
    const old = [...ages].filter(([name, age]) => age > keptFor(name)).map(([name]) => name);
    const marks = new Set(old.map((name) => parseAttemptName(name)?.fingerprint));
    for (const mark of marks) {
        const attempts = mark === undefined ? [] : await reader.of(mark).catch(() => []);
        // All or none: the numbers of a token's attempts only rise.
        if (attempts.length > 0 && attempts.every(({ name, entry }) => isOver(entry, ages.get(name) ?? 0))) {
            const names = attempts.map(({ name }) => name);
            const saved = names.map(markName).filter((name) => ages.has(name));
            // The marks first: an entry without its mark is kept longer, a mark without its entry for ever.
            await store.remove([...saved, ...names]);
        }
    }
}

function isOver(entry: JournalEntry, age: number): boolean {
    if (entry.state !== "issued") {
        return age > KEEP_WITHOUT_TOKEN;
    }
    const { startedAt, deadline, savedInState, issued } = entry;
    // Differences of times by one clock, held against an age by another: neither needs to be right.
    const needed = savedInState ? deadline - startedAt : issued.validUntil - issued.issuedAt;
    return age > needed + KEEP_WITH_TOKEN;
}
