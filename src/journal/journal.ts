import { attempt } from "../base/attempt";
import { DAY } from "../base/duration";
import { messageOf } from "../base/errors";
import { fingerprint } from "../base/fingerprint";
import {
    attemptName,
    attemptPrefix,
    decisiveAttempt,
    type FoundAttempt,
    markName,
    nextNumber,
    parseAttemptName,
    supersededVoids,
} from "./attempts";
import {
    openCause,
    openReceived,
    openSuccessor,
    sealCause,
    sealReceived,
    sealSuccessor,
    type Successor,
} from "./contents";
import { type JournalEntry, readEntry, UnreadableEntry, writeEntry } from "./entry";
import { LEASE } from "./limits";
import type { Processes } from "./process-identity";
import type { JournalStore } from "./store";
import type { JournalView } from "./view";

export type { Successor };

/** What an attempt is about. */
export interface AttemptRequest {
    /** The token whose successor is to be asked for. */
    readonly token: string;
    readonly resourceName: string;
    /** When the token ends at the latest once its successor is issued: milliseconds since 1970. */
    readonly deadline: number;
    /** The values of the triggers that the successor is asked for with. */
    readonly triggers: Readonly<Record<string, string>>;
}

/** An attempt to have a token's successor issued. Only the process that began it writes to it. */
export interface Attempt {
    readonly name: string;
    readonly entry: JournalEntry;
    readonly token: string;
    /** An earlier one without a clear answer may have been processed: the old token ends then at the latest. */
    readonly unclearUntil: number | undefined;
}

/** A successor as the journal has it. */
export interface Recovered extends Successor {
    /** The values of the triggers that it was asked for with; absent in entries of 0.1.0. */
    readonly triggers?: Readonly<Record<string, string>>;
}

/** Room for a sealed answer besides its intent: more than a token of 2,500 characters takes. */
const ROOM = 4096;

/** How long an entry that holds no token is kept: by then the old token has died, or has shown that it lives. */
const KEEP_WITHOUT_TOKEN = 60 * DAY;

/** How long one with a token is kept that no state needs as far as is known: a checkpoint may be older than one thinks. */
const KEEP_WITH_TOKEN = 90 * DAY;

/**
 * Where a token's successor is kept from the moment it is issued until it is in a saved state. The protocol, and why it
 * holds, is in `docs/journal.md`.
 */
export class Journal {
    constructor(
        private readonly store: JournalStore,
        private readonly processes: Processes,
        private readonly now: () => number,
    ) {}

    /** What is known of a token's successor. */
    async view(old: string): Promise<JournalView> {
        try {
            return await this.viewOf(old, await this.attempts(old));
        } catch (error) {
            return unreadable(error);
        }
    }

    /** Notes that the successor of a token is about to be asked for. @returns the attempt, or what stands in its way */
    async begin(request: AttemptRequest): Promise<Attempt | JournalView> {
        const { token, resourceName, deadline, triggers } = request;
        const old = fingerprint(token);
        // One look: the number of the next attempt must belong to what was seen.
        const attempts = await this.attempts(old).catch(unreadable);
        if ("kind" in attempts) {
            return attempts;
        }
        const before = await this.viewOf(old, attempts);
        if (before.kind !== "none" && before.kind !== "interrupted") {
            return before;
        }
        const startedAt = this.now();
        const followed = before.kind === "interrupted" ? before : undefined;
        const entry: JournalEntry = {
            state: "intent",
            fingerprint: old,
            resourceName,
            owner: this.processes.self(),
            startedAt,
            firstStartedAt: followed?.firstStartedAt ?? startedAt,
            deadline: followed?.deadline ?? deadline,
            savedInState: false,
            cause: sealCause({ triggers }, token),
        };
        const name = attemptName(old, nextNumber(attempts));
        const text = writeEntry(entry);
        const isOurs = await this.store.create(name, text, Buffer.byteLength(text) + ROOM);
        return isOurs ? { name, entry, token, unclearUntil: followed?.deadline } : this.view(old);
    }

    /**
     * Seals the successor. From here on it is lost only with this store or with the old token.
     *
     * @param deadline when the old token ends: the attempts before this one were not processed
     */
    async complete({ name, entry, token }: Attempt, successor: Successor, deadline: number): Promise<void> {
        const issued = sealSuccessor(successor, token);
        await this.store.replace(name, writeEntry({ ...entry, deadline, state: "issued", issued }));
    }

    /**
     * Notes that an attempt ended without a successor in anybody's hands: perhaps (`unclear`) or certainly (`lost`) issued.
     *
     * @param received what arrived: kept if there is room for it
     */
    async conclude(
        attempt: Attempt,
        state: "unclear" | "lost",
        deadline: number,
        received?: Buffer,
    ): Promise<void> {
        const { name, token } = attempt;
        const entry = { ...attempt.entry, deadline, state };
        if (received !== undefined && received.length > 0) {
            try {
                const kept = { ...entry, received: sealReceived(received, token) };
                await this.store.replace(name, writeEntry(kept));
                return;
            } catch {
                // Room was taken for less: what became of the attempt is noted without it.
            }
        }
        await this.store.replace(name, writeEntry(entry));
    }

    /** Takes back an attempt that certainly was not processed. An earlier one without a clear answer counts again. */
    async abandon({ name, entry }: Attempt): Promise<void> {
        await this.store.replace(name, writeEntry({ ...entry, state: "void" }));
        await this.removeVoids(entry.fingerprint).catch(() => undefined);
    }

