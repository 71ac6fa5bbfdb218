import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { DAY } from "../../../src/base/duration";
import {
    DEAD,
    DEADLINE,
    JournalStage,
    MARK,
    OLD,
    SUCCESSOR,
    SUCCESSOR_MARK,
    UNPLACED,
} from "../../support/journal-stage";
import { ISSUED } from "../../support/token-state";

const stage = new JournalStage();
const ISSUED_VIEW = { kind: "issued", fingerprint: SUCCESSOR_MARK };
const INTERRUPTED = { kind: "interrupted", firstStartedAt: ISSUED, deadline: DEADLINE };

describe.each([
    ["this release", UNPLACED.now],
    ["an earlier release", UNPLACED.earlier],
])("a successor sealed by %s, whose process died before it was in place,", (_release, suffix) => {
    test("is found and opened", async () => {
        await stage.leaveUnplaced(suffix);
        expect(await stage.view()).toEqual(ISSUED_VIEW);
        expect(await stage.journal().recover(OLD)).toEqual(SUCCESSOR);
    });

    test("is put in place once it is in a saved state", async () => {
        await stage.leaveUnplaced(suffix);
        await stage.journal().markSaved(MARK, SUCCESSOR_MARK);
        expect(stage.content()).toMatchObject({ state: "issued", done: true });
        expect(stage.names()).toEqual([`${MARK}.1.json`]);
        expect(await stage.journal().recover(OLD)).toEqual(SUCCESSOR);
    });

    test.each([
        ["cut off", (text: string) => text.slice(0, -20)],
        ["about another token", (text: string) => text.replace(MARK, "000000000000")],
        ["no successor", (text: string) => text.replace('"issued"', '"unclear"')],
    ])("is passed over when it is %s: the attempt is an interrupted one", async (_name, damage) => {
        const leftover = await stage.leaveUnplaced(suffix);
        writeFileSync(leftover, damage(readFileSync(leftover, "utf8")));
        expect(await stage.view()).toEqual(INTERRUPTED);
        expect(await stage.journal().recover(OLD)).toBeUndefined();
    });

    test("does not count where the attempt has ended in another way", async () => {
        const leftover = await stage.leaveUnplaced(suffix);
        const sealed = readFileSync(leftover, "utf8");
        rmSync(stage.file());
        await stage.conclude("unclear", DEAD);
        writeFileSync(leftover, sealed);
        expect(await stage.view()).toEqual(INTERRUPTED);
    });

    test("is kept when the journal is swept", async () => {
        await stage.leaveUnplaced(suffix);
        stage.now = ISSUED + 61 * DAY;
        await stage.journal().sweep();
        expect(await stage.view()).toEqual(ISSUED_VIEW);
    });

    test("is not left behind when it is in a saved state and the old token has ended", async () => {
        await stage.leaveUnplaced(suffix);
        stage.now = DEADLINE + 1;
        await stage.journal().markSaved(MARK, SUCCESSOR_MARK);
        expect(stage.names()).toEqual([]);
    });
});

test("a sealed successor is found among others that were never put in place and are not whole", async () => {
    const leftover = await stage.leaveUnplaced(".5555555555555555.tmp");
    const half = readFileSync(leftover, "utf8").slice(0, -20);
    for (const suffix of [UNPLACED.earlier, ".0000000000000000.tmp", ".ffffffffffffffff.tmp"]) {
        writeFileSync(stage.file() + suffix, half);
    }
    expect(await stage.view()).toEqual(ISSUED_VIEW);
    expect(await stage.journal().recover(OLD)).toEqual(SUCCESSOR);
});
