import { messageOf } from "../../base/errors";
import { AttemptReader } from "../../journal/attempt-reader";
import { type FoundAttempt, parseAttemptName } from "../../journal/attempts";
import { Journal } from "../../journal/journal";
import { systemProcesses } from "../../journal/process-identity";
import type { JournalStore } from "../../journal/store";
import { eachOf } from "../at-a-time";
import { type DescribedAttempt, describeAttempt } from "./words";

/** A token whose attempts cannot be read. */
export interface UnreadableToken {
    readonly token: string;
    readonly problem: string;
}

/** What a journal has of each token. */
export interface JournalContents {
    readonly attempts: readonly DescribedAttempt[];
    readonly unreadable: readonly UnreadableToken[];
}

const AT_A_TIME = 8;

/** Reads all attempts of a journal, or those for one token. */
export async function readAttempts(store: JournalStore, only?: string): Promise<JournalContents> {
    const names = await store.list();
    const marks = names
        .map((name) => parseAttemptName(name)?.fingerprint)
        .filter((mark) => mark !== undefined);
    const tokens = [...new Set(marks)].filter((mark) => only === undefined || mark === only);
    const read = await eachOf(tokens, AT_A_TIME, (token) => readToken(store, token));
    const attempts = read.flatMap((found) => ("problem" in found ? [] : found.attempts));
    return {
        attempts: attempts.sort((one, other) => (one.startedAt < other.startedAt ? 1 : -1)),
        unreadable: read.flatMap((found) => ("problem" in found ? [found] : [])),
    };
}

async function readToken(
    store: JournalStore,
    token: string,
): Promise<UnreadableToken | { readonly attempts: DescribedAttempt[] }> {
    try {
        const found: FoundAttempt[] = await new AttemptReader(store).of(token);
        const view = await new Journal(store, systemProcesses, Date.now).view(token);
        return { attempts: found.map((attempt) => describeAttempt(token, attempt, view)) };
    } catch (error) {
        return { token, problem: messageOf(error) };
    }
}
