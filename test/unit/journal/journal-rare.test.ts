import { DAY } from "../../../src/base/duration";
import { thisProcess } from "../../../src/journal/process-identity";
import { CountingStore } from "../../support/counting-store";
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
import { ISSUED } from "../../support/token-state";

const stage = new JournalStage();
const ISSUED_VIEW = { kind: "issued", fingerprint: SUCCESSOR_MARK };

/** A journal before whose first creation others do something. */
function journalAfter(others: () => Promise<unknown>) {
    const store = new CountingStore(stage.store);
    jest.spyOn(store, "create").mockImplementationOnce(async (name, text, room) => {
        await others();
        return stage.store.create(name, text, room);
    });
    return stage.journal(thisProcess(), store);
}

describe("an attempt that another process creates in the same instant", () => {
    test("stands in the way", async () => {
        const journal = journalAfter(() => stage.begin());
        expect(await journal.begin(attemptFor(OLD))).toEqual({ kind: "busy", pid: process.pid });
        expect(stage.entries()).toEqual([`${MARK}.1.json`]);
    });

    test("is what it has become by then: the successor may be here already", async () => {
        const journal = journalAfter(() => stage.issue());
        expect(await journal.begin(attemptFor(OLD))).toEqual(ISSUED_VIEW);
        expect(stage.names()).toEqual([`${MARK}.1.json`]);
    });

    test("and takes back at once is none, and its number is not given again", async () => {
        const journal = journalAfter(async () => {
            await stage.journal().abandon(await stage.begin());
        });
        expect(await journal.begin(attemptFor(OLD))).toEqual({ kind: "none" });
        expect(await journal.begin(attemptFor(OLD))).toMatchObject({ name: `${MARK}.2.json` });
    });
});

test("an attempt is begun after one look at the token's entries: what was seen decides its number", async () => {
    await stage.conclude("unclear");
    const store = new CountingStore(stage.store);
    await stage.journal(thisProcess(), store).begin(attemptFor(OLD));
    expect(store.calls).toEqual([`list ${MARK}.`, `read ${MARK}.1.json`, `create ${MARK}.2.json`]);
});

test("an attempt that cannot be created is a failure of beginning it", async () => {
    const journal = journalAfter(() => Promise.reject(new Error("no room left")));
    await expect(journal.begin(attemptFor(OLD))).rejects.toThrow("no room left");
});

test("a successor issued at a later attempt is kept when it is in a saved state", async () => {
    await stage.conclude("unclear", DEAD);
    stage.now = ISSUED + 13 * DAY;
    const attempt = await stage.begin(thisProcess(), stage.now + 14 * DAY);
    await stage.journal().complete(attempt, { ...SUCCESSOR, issuedAt: stage.now }, stage.now + 14 * DAY);
    stage.now = ISSUED + 20 * DAY;
    await stage.journal().markSaved(MARK, SUCCESSOR_MARK);
    expect(await stage.view()).toEqual(ISSUED_VIEW);
});

test("a recovered successor is not taken to be older than it is", async () => {
    const attempt = await stage.begin();
    const issuedAt = ISSUED + 400;
    await stage.journal().complete(attempt, { ...SUCCESSOR, issuedAt }, DEADLINE);
    const recovered = await stage.journal().recover(OLD);
    expect(recovered?.issuedAt).toBeGreaterThanOrEqual(issuedAt);
});

test("an answer that comes after another attempt began is found all the same, whatever that one came to", async () => {
    const slow = await stage.begin(DEAD);
    const hasty = await stage.begin();
    await stage.journal().complete(slow, SUCCESSOR, DEADLINE);
    await stage.journal().conclude(hasty, "lost", DEADLINE);
    expect(await stage.view()).toEqual(ISSUED_VIEW);
    expect(await stage.journal().recover(OLD)).toEqual(RECOVERED);
    await stage.journal().markSaved(MARK, SUCCESSOR_MARK);
    expect(stage.content()).toMatchObject({ done: true });
    expect(stage.entries()).toEqual([`${MARK}.1.json`, `${MARK}.2.json`]);
});