    /** Young ones stay: whoever looked before they came may be about to give their numbers again, and to send. */
    private async removeVoids(old: string): Promise<void> {
        const voids = supersededVoids(await this.attempts(old)).map(({ name }) => name);
        if (voids.length > 0) {
            const ages = await this.store.ages(attemptPrefix(old));
            await this.store.remove(voids.filter((name) => (ages.get(name) ?? 0) > LEASE));
        }
    }

    /** Opens the sealed successor of a token; `undefined` when there is none, or when it was sealed with another token. */
    async recover(oldToken: string): Promise<Recovered | undefined> {
        const entry = decisiveAttempt(await this.attempts(fingerprint(oldToken)))?.entry;
        if (entry?.state !== "issued") {
            return undefined;
        }
        const successor = openSuccessor(entry.issued, oldToken);
        const cause = openCause(entry.cause, oldToken);
        return successor === undefined ? undefined : { ...successor, ...cause };
    }

    /** What arrived in the attempts for a token that found no new one in it, by the names of their entries. */
    async received(oldToken: string): Promise<ReadonlyMap<string, Buffer>> {
        const found = (await this.attempts(fingerprint(oldToken))).map(
            ({ name, entry }) => [name, openReceived(entry.received, oldToken)] as const,
        );
        return new Map(found.filter((pair): pair is [string, Buffer] => pair[1] !== undefined));
    }

    /** The successor of this token is in a state that a backend has: its entry gets a mark beside it. */
    async markSaved(old: string, successor: string): Promise<void> {
        const decisive = decisiveAttempt(await this.attempts(old));
        if (decisive?.entry.state !== "issued" || decisive.entry.issued.fingerprint !== successor) {
            return;
        }
        const { name, entry } = decisive;
        if ((await this.readPlaced(name, old))?.state !== "issued") {
            await this.store.replace(name, writeEntry(entry));
        }
        if (!entry.savedInState) {
            await this.store.create(markName(name), "");
        }
    }

    /** The token works after the deadline of its attempts: none of them was processed. */
    async disprove(old: string): Promise<void> {
        for (const { name, entry } of await this.attempts(old)) {
            const isOver = entry.state !== "intent" || !(await this.mayRun(old, name, entry));
            if (isOver && entry.state !== "issued" && entry.state !== "void") {
                await this.store.replace(name, writeEntry({ ...entry, state: "void" }));
            }
        }
    }

    /** Removes what no state can need any more: entries of resources that are gone, or that never came to be. */
    async sweep(): Promise<void> {
        const ages = await this.store.ages();
        // Which ones may be over shows before they are read: that takes a request each where the store is a service.
        const keptFor = (name: string) => (ages.has(markName(name)) ? KEEP_WITH_TOKEN : KEEP_WITHOUT_TOKEN);
        const old = [...ages].filter(([name, age]) => age > keptFor(name)).map(([name]) => name);
        const marks = new Set(old.map((name) => parseAttemptName(name)?.fingerprint));
        for (const mark of marks) {
            const attempts = mark === undefined ? [] : await this.attempts(mark).catch(() => []);
            // All or none: the numbers of a token's attempts only rise.
            if (
                attempts.length > 0 &&
                attempts.every(({ name, entry }) => isOver(entry, ages.get(name) ?? 0))
            ) {
                const names = attempts.map(({ name }) => name);
                const saved = names.map(markName).filter((name) => ages.has(name));
                // The marks first: an entry without its mark is kept longer, a mark without its entry for ever.
                await this.store.remove([...saved, ...names]);
            }
        }
    }

    private async viewOf(old: string, attempts: readonly FoundAttempt[]): Promise<JournalView> {
        const decisive = decisiveAttempt(attempts);
        if (decisive === undefined) {
            return { kind: "none" };
        }
        const { entry, name } = decisive;
        const { firstStartedAt, deadline, owner } = entry;
        switch (entry.state) {
            case "issued":
                return { kind: "issued", fingerprint: entry.issued.fingerprint };
            case "lost":
                return { kind: "lost", firstStartedAt, deadline };
            case "intent":
                return (await this.mayRun(old, name, entry))
                    ? { kind: "busy", pid: owner.pid }
                    : { kind: "interrupted", firstStartedAt, deadline };
            default:
                return { kind: "interrupted", firstStartedAt, deadline };
        }
    }

    /** Of a process that can be seen it counts whether it runs; of any other one how old its attempt is by the store's clock. */
    private async mayRun(old: string, name: string, { owner }: JournalEntry): Promise<boolean> {
        const liveness = this.processes.livenessOf(owner);
        if (liveness !== "elsewhere") {
            return liveness === "alive";
        }
        const age = (await this.store.ages(attemptPrefix(old))).get(name);
        return age !== undefined && age < LEASE;
    }

    /** All attempts for a token. Throws {@link UnreadableEntry}. */
    private async attempts(old: string): Promise<FoundAttempt[]> {
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

    private async readPlaced(name: string, old: string): Promise<JournalEntry | undefined> {
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

function isOver(entry: JournalEntry, age: number): boolean {
    if (entry.state !== "issued") {
        return age > KEEP_WITHOUT_TOKEN;
    }
    const { startedAt, deadline, savedInState, issued } = entry;
    // Differences of times by one clock, held against an age by another: neither needs to be right.
    const needed = savedInState ? deadline - startedAt : issued.validUntil - issued.issuedAt;
    return age > needed + KEEP_WITH_TOKEN;
}

function unreadable(error: unknown): Extract<JournalView, { kind: "unreadable" }> {
    return { kind: "unreadable", problem: messageOf(error) };
}
