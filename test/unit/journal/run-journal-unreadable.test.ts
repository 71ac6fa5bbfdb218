import { symlinkSync } from "node:fs";
import { ApiTokenError } from "../../../src/base/errors";
import { CountingStore } from "../../support/counting-store";
import { JournalStage, MARK, OLD, SUCCESSOR_MARK } from "../../support/journal-stage";
import { runJournalOn } from "../../support/run-journal";

const stage = new JournalStage();
const NONE = { kind: "none" };
const ISSUED_VIEW = { kind: "issued", fingerprint: SUCCESSOR_MARK };
const OTHER = "another-token-of-the-tests";
const FAILURE = new Error("no way there");

const unreadable = (why: string) => ({
    kind: "unreadable",
    problem: `the journal in ${stage.folder} cannot be read: ${why}`,
    isTold: true,
});

/** A store whose first listings fail. */
function failing(times: number, failure: Error = FAILURE): CountingStore {
    const store = new CountingStore(stage.store);
    const list = store.list.bind(store);
    store.list = async (prefix) => {
        const names = await list(prefix);
        if (times-- > 0) {
            throw failure;
        }
        return names;
    };
    return store;
}

/** A run with a clock that stands until the test moves it. */
function startRun(store: CountingStore = failing(1)) {
    const run = { now: 1_000_000, warnings: [] as string[], opened: [] as string[] };
    const open = () => {
        run.opened.push("journal");
        return Promise.resolve(stage.journal());
    };
    const journal = runJournalOn(store, open, {
        now: () => run.now,
        warn: (text) => run.warnings.push(text),
    });
    return Object.assign(run, { journal, store });
}

describe("a journal that cannot be read", () => {
    test("is unreadable for every token, with the store's place and words", async () => {
        const { journal } = startRun(failing(Infinity));
        expect(await journal.view(OLD)).toEqual(unreadable("no way there"));
        expect(await journal.view(OTHER)).toEqual(unreadable("no way there"));
    });

    test("is so where the folder must not be used", async () => {
        symlinkSync(stage.folder, stage.folder);
        const { journal, opened } = startRun(failing(0));
        const view = await journal.view(OLD);
        expect(view).toMatchObject({ kind: "unreadable", isTold: true });
        expect(view).toHaveProperty(
            "problem",
            expect.stringContaining(
                `the journal in ${stage.folder} cannot be read: the journal's folder ${stage.folder} is no folder, or a link to one`,
            ),
        );
        expect(opened).toEqual([]);
    });

    test("is so where it cannot be opened, for a token with entries alone", async () => {
        await stage.issue();
        const journal = runJournalOn(stage.store, () => Promise.reject(new Error("not installed")));
        expect(await journal.view(OLD)).toEqual(unreadable("not installed"));
        expect(await journal.view(OTHER)).toEqual(NONE);
    });

    test("is so where the store gets out of reach once it is listed", async () => {
        await stage.issue();
        const journal = runJournalOn(stage.store, () => {
            const opened = stage.journal();
            opened.view = () => Promise.reject(new Error("the connection is gone"));
            return Promise.resolve(opened);
        });
        expect(await journal.view(OLD)).toEqual(unreadable("the connection is gone"));
    });
});

