import {
    existsSync,
    mkdirSync,
    readdirSync,
    readFileSync,
    renameSync,
    symlinkSync,
    writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { DAY } from "../../../src/base/duration";
import {
    DEAD,
    DEADLINE,
    JournalStage,
    MARK,
    OLD,
    SUCCESSOR,
    SUCCESSOR_MARK,
} from "../../support/journal-stage";
import { ISSUED } from "../../support/token-state";

const stage = new JournalStage();
const ISSUED_VIEW = { kind: "issued", fingerprint: SUCCESSOR_MARK };
const KEPT = 60 * DAY;

describe("sweeping", () => {
    const sweepAt = async (instant: number) => {
        stage.now = instant;
        await stage.journal().sweep();
        return readdirSync(stage.folder);
    };

    test("keeps a successor that is in no saved state, however long", async () => {
        await stage.issue();
        expect(await sweepAt(ISSUED + 900 * DAY)).toHaveLength(1);
        expect(await stage.journal().recover(OLD)).toEqual(SUCCESSOR);
    });

    test("removes a successor that is in a saved state after the deadline, and not at it", async () => {
        await stage.issue();
        await stage.journal().markSaved(MARK, SUCCESSOR_MARK);
        expect(await sweepAt(DEADLINE)).toHaveLength(1);
        expect(await sweepAt(DEADLINE + 1)).toEqual([]);
    });

    test.each(["unclear", "lost"] as const)(
        "removes an attempt that ended %s after 60 days",
        async (state) => {
            await stage.conclude(state);
            expect(await sweepAt(ISSUED + KEPT)).toHaveLength(1);
            expect(await sweepAt(ISSUED + KEPT + 1)).toEqual([]);
        },
    );

    test("removes an attempt that never ended after 60 days", async () => {
        await stage.begin(DEAD);
        expect(await sweepAt(ISSUED + KEPT)).toHaveLength(1);
        expect(await sweepAt(ISSUED + KEPT + 1)).toEqual([]);
    });

    test("keeps whatever else is in the folder", async () => {
        await stage.begin(DEAD);
        const entry = readFileSync(stage.file(), "utf8");
        const others = [
            "000000000000.1.json.tmp",
            "000000000000.1.json.0123456789abcdef.tmp",
            "notes.txt",
            "broken.json",
            "copy.json.bak",
        ];
        for (const name of others) {
            writeFileSync(stage.file(name), name === "broken.json" ? entry.slice(0, -9) : entry);
        }
        mkdirSync(join(stage.folder, "folder.json"));
        expect((await sweepAt(ISSUED + KEPT + 1)).sort()).toEqual([...others, "folder.json"].sort());
    });

    test("keeps an old attempt before a successor that is in no saved state", async () => {
        await stage.conclude("unclear", DEAD);
        stage.now = ISSUED + 59 * DAY;
        await stage.issue();
        stage.now = ISSUED + 61 * DAY;
        await stage.journal().sweep();
        expect(await stage.view()).toEqual(ISSUED_VIEW);
        expect(await stage.journal().recover(OLD)).toMatchObject({ token: SUCCESSOR.token });
    });

    test("keeps an entry that has another name than its content", async () => {
        await stage.begin(DEAD);
        renameSync(stage.file(), stage.file("000000000000.1.json"));
        stage.now = ISSUED + 61 * DAY;
        await stage.journal().sweep();
        expect(stage.names()).toEqual(["000000000000.1.json"]);
    });

    test("finds nothing in a folder that is not there, and makes none", async () => {
        await stage.journal().sweep();
        expect(existsSync(stage.folder)).toBe(false);
    });

    test("fails where the folder cannot be listed, instead of passing over it", async () => {
        symlinkSync(stage.folder, stage.folder);
        await expect(stage.journal().sweep()).rejects.toThrow("ELOOP");
    });
});
