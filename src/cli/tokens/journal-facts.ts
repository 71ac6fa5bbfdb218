import { messageOf } from "../../base/errors";
import { formatTime } from "../../base/time";
import { AttemptReader } from "../../journal/attempt-reader";
import { decisiveAttempt, markName, parseAttemptName } from "../../journal/attempts";
import type { JournalEntry } from "../../journal/entry";
import { Journal } from "../../journal/journal";
import { systemProcesses } from "../../journal/process-identity";
import { JournalRefusal, type JournalStore } from "../../journal/store";
import type { JournalView } from "../../journal/view";
import { eachOf, ENTRIES_AT_A_TIME } from "../at-a-time";

/** What a journal tells of one token. */
export interface JournalFacts {
    readonly view: JournalView;
    /** When the token ends at the latest, if a new one was issued. */
    readonly deadline?: number;
    /** What is open, in words; nothing when nothing is. */
    readonly words?: string;
}

export const NOTHING_OPEN: JournalFacts = { view: { kind: "none" } };

/** What a journal tells of the tokens of the stacks that are kept in it. */
export interface JournalReading {
    /** Where it is, in words. */
    readonly place: string;
    readonly facts: ReadonlyMap<string, JournalFacts>;
    /** Of entries about tokens that none of the stacks has: what is sealed for nobody here, in words. */
    readonly strangers: readonly string[];
    /** Why it cannot be read. */
    readonly problem?: string;
}

/**
 * Reads what a journal has of some tokens. One listing tells of which it has anything.
 *
 * @param tokens - their fingerprints
 */
export async function readJournal(store: JournalStore, tokens: ReadonlySet<string>): Promise<JournalReading> {
    const place = store.describe();
    try {
        const names = await store.list();
        const marks = new Set(names.map((name) => parseAttemptName(name)?.fingerprint));
        const known = [...tokens].filter((token) => marks.has(token));
        const facts = await eachOf(
            known,
            ENTRIES_AT_A_TIME,
            async (token) => [token, await factsOf(store, token)] as const,
        );
        return { place, facts: new Map(facts), strangers: await strangersIn(store, names, tokens) };
    } catch (error) {
        // A refusal says by itself what to do.
        const advice = error instanceof JournalRefusal ? "" : `. ${store.advice}`;
        return { place, facts: new Map(), strangers: [], problem: `${messageOf(error)}${advice}` };
    }
}

async function factsOf(store: JournalStore, token: string): Promise<JournalFacts> {
    const view = await new Journal(store, systemProcesses, Date.now).view(token);
    switch (view.kind) {
        case "none":
            return NOTHING_OPEN;
        case "issued": {
            const entry = decisiveAttempt(await new AttemptReader(store).of(token))?.entry;
            return {
                view,
                words: `token ${view.fingerprint} is sealed, and not in the state`,
                ...(entry === undefined ? {} : { deadline: entry.deadline }),
            };
        }
        case "busy":
            return { view, words: `process ${view.pid} is asking for a new token` };
        case "interrupted":
            return {
                view,
                words: `asked for a new token at ${formatTime(view.firstStartedAt)}, no clear answer`,
                deadline: view.deadline,
            };
        case "lost":
            return {
                view,
                words: "a new token was issued, and nobody holds it",
                deadline: view.deadline,
            };
        default:
            return { view, words: view.problem };
    }
}

/** What is sealed in entries that no state is known to have taken a token from, for tokens that none of the stacks has. */
async function strangersIn(
    store: JournalStore,
    names: readonly string[],
    tokens: ReadonlySet<string>,
): Promise<string[]> {
    const attempts = names.filter((name) => parseAttemptName(name) !== undefined);
    const open = attempts.filter((name) => !names.includes(markName(name)) && !isOf(name, tokens));
    if (open.length === 0) {
        return [];
    }
    const reader = new AttemptReader(store);
    const entries = await eachOf(attempts, ENTRIES_AT_A_TIME, async (name) => {
        const mark = parseAttemptName(name)?.fingerprint ?? "";
        return { name, entry: await reader.readPlaced(name, mark).catch(() => undefined) };
    });
    const related = ancestorsOf(
        tokens,
        entries.flatMap(({ entry }) => entry ?? []),
    );
    return entries
        .filter(({ name }) => open.includes(name))
        .flatMap(({ entry }) =>
            entry?.state !== "issued" || entry.savedInState || related.has(entry.fingerprint)
                ? []
                : [strange(entry)],
        );
}

function isOf(name: string, tokens: ReadonlySet<string>): boolean {
    return tokens.has(parseAttemptName(name)?.fingerprint ?? "");
}

/** The tokens that those of the stacks were issued for, one after the other. */
function ancestorsOf(tokens: ReadonlySet<string>, entries: readonly JournalEntry[]): ReadonlySet<string> {
    const related = new Set(tokens);
    for (let before = -1; before < related.size;) {
        before = related.size;
        for (const entry of entries) {
            if (entry.state === "issued" && related.has(entry.issued.fingerprint)) {
                related.add(entry.fingerprint);
            }
        }
    }
    return related;
}

function strange(entry: Extract<JournalEntry, { state: "issued" }>): string {
    const { issued, fingerprint, resourceName, startedAt } = entry;
    return `token ${issued.fingerprint} is sealed for whoever has token ${fingerprint}, resource ${JSON.stringify(resourceName)}, since ${formatTime(startedAt)}`;
}
