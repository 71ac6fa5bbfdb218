import { messageOf } from "../../base/errors";
import { AttemptReader } from "../../journal/attempt-reader";
import { parseAttemptName } from "../../journal/attempts";
import { HeldTokens, parseNoteName } from "../../journal/held-tokens";
import { Journal } from "../../journal/journal";
import { systemProcesses } from "../../journal/process-identity";
import type { JournalStore } from "../../journal/store";
import { eachOf, ENTRIES_AT_A_TIME } from "../at-a-time";
import { type DescribedAttempt, describeAttempt } from "./words";

/** A token whose attempts cannot be read. */
interface UnreadableToken {
    readonly token: string;
    readonly problem: string;
}

/** A resource that holds a token which can be revoked, as a run noted it. */
export interface TokenHolder {
    readonly token: string;
    readonly resource: string;
    readonly project?: string;
}

/** What a journal has of each token. */
export interface JournalContents {
    readonly attempts: readonly DescribedAttempt[];
    readonly unreadable: readonly UnreadableToken[];
    readonly holders: readonly TokenHolder[];
}

/** Reads all that a journal has, or what it has of one token. */
export async function readContents(store: JournalStore, only?: string): Promise<JournalContents> {
    const names = await store.list();
    const marks = names
        .map((name) => parseAttemptName(name)?.fingerprint)
        .filter((mark) => mark !== undefined);
    const tokens = [...new Set(marks)].filter((mark) => only === undefined || mark === only);
    const read = await eachOf(tokens, ENTRIES_AT_A_TIME, (token) => readToken(store, token));
    const attempts = read.flatMap((found) => ("problem" in found ? [] : found.attempts));
    return {
        attempts: attempts.sort((one, other) => (one.startedAt < other.startedAt ? 1 : -1)),
        unreadable: read.flatMap((found) => ("problem" in found ? [found] : [])),
        holders: await readHolders(store, names, only),
    };
}

/** The notes of who holds a token: they are no entries, and nothing in them is open. */
async function readHolders(
    store: JournalStore,
    names: readonly string[],
    only: string | undefined,
): Promise<TokenHolder[]> {
    const notes = names.flatMap((name) => {
        const token = parseNoteName(name)?.fingerprint;
        return token === undefined || (only !== undefined && token !== only) ? [] : [{ name, token }];
    });
    const heldTokens = new HeldTokens(store);
    return eachOf(notes, ENTRIES_AT_A_TIME, async ({ name, token }) => {
        const { resourceName, project } = (await heldTokens.read(name)).holder;
        return { token, resource: resourceName, ...(project === undefined ? {} : { project }) };
    });
}

async function readToken(
    store: JournalStore,
    token: string,
): Promise<UnreadableToken | { readonly attempts: DescribedAttempt[] }> {
    try {
        const found = await new AttemptReader(store).of(token);
        const view = await new Journal(store, systemProcesses, Date.now).view(token);
        return { attempts: found.map((attempt) => describeAttempt(token, attempt, view)) };
    } catch (error) {
        return { token, problem: messageOf(error) };
    }
}
