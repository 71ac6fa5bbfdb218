import { randomBytes } from "node:crypto";
import { thisProcess } from "../../../src/journal/process-identity";
import { FolderStore } from "../../../src/journal/stores/folder";
import {
    attemptFor,
    DEADLINE,
    JournalStage,
    MARK,
    OLD,
    RECOVERED,
    SUCCESSOR,
    SUCCESSOR_MARK,
} from "../../support/journal-stage";
import { RecordedFiles } from "./stores/recorded-files";

const stage = new JournalStage();

/** A journal on a disk of its own. */
function onDisk() {
    const disk = new RecordedFiles();
    const unique = () => randomBytes(8).toString("hex");
    const store = new FolderStore(stage.folder, { files: disk.files, unique, now: Date.now });
    const fill = () => {
        disk.fail("create", "ENOSPC");
    };
    return { journal: stage.journal(thisProcess(), store), fill };
}

/** An attempt whose disk is full once it has begun. */
async function beginAndFill(triggers: Record<string, string> = {}) {
    const { journal, fill } = onDisk();
    const attempt = await journal.begin({ ...attemptFor(OLD), triggers });
    if ("kind" in attempt) {
        throw new Error("blocked");
    }
    fill();
    return { journal, attempt };
}

describe("a disk that is full once the attempt has begun", () => {
    test.each([
        ["a token as usual", SUCCESSOR.token],
        ["a token of 1,500 characters", "x".repeat(1500)],
    ])("takes the sealed answer all the same: %s", async (_name, token) => {
        const { journal, attempt } = await beginAndFill();
        await journal.complete(attempt, { ...SUCCESSOR, token }, DEADLINE);
        expect(await stage.journal().recover(OLD)).toEqual({ ...SUCCESSOR, token, triggers: {} });
    });

    // Mend in journal.ts (begin): take `ROOM + Buffer.byteLength(text)` as room.
    test("takes that, however much the token was asked for with", async () => {
        const triggers = { certificate: "x".repeat(9000) };
        const { journal, attempt } = await beginAndFill(triggers);
        await journal.complete(attempt, { ...SUCCESSOR, token: "x".repeat(1500) }, DEADLINE);
        expect(await stage.journal().recover(OLD)).toMatchObject({ triggers });
    });

    test.each(["unclear", "lost"] as const)("takes an end without one all the same: %s", async (state) => {
        const { journal, attempt } = await beginAndFill();
        await journal.conclude(attempt, state, DEADLINE);
        expect(stage.content()).toMatchObject({ state });
    });

    test("takes back what certainly was not processed", async () => {
        const { journal, attempt } = await beginAndFill();
        await journal.abandon(attempt);
        expect(await stage.view()).toEqual({ kind: "none" });
    });
});

describe("a disk that is full before the attempt begins", () => {
    test("takes none, and has nothing of it", async () => {
        await stage.conclude("unclear");
        const { journal, fill } = onDisk();
        fill();
        await expect(journal.begin(attemptFor(OLD))).rejects.toThrow("ENOSPC");
        expect(stage.names()).toEqual([`${MARK}.1.json`]);
    });

    test("gives back what it has", async () => {
        await stage.issue();
        const { journal, fill } = onDisk();
        fill();
        expect(await journal.recover(OLD)).toEqual(RECOVERED);
        await expect(journal.markSaved(MARK, SUCCESSOR_MARK)).rejects.toThrow("ENOSPC");
        expect(await journal.recover(OLD)).toEqual(RECOVERED);
    });
});
