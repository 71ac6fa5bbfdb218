import { renameSync, rmSync, writeFileSync } from "node:fs";
import { DAY } from "../../../src/base/duration";
import { thisProcess } from "../../../src/journal/process-identity";
import {
    attemptFor,
    DEAD,
    DEADLINE,
    JournalStage,
    MARK,
    OLD,
    RECOVERED,
    SUCCESSOR_MARK,
} from "../../support/journal-stage";
import { ISSUED } from "../../support/token-state";

const stage = new JournalStage();
const INTERRUPTED = { kind: "interrupted", firstStartedAt: ISSUED, deadline: DEADLINE };
const FIRST = `${MARK}.1.json`;

/** The journal after a second attempt, whose first one is gone. */
async function withoutFirst(second: () => Promise<unknown>): Promise<void> {
    await stage.begin(DEAD);
    await second();
    rmSync(stage.file(FIRST));
}

describe("an attempt whose lower number is missing", () => {
    test("is found, and its successor opens", async () => {
        await withoutFirst(() => stage.issue());
        expect(await stage.view()).toEqual({ kind: "issued", fingerprint: SUCCESSOR_MARK });
        expect(await stage.journal().recover(OLD)).toEqual(RECOVERED);
    });

    test("stands in the way of every other one", async () => {
        await withoutFirst(() => stage.begin());
        const busy = { kind: "busy", pid: process.pid };
        expect(await stage.journal().begin(attemptFor(OLD))).toEqual(busy);
        expect(stage.entries()).toEqual([`${MARK}.2.json`]);
    });

    test("that was interrupted is followed by the number after its own", async () => {
        await withoutFirst(() => stage.conclude("unclear"));
        expect(await stage.begin()).toMatchObject({ name: `${MARK}.3.json` });
    });

    test("is marked once its successor is in a saved state, and swept 90 days after the old token's end", async () => {
        await withoutFirst(() => stage.issue());
        await stage.journal().markSaved(MARK, SUCCESSOR_MARK);
        expect(stage.content(`${MARK}.2.json`)).toMatchObject({ done: true });
        await stage.journal(thisProcess(), stage.storeOfAge((14 + 90) * DAY)).sweep();
        expect(stage.entries()).toEqual([`${MARK}.2.json`]);
        await stage.journal(thisProcess(), stage.storeOfAge((14 + 90) * DAY + 1)).sweep();
        expect(stage.entries()).toEqual([]);
    });

    test("is swept away like any other", async () => {
        await withoutFirst(() => stage.conclude("unclear"));
        await stage.journal(thisProcess(), stage.storeOfAge(60 * DAY)).sweep();
        expect(stage.entries()).toHaveLength(1);
        await stage.journal(thisProcess(), stage.storeOfAge(60 * DAY + 1)).sweep();
        expect(stage.entries()).toEqual([]);
    });

    test("makes the token unreadable when it is damaged", async () => {
        await withoutFirst(() => stage.issue());
        const second = stage.file(`${MARK}.2.json`);
        writeFileSync(second, "");
        expect(await stage.view()).toMatchObject({
            kind: "unreadable",
            problem: expect.stringContaining(`${second} cannot be used: `) as string,
        });
    });
});

test("after the ninth attempt come the tenth and the eleventh", async () => {
    for (let number = 1; number <= 11; number++) {
        expect(await stage.conclude("unclear")).toMatchObject({ name: `${MARK}.${number}.json` });
    }
    expect(await stage.view()).toEqual(INTERRUPTED);
});

test.each([
    `${MARK}.0.json`,
    `${MARK}.02.json`,
    `${MARK}.x.json`,
    `${MARK}.json`,
    `${MARK}.2.json.json`,
    `${MARK}.2.json.0123456789abcdef.new`,
])("a file %s is no attempt, and stays", async (name) => {
    const attempt = await stage.issue();
    renameSync(stage.file(attempt.name), stage.file(name));
    expect(await stage.view()).toEqual({ kind: "none" });
    expect(await stage.journal().recover(OLD)).toBeUndefined();
    expect(await stage.begin()).toMatchObject({ name: FIRST });
    stage.age(61 * DAY);
    await stage.journal().sweep();
    expect(stage.names()).toEqual([name]);
});
