import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DAY } from "../../src/base/duration";
import { fingerprint } from "../../src/base/fingerprint";
import { type Attempt, Journal, type Successor } from "../../src/journal/journal";
import { livenessOf, type ProcessIdentity, thisProcess } from "../../src/journal/process-identity";
import { FolderStore } from "../../src/journal/stores/folder";
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

/** A journal in a folder of its own, whose clock stands until a test moves it. */
export class JournalStage {
    now = ISSUED;
    private readonly parent = temporaryFolder();

    constructor() {
        beforeEach(() => {
            this.now = ISSUED;
        });
    }

    get folder(): string {
        return join(this.parent.path, "api-tokens");
    }

    get store(): FolderStore {
        return new FolderStore(this.folder);
    }

    /** The journal as a process sees it; this one unless told otherwise. */
    journal(self: ProcessIdentity = thisProcess()): Journal {
        return new Journal(this.store, { self: () => self, livenessOf }, () => this.now);
    }

    /** Begins an attempt that nothing stands in the way of. */
    async begin(owner?: ProcessIdentity, deadline = DEADLINE): Promise<Attempt> {
        const attempt = await this.journal(owner).begin(MARK, "ci", deadline);
        if ("kind" in attempt) {
            throw new Error(`blocked: ${JSON.stringify(attempt)}`);
        }
        return attempt;
    }

    /** Has the successor issued and sealed. */
    async issue(owner?: ProcessIdentity): Promise<Attempt> {
        const attempt = await this.begin(owner);
        await this.journal(owner).complete(attempt, OLD, SUCCESSOR);
        return attempt;
    }

    /** Begins an attempt, and notes how it ended without a successor in anybody's hands. */
    async conclude(state: "unclear" | "lost", owner?: ProcessIdentity): Promise<Attempt> {
        const attempt = await this.begin(owner);
        await this.journal(owner).conclude(attempt, state);
        return attempt;
    }

    /** Has the successor sealed by a process that dies before it is in place. @returns the file that is left */
    async leaveUnplaced(suffix = UNPLACED.now): Promise<string> {
        const { name } = await this.issue(DEAD);
        const sealed = readFileSync(this.file(name), "utf8");
        rmSync(this.file(name));
        await this.begin(DEAD);
        writeFileSync(this.file(name + suffix), sealed);
        return this.file(name + suffix);
    }

    view() {
        return this.journal().view(MARK);
    }

    names(): string[] {
        return readdirSync(this.folder).sort();
    }

    file(name = `${MARK}.1.json`): string {
        return join(this.folder, name);
    }

    /** The content of an entry as it is in its file. */
    content(name?: string): Record<string, unknown> {
        return JSON.parse(readFileSync(this.file(name), "utf8")) as Record<string, unknown>;
    }
}
