import type { Journal } from "../../src/journal/journal";
import { RunJournal, type RunJournalContext } from "../../src/journal/run-journal";
import type { JournalStore } from "../../src/journal/store";

/** The journal of a run in a test; what it warns of is noted where the test says so. */
export function runJournalOn(
    store: JournalStore,
    journal: () => Promise<Journal>,
    { now = Date.now, warn = () => undefined }: Partial<RunJournalContext> = {},
): RunJournal {
    return new RunJournal({ store, open: journal, now, warn });
}
