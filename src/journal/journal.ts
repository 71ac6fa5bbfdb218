import { messageOf } from "../base/errors";
import { fingerprint } from "../base/fingerprint";
import { AttemptReader } from "./attempt-reader";
import {
    attemptName,
    attemptPrefix,
    decisiveAttempt,
    type FoundAttempt,
    markName,
    nextNumber,
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
import { type JournalEntry, writeEntry } from "./entry";
import { LEASE } from "./limits";
import type { Processes } from "./process-identity";
import type { JournalStore } from "./store";
import { sweep } from "./sweeping";
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

/**
 * Where a token's successor is kept from the moment it is issued until it is in a saved state. The protocol, and why it
 * holds, is in `docs/journal.md`.
 */
export class Journal {
    private readonly reader: AttemptReader;

    constructor(
        private readonly store: JournalStore,
        private readonly processes: Processes,
        private readonly now: () => number,
    ) {
        this.reader = new AttemptReader(store);
    }

    /** What is known of a token's successor. */
    async view(old: string): Promise<JournalView> {
        try {
            return await this.viewOf(old, await this.reader.of(old));
        } catch (error) {
            return unreadable(error);
        }
    }

    /** Notes that the successor of a token is about to be asked for. @returns the attempt, or what stands in its way */
    async begin(request: AttemptRequest): Promise<Attempt | JournalView> {
        const { token, resourceName, deadline, triggers } = request;
        const old = fingerprint(token);
        // One look: the number of the next attempt must belong to what was seen.
        const attempts = await this.reader.of(old).catch(unreadable);
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

    /** Notes that an attempt ended without a successor in anybody's hands: perhaps (`unclear`) or certainly (`lost`) issued. */
    async conclude({ name, entry }: Attempt, state: "unclear" | "lost", deadline: number): Promise<void> {
        await this.store.replace(name, writeEntry({ ...entry, deadline, state }));
    }

    /** Seals what arrived into an attempt that was concluded. There may be no room for it. */
    async keepReceived({ name, token }: Attempt, received: Buffer): Promise<void> {
        const entry = await this.reader.readPlaced(name, fingerprint(token));
        if (entry !== undefined) {
            await this.store.replace(name, writeEntry({ ...entry, received: sealReceived(received, token) }));
        }
    }

    /** Takes back an attempt that certainly was not processed. An earlier one without a clear answer counts again. */
    async abandon({ name, entry }: Attempt): Promise<void> {
        await this.store.replace(name, writeEntry({ ...entry, state: "void" }));
        await this.removeVoids(entry.fingerprint).catch(() => undefined);
    }

    /** Young ones stay: whoever looked before they came may be about to give their numbers again, and to send. */
    private async removeVoids(old: string): Promise<void> {
        const voids = supersededVoids(await this.reader.of(old)).map(({ name }) => name);
        if (voids.length > 0) {
            const ages = await this.store.ages(attemptPrefix(old));
            await this.store.remove(voids.filter((name) => (ages.get(name) ?? 0) > LEASE));
        }
    }

    /** Opens the sealed successor of a token; `undefined` when there is none, or when it was sealed with another token. */
    async recover(oldToken: string): Promise<Recovered | undefined> {
        const entry = decisiveAttempt(await this.reader.of(fingerprint(oldToken)))?.entry;
        if (entry?.state !== "issued") {
            return undefined;
        }
        const successor = openSuccessor(entry.issued, oldToken);
        const cause = openCause(entry.cause, oldToken);
        return successor === undefined ? undefined : { ...successor, ...cause };
    }

    /** What arrived in the attempts for a token that found no new one in it, by the names of their entries. */
    async received(oldToken: string): Promise<ReadonlyMap<string, Buffer>> {
        const found = (await this.reader.of(fingerprint(oldToken))).map(
            ({ name, entry }) => [name, openReceived(entry.received, oldToken)] as const,
        );
        return new Map(found.filter((pair): pair is [string, Buffer] => pair[1] !== undefined));
    }

    /** The successor of this token is in a state that a backend has: its entry gets a mark beside it. */
    async markSaved(old: string, successor: string): Promise<void> {
        const decisive = decisiveAttempt(await this.reader.of(old));
        if (decisive?.entry.state !== "issued" || decisive.entry.issued.fingerprint !== successor) {
            return;
        }
        const { name, entry } = decisive;
        if ((await this.reader.readPlaced(name, old))?.state !== "issued") {
            await this.store.replace(name, writeEntry(entry));
        }
        if (!entry.savedInState) {
            await this.store.create(markName(name), "");
        }
    }

    /** The token works after the deadline of its attempts: none of them was processed. */
    async disprove(old: string): Promise<void> {
        for (const { name, entry } of await this.reader.of(old)) {
            const isOver = entry.state !== "intent" || !(await this.mayRun(old, name, entry));
            if (isOver && entry.state !== "issued" && entry.state !== "void") {
                await this.store.replace(name, writeEntry({ ...entry, state: "void" }));
            }
        }
    }

    /** Removes what no state can need any more: entries of resources that are gone, or that never came to be. */
    async sweep(): Promise<void> {
        await sweep(this.store, this.reader);
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
}

function unreadable(error: unknown): Extract<JournalView, { kind: "unreadable" }> {
    return { kind: "unreadable", problem: messageOf(error) };
}
