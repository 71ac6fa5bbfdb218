import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { DAY } from "../../../src/lifecycle/duration";
import { currentOwner } from "../../../src/lifecycle/owner";
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

test("an attempt that another process creates in the same instant stands in the way", () => {
    const { file } = stage.begin();
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
    expect(journal.begin(MARK, "other", DEADLINE)).toEqual({ kind: "busy", pid: process.pid });
    expect(stage.names()).toEqual([`${MARK}.1.json`]);
});

test("sweeping keeps an old attempt before a successor that is in no saved state", () => {
    stage.journal(DEAD).conclude(stage.begin(DEAD), "unclear");
    stage.now = ISSUED + 59 * DAY;
    stage.issue();
    stage.now = ISSUED + 61 * DAY;
    stage.journal().sweep();
    expect(stage.view()).toEqual(ISSUED_VIEW);
    expect(stage.journal().recover(OLD)).toMatchObject({ token: SUCCESSOR.token });
});

test("sweeping keeps a sealed successor that was never put in place", () => {
    const { file } = stage.issue(DEAD);
    const sealed = readFileSync(file, "utf8");
    rmSync(file);
    stage.begin(DEAD);
    writeFileSync(`${file}.tmp`, sealed);
    stage.now = ISSUED + 61 * DAY;
    stage.journal().sweep();
    expect(stage.view()).toEqual(ISSUED_VIEW);
});

test("sweeping keeps an entry that has another name than its content", () => {
    stage.begin(DEAD);
    renameSync(stage.file(), stage.file("000000000000.1.json"));
    stage.now = ISSUED + 61 * DAY;
    stage.journal().sweep();
    expect(stage.names()).toEqual(["000000000000.1.json"]);
});

test("a successor issued at a later attempt is kept until the old token has ended", () => {
    stage.journal(DEAD).conclude(stage.begin(DEAD), "unclear");
    stage.now = ISSUED + 13 * DAY;
    const attempt = stage.begin(currentOwner(), stage.now + 14 * DAY);
    stage.journal().complete(attempt, OLD, { ...SUCCESSOR, issuedAt: stage.now });
    stage.now = ISSUED + 20 * DAY;
    stage.journal().settle(MARK, SUCCESSOR_MARK);
    expect(stage.view()).toEqual(ISSUED_VIEW);
});

test("settling after the deadline leaves no sealed token behind, wherever it was", () => {
    const { file } = stage.issue(DEAD);
    const sealed = readFileSync(file, "utf8");
    rmSync(file);
    stage.begin(DEAD);
    writeFileSync(`${file}.tmp`, sealed);
    stage.now = DEADLINE + 1;
    stage.journal().settle(MARK, SUCCESSOR_MARK);
    expect(stage.names()).toEqual([]);
});

test("a recovered successor is not taken to be older than it is", () => {
    const attempt = stage.begin();
    const issuedAt = ISSUED + 400;
    stage.journal().complete(attempt, OLD, { ...SUCCESSOR, issuedAt });
    expect(stage.journal().recover(OLD)?.issuedAt).toBeGreaterThanOrEqual(issuedAt);
});

test("an answer that comes after another attempt began is found all the same, whatever that one came to", () => {
    const slow = stage.begin();
    stage.now = ISSUED + 121_000;
    const hasty = stage.begin();
    stage.journal().complete(slow, OLD, SUCCESSOR);
    stage.journal().conclude(hasty, "lost");
    expect(stage.view()).toEqual(ISSUED_VIEW);
    expect(stage.journal().recover(OLD)?.token).toBe(SUCCESSOR.token);
    stage.now = DEADLINE + 1;
    stage.journal().settle(MARK, SUCCESSOR_MARK);
    expect(stage.names()).toEqual([]);
});
