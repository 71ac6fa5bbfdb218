import { runJournalOn } from "../../support/run-journal";
import { renameSync, writeFileSync } from "node:fs";
import { CountingStore } from "../../support/counting-store";
import {
    DEAD,
    DEADLINE,
    JournalStage,
    MARK,
    OLD,
    RECOVERED,
    SUCCESSOR,
    SUCCESSOR_MARK,
} from "../../support/journal-stage";
import { ISSUED } from "../../support/token-state";

const stage = new JournalStage();
const NONE = { kind: "none" };
const ISSUED_VIEW = { kind: "issued", fingerprint: SUCCESSOR_MARK };
const INTERRUPTED = { kind: "interrupted", firstStartedAt: ISSUED, deadline: DEADLINE };
const OTHER = "another-token-of-the-tests";

/** A run: its own calls to the store are counted, and how often it opens the journal, which has calls of its own. */
function startRun() {
    const store = new CountingStore(stage.store);
    const opened: string[] = [];
    const journal = runJournalOn(store, () => {
        opened.push("journal");
        return Promise.resolve(stage.journal());
    });
    return { journal, calls: store.calls, opened };
}

test("the journal says where its store is, and what to do when it cannot be used", () => {
    const { journal } = startRun();
    expect(journal.describe()).toBe(stage.folder);
    expect(journal.advice).toBe(stage.store.advice);
});

describe("a token without entries", () => {
    test("has none, in a journal that was never used: nothing is opened and nothing read", async () => {
        const { journal, calls, opened } = startRun();
        expect(await journal.view(OLD)).toEqual(NONE);
        expect({ calls, opened }).toEqual({ calls: ["list all"], opened: [] });
    });

    test("has none where other tokens have some: nothing is opened and nothing read", async () => {
        await stage.issue();
        const { journal, calls, opened } = startRun();
        expect(await journal.view(OTHER)).toEqual(NONE);
        expect({ calls, opened }).toEqual({ calls: ["list all"], opened: [] });
    });

    test.each([
        `${MARK}.0.json`,
        `${MARK}.json`,
        `${MARK}.1.json.tmp`,
        `${MARK}.1.json.0123456789abcdef.tmp`,
        `${MARK}.1.json.0123456789abcdef.new`,
        `${MARK}d.1.json`,
    ])("has none because of a file %s", async (name) => {
        await stage.begin();
        renameSync(stage.file(), stage.file(name));
        const { journal, opened } = startRun();
        expect(await journal.view(OLD)).toEqual(NONE);
        expect(opened).toEqual([]);
    });
});

describe("a token with entries", () => {
    test("is viewed as the journal views it", async () => {
        await stage.issue();
        const { journal, opened } = startRun();
        expect(await journal.view(OLD)).toEqual(ISSUED_VIEW);
        expect(opened).toEqual(["journal"]);
    });

    test("is known by any of its attempts, whichever numbers are missing", async () => {
        await stage.begin(DEAD);
        const second = await stage.begin(DEAD);
        await stage.store.remove([`${MARK}.1.json`]);
        expect(second.name).toBe(`${MARK}.2.json`);
        expect(await startRun().journal.view(OLD)).toEqual(INTERRUPTED);
    });

    test("that cannot be read is unreadable in the journal's own words", async () => {
        await stage.begin();
        writeFileSync(stage.file(), "");
        expect(await startRun().journal.view(OLD)).toEqual(await stage.view());
        expect(await stage.view()).toMatchObject({ kind: "unreadable" });
    });

    test("is looked at anew each time, and what became of it is seen", async () => {
        const attempt = await stage.begin();
        const { journal, calls } = startRun();
        expect(await journal.view(OLD)).toEqual({ kind: "busy", pid: process.pid });
        await stage.journal().complete(attempt, SUCCESSOR, DEADLINE);
        expect(await journal.view(OLD)).toEqual(ISSUED_VIEW);
        expect(calls).toEqual(["list all"]);
    });
});

