import { writeFileSync } from "node:fs";
import { fingerprint } from "../../../src/base/fingerprint";
import { thisProcess } from "../../../src/journal/process-identity";
import { CountingStore } from "../../support/counting-store";
import {
    attemptFor,
    DEAD,
    DEADLINE,
    JournalStage,
    MARK,
    OLD,
    SUCCESSOR,
    SUCCESSOR_MARK,
} from "../../support/journal-stage";

const stage = new JournalStage();
const SECOND = `${MARK}.2.json`;

/** @returns the entries that are written */
async function disprove(): Promise<string[]> {
    const store = new CountingStore(stage.store);
    await stage.journal(thisProcess(), store).disprove(MARK);
    return store.calls.filter((call) => !/^(list|read|unplaced) /.test(call));
}

test.each(["lost", "unclear"] as const)(
    "of a token that works after all, an attempt that ended %s has come to nothing, and keeps its number",
    async (state) => {
        await stage.conclude(state);
        expect(await disprove()).toEqual([`replace ${MARK}.1.json`]);
        expect(stage.content()).toMatchObject({ state: "void", deadline: "2030-01-15T00:00:00Z" });
        expect(await stage.view()).toEqual({ kind: "none" });
        expect(await stage.begin()).toMatchObject({ name: SECOND, unclearUntil: undefined });
    },
);

test("all attempts of the token have come to nothing, and none of another one", async () => {
    const other = await stage.journal().begin(attemptFor("another"));
    if ("kind" in other) {
        throw new Error("blocked");
    }
    await stage.journal().conclude(other, "lost", DEADLINE);
    await stage.conclude("unclear");
    await stage.conclude("lost");
    expect((await disprove()).sort()).toEqual([`replace ${MARK}.1.json`, `replace ${SECOND}`]);
    expect(await stage.view()).toEqual({ kind: "none" });
    expect(await stage.journal().view(fingerprint("another"))).toMatchObject({ kind: "lost" });
});

test("a successor that is here is none the less", async () => {
    const slow = await stage.begin(DEAD);
    await stage.conclude("lost");
    await stage.journal().complete(slow, SUCCESSOR, DEADLINE);
    expect(await disprove()).toEqual([`replace ${SECOND}`]);
    expect(await stage.view()).toEqual({ kind: "issued", fingerprint: SUCCESSOR_MARK });
});

test("an attempt that is under way goes on", async () => {
    await stage.begin();
    expect(await disprove()).toEqual([]);
    expect(await stage.view()).toMatchObject({ kind: "busy" });
});

test("what has come to nothing is not written again", async () => {
    await stage.conclude("lost");
    await disprove();
    expect(await disprove()).toEqual([]);
});

test("nothing is written where there is nothing", async () => {
    expect(await disprove()).toEqual([]);
    expect(await stage.view()).toEqual({ kind: "none" });
});

test("what cannot be read stays, and is not passed over", async () => {
    await stage.conclude("lost");
    writeFileSync(stage.file(SECOND), "damaged");
    await expect(disprove()).rejects.toThrow("cannot be used");
    expect(await stage.journal().begin(attemptFor(OLD))).toMatchObject({ kind: "unreadable" });
    expect(stage.content()).toMatchObject({ state: "lost" });
});
