import { renameSync } from "node:fs";
import { DAY } from "../../../src/base/duration";
import { thisProcess } from "../../../src/journal/process-identity";
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

test("an attempt that another process creates in the same instant stands in the way", async () => {
    await stage.begin();
    const file = stage.file();
    const theirs = `${file}.theirs`;
    renameSync(file, theirs);
    const journal = stage.journal();
    // The clock is asked between looking and creating: just then the other one's file appears.
    Object.assign(journal, {
        now: () => {
            renameSync(theirs, file);
            Object.assign(journal, { now: () => stage.now });
            return stage.now;
        },
    });
    expect(await journal.begin(MARK, "other", DEADLINE)).toEqual({ kind: "busy", pid: process.pid });
    expect(stage.names()).toEqual([`${MARK}.1.json`]);
});

test("a successor issued at a later attempt is kept until the old token has ended", async () => {
    await stage.conclude("unclear", DEAD);
    stage.now = ISSUED + 13 * DAY;
    const attempt = await stage.begin(thisProcess(), stage.now + 14 * DAY);
    await stage.journal().complete(attempt, OLD, { ...SUCCESSOR, issuedAt: stage.now });
    stage.now = ISSUED + 20 * DAY;
    await stage.journal().markSaved(MARK, SUCCESSOR_MARK);
    expect(await stage.view()).toEqual(ISSUED_VIEW);
});

test("a recovered successor is not taken to be older than it is", async () => {
    const attempt = await stage.begin();
    const issuedAt = ISSUED + 400;
    await stage.journal().complete(attempt, OLD, { ...SUCCESSOR, issuedAt });
    const recovered = await stage.journal().recover(OLD);
    expect(recovered?.issuedAt).toBeGreaterThanOrEqual(issuedAt);
});

test("an answer that comes after another attempt began is found all the same, whatever that one came to", async () => {
    const slow = await stage.begin();
    stage.now = ISSUED + 121_000;
    const hasty = await stage.begin();
    await stage.journal().complete(slow, OLD, SUCCESSOR);
    await stage.journal().conclude(hasty, "lost");
    expect(await stage.view()).toEqual(ISSUED_VIEW);
    expect(await stage.journal().recover(OLD)).toMatchObject({ token: SUCCESSOR.token });
    stage.now = DEADLINE + 1;
    await stage.journal().markSaved(MARK, SUCCESSOR_MARK);
    expect(stage.names()).toEqual([]);
});
