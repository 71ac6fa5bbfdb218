import { runJournalOn } from "../../support/run-journal";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { fingerprint } from "../../../src/base/fingerprint";
import type { JournalStore } from "../../../src/journal/store";
import type { ResourceHost } from "../../../src/pulumi/resource-host";
import { Rotation } from "../../../src/rotating-token/rotation";
import { CountingStore } from "../../support/counting-store";
import { DEAD, MARK, OLD, SUCCESSOR, SUCCESSOR_MARK, TRIGGERS } from "../../support/journal-stage";
import { outputs } from "../../support/rotating-token-outputs";
import { RotationStage } from "../../support/rotation-stage";
import { NO_JOURNAL } from "../../support/token-state";

const stage = new RotationStage();
const before = outputs({ token: OLD, tokenFingerprint: MARK });
const after = outputs({
    token: SUCCESSOR.token,
    tokenFingerprint: SUCCESSOR_MARK,
    previousToken: OLD,
    previousValidUntil: "2030-01-15T00:00:00Z",
});
const rotation = (host: ResourceHost = stage.host()) => new Rotation(stage.system, stage.issuer, host);

/** A run in which the journal can be read, and not written. */
const readOnly = () => {
    const store = Object.assign(Object.create(stage.journal.store) as JournalStore, {
        create: () => Promise.reject(new Error("EROFS: read-only file system")),
        replace: () => Promise.reject(new Error("EROFS: read-only file system")),
    });
    const journal = stage.journal.journal(undefined, store);
    return stage.host({ journal: runJournalOn(store, () => Promise.resolve(journal)) });
};

describe("a successor that is in a saved state", () => {
    test("has the entry of the previous token marked", async () => {
        await stage.journal.issue();
        await rotation().markSaved(after);
        expect(stage.journal.content()).toMatchObject({ done: true });
        expect(stage.lines).toEqual([]);
    });

    test("and has its mark already, has its entry neither read nor looked for", async () => {
        await stage.journal.issue();
        await rotation().markSaved(after);
        const store = new CountingStore(stage.journal.store);
        const journal = stage.journal.journal(undefined, store);
        const host = stage.host({ journal: runJournalOn(store, () => Promise.resolve(journal)) });
        await rotation(host).markSaved(after);
        expect(store.calls).toEqual(["list all"]);
        expect(stage.lines).toEqual([]);
    });

    test("and has no mark yet, has its entry looked for and marked in the same way", async () => {
        await stage.journal.issue();
        const store = new CountingStore(stage.journal.store);
        const journal = stage.journal.journal(undefined, store);
        const host = stage.host({ journal: runJournalOn(store, () => Promise.resolve(journal)) });
        await rotation(host).markSaved(after);
        expect(store.calls).toContain(`create ${MARK}.1.done`);
    });

    test("in a journal that cannot be read is no matter: the run has warned of that", async () => {
        await stage.journal.issue();
        const store = new CountingStore(stage.journal.store);
        store.list = () => Promise.reject(new Error("no way there"));
        const warnings: string[] = [];
        const open = () => Promise.resolve(stage.journal.journal(undefined, store));
        const journal = runJournalOn(store, open, { warn: (text) => warnings.push(text) });
        await rotation(stage.host({ journal })).markSaved(after);
        expect(stage.lines).toEqual([]);
        expect(warnings).toHaveLength(1);
    });

    test("has nothing touched without a previous token, or when it is another than the entry's", async () => {
        await stage.journal.issue();
        await rotation().markSaved(before);
        await rotation().markSaved({ ...after, tokenFingerprint: fingerprint("another") });
        expect(stage.journal.content()).toMatchObject({ done: false });
    });

    test("has nothing touched when the previous token's attempt issued none", async () => {
        await stage.journal.conclude("unclear");
        await rotation().markSaved(after);
        expect(stage.journal.content()).toMatchObject({ state: "unclear", done: false });
    });

    test("has nothing marked in the run that took it from the journal", async () => {
        await stage.journal.issue();
        const run = rotation();
        await run.markSaved(await run.recover(before));
        expect(stage.journal.content()).toMatchObject({ done: false });
    });

    test("has nothing marked in the run that asked for it", async () => {
        const run = rotation();
        stage.replies.push({ kind: "issued", successor: SUCCESSOR, endIsAssumed: false });
        const obtained = await run.obtain(before, TRIGGERS, NO_JOURNAL);
        await stage.journal.issue();
        await run.markSaved(obtained);
        expect(stage.journal.content()).toMatchObject({ done: false });
    });

    test("needs no journal: one that is gone is no matter", async () => {
        await stage.journal.issue();
        rmSync(stage.journal.folder, { recursive: true });
        await rotation().markSaved(after);
        expect(stage.lines).toEqual([]);
    });

    test("has an entry that cannot be read left as it is, with a warning", async () => {
        const { name } = await stage.journal.issue();
        const file = stage.journal.file(name);
        writeFileSync(file, readFileSync(file, "utf8").slice(0, 90));
        await rotation().markSaved(after);
        expect(stage.lines).toEqual([expect.stringMatching(/^ci: warning: .*\. It is left as it is$/)]);
        expect(stage.journal.names()).toEqual([`${MARK}.1.json`]);
    });

    test("of which a journal that cannot be written takes no note is warned of, and nothing else", async () => {
        await stage.journal.issue();
        await rotation(readOnly()).markSaved(after);
        expect(stage.lines).toEqual([
            "ci: warning: the journal could not be written (EROFS: read-only file system). Nothing depends on it now",
        ]);
        expect(stage.journal.content()).toMatchObject({ done: false });
    });
});

describe("a token that was called lost, and works", () => {
    test.each(["lost", "unclear"] as const)("has an attempt that ended %s end void", async (state) => {
        await stage.journal.conclude(state);
        await rotation().disprove(before);
        expect(stage.journal.content()).toMatchObject({ state: "void" });
        expect(await stage.journal.view()).toEqual(NO_JOURNAL);
        expect(stage.lines).toEqual([]);
    });

    test("leaves an attempt that is under way, and a successor, as they are", async () => {
        await stage.journal.begin();
        await rotation().disprove(before);
        expect(stage.journal.content()).toMatchObject({ state: "intent" });
        rmSync(stage.journal.folder, { recursive: true });
        await stage.journal.issue(DEAD);
        await rotation().disprove(before);
        expect(stage.journal.content()).toMatchObject({ state: "issued" });
    });

    test("needs no journal, and makes none", async () => {
        await rotation().disprove(before);
        expect(stage.lines).toEqual([]);
    });

    test("in a journal that cannot be written is warned of, and nothing else", async () => {
        await stage.journal.conclude("lost");
        await rotation(readOnly()).disprove(before);
        expect(stage.lines).toEqual([
            "ci: warning: the journal could not be written (EROFS: read-only file system)",
        ]);
    });
});