describe("listing", () => {
    test("happens once for many views, in turn or at once", async () => {
        await stage.issue();
        const { journal, calls } = startRun();
        const tokens = Array.from({ length: 50 }, (_, index) => `token ${index}`);
        const views = await Promise.all([OLD, ...tokens].map((token) => journal.view(token)));
        expect(views).toEqual([ISSUED_VIEW, ...tokens.map(() => NONE)]);
        expect(await journal.view(OTHER)).toEqual(NONE);
        expect(await journal.view(OLD)).toEqual(ISSUED_VIEW);
        expect(calls).toEqual(["list all"]);
    });

    test("does not happen before the first view", async () => {
        await stage.issue();
        const { journal, calls } = startRun();
        journal.changed();
        await journal.recover(OLD);
        await journal.markSaved(MARK, SUCCESSOR_MARK);
        await journal.disprove(MARK);
        journal.handOut(SUCCESSOR_MARK);
        expect(calls).toEqual([]);
    });

    test("happens again, and once, after the run has written to the journal", async () => {
        const { journal, calls } = startRun();
        expect(await journal.view(OLD)).toEqual(NONE);
        await stage.issue();
        expect(await journal.view(OLD)).toEqual(NONE);
        journal.changed();
        journal.changed();
        expect(calls).toEqual(["list all"]);
        expect(await journal.view(OLD)).toEqual(ISSUED_VIEW);
        expect(await journal.view(OTHER)).toEqual(NONE);
        expect(calls).toEqual(["list all", "list all"]);
    });
});

describe("a sealed successor", () => {
    test("is opened by the journal", async () => {
        await stage.issue();
        expect(await startRun().journal.recover(OLD)).toEqual(RECOVERED);
        expect(await startRun().journal.recover(OTHER)).toBeUndefined();
    });

    test("is marked by the journal once it is in a saved state", async () => {
        await stage.issue();
        await startRun().journal.markSaved(MARK, SUCCESSOR_MARK);
        expect(stage.content()).toMatchObject({ done: true });
    });

    test("that cannot be read makes opening, marking and disproving fail", async () => {
        await stage.issue();
        writeFileSync(stage.file(), "");
        const { journal } = startRun();
        await expect(journal.recover(OLD)).rejects.toThrow("cannot be used");
        await expect(journal.markSaved(MARK, SUCCESSOR_MARK)).rejects.toThrow("cannot be used");
        await expect(journal.disprove(MARK)).rejects.toThrow("cannot be used");
    });
});

test("a token that works after all is disproved by the journal", async () => {
    await stage.conclude("lost");
    const { journal } = startRun();
    expect(await journal.view(OLD)).toMatchObject({ kind: "lost" });
    await journal.disprove(MARK);
    expect(await journal.view(OLD)).toEqual(NONE);
});

describe("what a run has handed out", () => {
    test("is told from everything else, by its fingerprint", () => {
        const { journal } = startRun();
        journal.handOut(SUCCESSOR_MARK);
        expect(journal.wasHandedOut(SUCCESSOR_MARK)).toBe(true);
        expect(journal.wasHandedOut(MARK)).toBe(false);
    });

    test("is all of it, and stays so when the run writes to the journal", () => {
        const { journal } = startRun();
        journal.handOut(SUCCESSOR_MARK);
        journal.handOut(MARK);
        journal.changed();
        expect([SUCCESSOR_MARK, MARK].map((mark) => journal.wasHandedOut(mark))).toEqual([true, true]);
    });

    test("is one run's own", () => {
        startRun().journal.handOut(SUCCESSOR_MARK);
        expect(startRun().journal.wasHandedOut(SUCCESSOR_MARK)).toBe(false);
    });
});

describe("the mark of a token whose successor is in a saved state", () => {
    const mark = async () => {
        await stage.issue();
        await stage.journal().markSaved(MARK, SUCCESSOR_MARK);
    };

    test("is known from the one listing, and nothing is opened or read for it", async () => {
        await mark();
        const { journal, calls, opened } = startRun();
        expect(await journal.isMarked(OLD)).toBe(true);
        expect(await journal.isMarked(OTHER)).toBe(false);
        await journal.view(OTHER);
        expect({ calls, opened }).toEqual({ calls: ["list all"], opened: [] });
    });

    test("is not there while none has been set, whatever the entry is", async () => {
        await stage.issue();
        expect(await startRun().journal.isMarked(OLD)).toBe(false);
    });

    test("is known of the second attempt as well, and where its entry is gone", async () => {
        await stage.begin(DEAD);
        await mark();
        expect(await startRun().journal.isMarked(OLD)).toBe(true);
        await stage.store.remove([`${MARK}.1.json`, `${MARK}.2.json`]);
        const { journal } = startRun();
        expect(await journal.isMarked(OLD)).toBe(true);
        expect(await journal.view(OLD)).toEqual(NONE);
    });

    test("is seen once the run looks anew", async () => {
        const { journal } = startRun();
        expect(await journal.isMarked(OLD)).toBe(false);
        await mark();
        expect(await journal.isMarked(OLD)).toBe(false);
        journal.changed();
        expect(await journal.isMarked(OLD)).toBe(true);
    });

    test("leaves the view of the token as it is", async () => {
        await mark();
        const { journal } = startRun();
        expect(await journal.isMarked(OLD)).toBe(true);
        expect(await journal.view(OLD)).toEqual(ISSUED_VIEW);
    });
});
