import { existsSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DAY } from "../../src/base/duration";
import { fingerprint } from "../../src/base/fingerprint";
import {
    type Attempt,
    type AttemptRequest,
    Journal,
    type Recovered,
    type Successor,
} from "../../src/journal/journal";
import { livenessOf, type ProcessIdentity, thisProcess } from "../../src/journal/process-identity";
import type { JournalStore } from "../../src/journal/store";
import { openStore } from "../../src/journal/stores/open";
import { CountingStore } from "./counting-store";
import { temporaryFolder } from "./temporary-folder";
import { ISSUED } from "./token-state";

/** The token whose successor these tests have issued, and its fingerprint. */
export const OLD = "old-token-of-the-tests";
export const MARK = fingerprint(OLD);

/** The successor, and its fingerprint. */
export const SUCCESSOR: Successor = {
    token: "new-token-of-the-tests",
    issuedAt: ISSUED,
    validUntil: ISSUED + 730 * DAY,
};
export const SUCCESSOR_MARK = fingerprint(SUCCESSOR.token);

/** When the old token ends at the latest. */
export const DEADLINE = ISSUED + 14 * DAY;

/** A process that cannot run: no system gives out such an id. */
export const DEAD: ProcessIdentity = { ...thisProcess(), pid: 4_194_305, started: "1" };

/** A process of another machine. */
export const ELSEWHERE: ProcessIdentity = { ...thisProcess(), host: "another machine" };

/** What the name of a file has more than the entry's until it takes the entry's place: now, and in earlier releases. */
export const UNPLACED = { now: ".0123456789abcdef.tmp", earlier: ".tmp" };

/** What the triggers say in these tests. */
export const TRIGGERS = { release: "2" };

/** The successor as the journal gives it back. */
export const RECOVERED: Recovered = { ...SUCCESSOR, triggers: TRIGGERS };

/** To have the successor of a token issued for the resource "ci". */
export function attemptFor(token: string, deadline = DEADLINE): AttemptRequest {
    return { token, resourceName: "ci", deadline, triggers: TRIGGERS };
}

/** A journal in a folder of its own, whose clock stands until a test moves it. */
export class JournalStage {
    now = ISSUED;
    private readonly parent = temporaryFolder();
    private opened: JournalStore | undefined;

    constructor() {
        beforeEach(() => {
            this.now = ISSUED;
            this.opened = undefined;
        });
    }

    get folder(): string {
        return join(this.parent.path, "api-tokens");
    }

    /** One in a test: it has the rooms of the attempts that it began. */
    get store(): JournalStore {
        return (this.opened ??= openStore(this.folder));
    }

    /** The journal as a process sees it; this one unless told otherwise. */
    journal(self: ProcessIdentity = thisProcess(), store = this.store): Journal {
        return new Journal(store, { self: () => self, livenessOf }, () => this.now);
    }

    /** Begins an attempt that nothing stands in the way of. */
    async begin(owner?: ProcessIdentity, deadline = DEADLINE): Promise<Attempt> {
        const attempt = await this.journal(owner).begin(attemptFor(OLD, deadline));
        if ("kind" in attempt) {
            throw new Error(`blocked: ${JSON.stringify(attempt)}`);
        }
        return attempt;
    }

    /** Has the successor issued and sealed. */
    async issue(owner?: ProcessIdentity): Promise<Attempt> {
        const attempt = await this.begin(owner);
        await this.journal(owner).complete(attempt, SUCCESSOR, DEADLINE);
        return attempt;
    }

    /** Begins an attempt, and notes how it ended without a successor in anybody's hands. */
    async conclude(state: "unclear" | "lost", owner?: ProcessIdentity): Promise<Attempt> {
        const attempt = await this.begin(owner);
        await this.journal(owner).conclude(attempt, state, DEADLINE);
        return attempt;
    }

    /** Has the successor sealed by a process that dies before it is in place. @returns the file that is left */
    async leaveUnplaced(suffix = UNPLACED.now): Promise<string> {
        const { name } = await this.issue(DEAD);
        const sealed = readFileSync(this.file(name), "utf8");
        rmSync(this.file(name));
        await this.begin(DEAD);
        this.opened = undefined;
        writeFileSync(this.file(name + suffix), sealed);
        return this.file(name + suffix);
    }

    /** The store as it is, but for the age of all entries. */
    storeOfAge(milliseconds: number): CountingStore {
        const store = new CountingStore(this.store);
        store.ages = async (prefix) =>
            new Map((await this.store.list(prefix)).map((name) => [name, milliseconds]));
        return store;
    }

    /** Makes everything in the folder so many milliseconds older. */
    age(milliseconds: number): void {
        for (const name of this.names()) {
            const { mtimeMs } = statSync(this.file(name));
            const time = (mtimeMs - milliseconds) / 1000;
            utimesSync(this.file(name), time, time);
        }
    }

    view() {
        return this.journal().view(MARK);
    }

    /** The names of the entries, without what is beside them. */
    entries(): string[] {
        return this.names().filter((name) => name.endsWith(".json"));
    }

    names(): string[] {
        return readdirSync(this.folder).sort();
    }

    file(name = `${MARK}.1.json`): string {
        return join(this.folder, name);
    }

    /** The content of an entry as it is in its file, and whether there is a mark beside it. */
    content(name?: string): Record<string, unknown> {
        const file = this.file(name);
        const content = JSON.parse(readFileSync(file, "utf8")) as Record<string, unknown>;
        return existsSync(file.replace(/json$/, "done")) ? { ...content, done: true } : content;
    }
}