describe("a listing that has failed", () => {
    test("is one for many tokens, at once and in turn", async () => {
        const { journal, store } = startRun();
        const tokens = Array.from({ length: 50 }, (_, index) => `token ${index}`);
        const views = await Promise.all(tokens.map((token) => journal.view(token)));
        expect(views).toEqual(tokens.map(() => unreadable("no way there")));
        expect(await journal.view(OLD)).toEqual(unreadable("no way there"));
        expect(await journal.isMarked(OLD)).toBe(false);
        expect(store.calls).toEqual(["list all"]);
    });

    test("is remembered for 10 s, and asked for again after that", async () => {
        await stage.issue();
        const run = startRun();
        await run.journal.view(OLD);
        run.now += 9999;
        expect(await run.journal.view(OLD)).toEqual(unreadable("no way there"));
        expect(run.store.calls).toEqual(["list all"]);
        run.now += 1;
        expect(await run.journal.view(OLD)).toEqual(ISSUED_VIEW);
        expect(await run.journal.view(OTHER)).toEqual(NONE);
        expect(run.store.calls).toEqual(["list all", "list all"]);
    });

    test("is remembered from its end on, not from its beginning", async () => {
        const store = failing(1);
        const run = startRun(store);
        const list = store.list.bind(store);
        store.list = (prefix) => {
            run.now += 60_000;
            return list(prefix);
        };
        await run.journal.view(OLD);
        run.now += 9999;
        expect(await run.journal.view(OLD)).toEqual(unreadable("no way there"));
        expect(store.calls).toEqual(["list all"]);
    });

    test("is remembered for another 10 s when it fails again", async () => {
        const run = startRun(failing(2));
        await run.journal.view(OLD);
        run.now += 10_000;
        await run.journal.view(OLD);
        run.now += 9999;
        await run.journal.view(OLD);
        expect(run.store.calls).toEqual(["list all", "list all"]);
        run.now += 1;
        expect(await run.journal.view(OLD)).toEqual(NONE);
    });

    test("is forgotten once the run has written to the journal", async () => {
        await stage.issue();
        const { journal, store } = startRun();
        expect(await journal.view(OLD)).toEqual(unreadable("no way there"));
        journal.changed();
        expect(await journal.view(OLD)).toEqual(ISSUED_VIEW);
        expect(store.calls).toEqual(["list all", "list all"]);
    });

    test("is of no matter where the run has written to the journal before it failed", async () => {
        const store = failing(1);
        const { journal } = startRun(store);
        const first = journal.view(OLD);
        journal.changed();
        const second = journal.view(OLD);
        expect(await first).toEqual(unreadable("no way there"));
        expect(await second).toEqual(NONE);
        expect(await journal.view(OTHER)).toEqual(NONE);
        expect(store.calls).toEqual(["list all", "list all"]);
    });

    test("makes no token a marked one, and does not fail whoever asks that", async () => {
        await stage.issue();
        await stage.journal().markSaved(MARK, SUCCESSOR_MARK);
        const run = startRun();
        expect(await run.journal.isMarked(OLD)).toBe(false);
        expect(run.warnings).toEqual([]);
        run.now += 10_000;
        expect(await run.journal.isMarked(OLD)).toBe(true);
    });
});

describe("a run that cannot read its journal", () => {
    const warning = (why: string) =>
        `the journal in ${stage.folder} cannot be read: ${why}. Nothing is rotated until it can be`;

    test("warns once, whichever tokens it has and however often it fails", async () => {
        const run = startRun(failing(2));
        await Promise.all([run.journal.view(OLD), run.journal.view(OTHER)]);
        run.now += 10_000;
        await run.journal.view(OLD);
        expect(run.store.calls).toHaveLength(2);
        expect(run.warnings).toEqual([warning("no way there")]);
    });

    test("warns once more in the next run", async () => {
        for (const run of [startRun(), startRun()]) {
            await run.journal.view(OLD);
            expect(run.warnings).toEqual([warning("no way there")]);
        }
    });

    test("warns as well where the journal cannot be opened", async () => {
        await stage.issue();
        const warnings: string[] = [];
        const journal = runJournalOn(stage.store, () => Promise.reject(new Error("not installed")), {
            warn: (text) => warnings.push(text),
        });
        await journal.view(OLD);
        expect(warnings).toEqual([warning("not installed")]);
    });

    test("does not warn where it can be read, nor of an entry's own fault", async () => {
        await stage.store.create(`${MARK}.1.json`, "damaged");
        const run = startRun(failing(0));
        expect(await run.journal.view(OTHER)).toEqual(NONE);
        expect(await run.journal.view(OLD)).toMatchObject({ kind: "unreadable" });
        expect(await run.journal.view(OLD)).not.toHaveProperty("isTold");
        expect(run.warnings).toEqual([]);
    });
});

describe("a fault that the user can mend", () => {
    const missing = new ApiTokenError("ERR_INPUT", "needs the driver");

    test("in listing is thrown as it is, for every token, and nothing is warned of", async () => {
        const { journal, store, warnings } = startRun(failing(Infinity, missing));
        await expect(journal.view(OLD)).rejects.toBe(missing);
        await expect(journal.view(OTHER)).rejects.toBe(missing);
        expect(await journal.isMarked(OLD)).toBe(false);
        expect(store.calls).toEqual(["list all"]);
        expect(warnings).toEqual([]);
    });

    test("in opening is thrown as it is", async () => {
        await stage.issue();
        const journal = runJournalOn(stage.store, () => Promise.reject(missing));
        await expect(journal.view(OLD)).rejects.toBe(missing);
    });

    test.each([
        ["an error of this package with another code", new ApiTokenError("ERR_JOURNAL", "words")],
        ["another error with that code", Object.assign(new Error("words"), { code: "ERR_INPUT" })],
    ])("is none that is %s: the journal is unreadable", async (_name, failure) => {
        const { journal } = startRun(failing(Infinity, failure));
        expect(await journal.view(OLD)).toEqual(unreadable("words"));
    });
});
