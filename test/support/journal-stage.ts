import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DAY } from "../../src/lifecycle/duration";
import { fingerprint } from "../../src/lifecycle/fingerprint";
import { type Attempt, Journal, type Successor } from "../../src/lifecycle/journal";
import { currentOwner, type Owner } from "../../src/lifecycle/owner";
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
export const DEAD: Owner = { ...currentOwner(), pid: 4_194_305, started: "1" };

/** A process of another machine. */
export const ELSEWHERE: Owner = { ...currentOwner(), place: "another machine" };

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

    /** The journal as a process sees it; this one unless told otherwise. */
    journal(owner: Owner = currentOwner()): Journal {
        return new Journal(this.folder, owner, () => this.now);
    }

    /** Begins an attempt that nothing stands in the way of. */
    begin(owner?: Owner, deadline = DEADLINE): Attempt {
        const attempt = this.journal(owner).begin(MARK, "ci", deadline);
        if ("kind" in attempt) {
            throw new Error(`blocked: ${JSON.stringify(attempt)}`);
        }
        return attempt;
    }

    /** Has the successor issued and sealed. */
    issue(owner?: Owner): Attempt {
        const attempt = this.begin(owner);
        this.journal(owner).complete(attempt, OLD, SUCCESSOR);
        return attempt;
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
