import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { DAY } from "../../../src/base/duration";
import { fingerprint } from "../../../src/base/fingerprint";
import { thisProcess } from "../../../src/journal/process-identity";
import {
    attemptFor,
    DEAD,
    DEADLINE,
    JournalStage,
    MARK,
    OLD,
    RECOVERED,
    SUCCESSOR,
    SUCCESSOR_MARK,
} from "../../support/journal-stage";

const stage = new JournalStage();
const ISSUED_VIEW = { kind: "issued", fingerprint: SUCCESSOR_MARK };

describe("a sealed successor", () => {
    test("is seen by every process, and opens with the old token", async () => {
        await stage.issue();
        expect(await stage.journal(DEAD).view(MARK)).toEqual(ISSUED_VIEW);
        expect(await stage.journal(DEAD).recover(OLD)).toEqual(RECOVERED);
        expect(stage.names()).toEqual([`${MARK}.1.json`]);
    });

    test("stays, whatever became of the process and however long it is ago", async () => {
        await stage.issue(DEAD);
        stage.now += 900 * DAY;
        stage.age(900 * DAY);
        expect(await stage.view()).toEqual(ISSUED_VIEW);
    });

    test("stands in the way of every other attempt", async () => {
        await stage.issue();
        expect(await stage.journal().begin(attemptFor(OLD))).toEqual(ISSUED_VIEW);
        expect(stage.names()).toHaveLength(1);
    });

    test("keeps what the attempt knew, and has its fingerprint and times in clear", async () => {
        const { entry } = await stage.issue();
        expect(stage.content()).toMatchObject({
            state: "issued",
            fingerprint: MARK,
            resourceName: entry.resourceName,
            owner: { place: entry.owner.host, pid: entry.owner.pid, started: entry.owner.started },
            begun: "2030-01-01T00:00:00Z",
            since: "2030-01-01T00:00:00Z",
            deadline: "2030-01-15T00:00:00Z",
            done: false,
            cause: entry.cause,
            issued: {
                fingerprint: SUCCESSOR_MARK,
                issuedAt: "2030-01-01T00:00:00Z",
                validUntil: "2032-01-01T00:00:00Z",
            },
        });
    });

    test("has the old token's end as its own answer gave it", async () => {
        const attempt = await stage.begin();
        await stage.journal().complete(attempt, SUCCESSOR, DEADLINE + DAY);
        expect(stage.content()).toMatchObject({ state: "issued", deadline: "2030-01-16T00:00:00Z" });
    });

    test("does not open with another token that has the entry's name", async () => {
        const attempt = await stage.begin();
        await stage.journal().complete({ ...attempt, token: "another token" }, SUCCESSOR, DEADLINE);
        expect(await stage.journal().recover(OLD)).toBeUndefined();
    });

    test("does not open in the place of another successor of the same token", async () => {
        await stage.issue();
        const moved = readFileSync(stage.file(), "utf8").replace(SUCCESSOR_MARK, "000000000000");
        writeFileSync(stage.file(), moved);
        expect(await stage.journal().recover(OLD)).toBeUndefined();
    });

    test("is not there before it is issued, nor when it is lost", async () => {
        const attempt = await stage.begin();
        expect(await stage.journal().recover(OLD)).toBeUndefined();
        await stage.journal().conclude(attempt, "lost", DEADLINE);
        expect(await stage.journal().recover(OLD)).toBeUndefined();
    });

    test("cannot be written when the folder is gone, and that is not passed over", async () => {
        const attempt = await stage.begin();
        rmSync(stage.folder, { recursive: true });
        await expect(stage.journal().complete(attempt, SUCCESSOR, DEADLINE)).rejects.toThrow("ENOENT");
    });
});

describe("noting that a successor is in a saved state", () => {
    const markSaved = (successor = SUCCESSOR_MARK) => stage.journal().markSaved(MARK, successor);

    test("marks the entry, which still opens for an older checkpoint", async () => {
        await stage.issue();
        await markSaved();
        expect(stage.content()).toMatchObject({ state: "issued", done: true });
        expect(await stage.view()).toEqual(ISSUED_VIEW);
        expect(await stage.journal().recover(OLD)).toEqual(RECOVERED);
    });

    test("writes nothing the second time", async () => {
        await stage.issue();
        await markSaved();
        const marked = readFileSync(stage.file(), "utf8");
        writeFileSync(stage.file(), `${marked}   `);
        await markSaved();
        expect(readFileSync(stage.file(), "utf8")).toBe(`${marked}   `);
    });

    test("removes nothing, however long ago the old token has ended", async () => {
        await stage.begin(DEAD);
        await stage.issue(thisProcess());
        stage.now = DEADLINE + 900 * DAY;
        stage.age(900 * DAY);
        await markSaved();
        expect(stage.entries()).toEqual([`${MARK}.1.json`, `${MARK}.2.json`]);
        expect(await stage.view()).toEqual(ISSUED_VIEW);
    });

    test("marks the entry with the successor, and no other one of the token", async () => {
        await stage.begin(DEAD);
        await stage.issue(thisProcess());
        await markSaved();
        expect(stage.content(`${MARK}.1.json`)).toMatchObject({ state: "intent", done: false });
        expect(stage.content(`${MARK}.2.json`)).toMatchObject({ state: "issued", done: true });
    });

    test("does nothing when another successor is in the state", async () => {
        await stage.issue();
        await markSaved(fingerprint("another successor"));
        expect(stage.content()).toMatchObject({ done: false });
    });

    test("does nothing while no successor is in the journal", async () => {
        await stage.conclude("unclear");
        await markSaved();
        expect(stage.content()).toMatchObject({ state: "unclear", done: false });
    });

    test("does nothing when the journal knows nothing of the token", async () => {
        await markSaved();
        expect(await stage.view()).toEqual({ kind: "none" });
    });
});
