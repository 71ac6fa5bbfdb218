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
        expect(await stage.journal().recover(OLD)).toEqual(SUCCESSOR);
    });

    test("stands in the way of every other one", async () => {
        await withoutFirst(() => stage.begin());
        const busy = { kind: "busy", pid: process.pid };
        expect(await stage.journal().begin(MARK, "ci", DEADLINE)).toEqual(busy);
        expect(stage.names()).toEqual([`${MARK}.2.json`]);
    });

    test("that was interrupted is followed by the number after its own", async () => {
        await withoutFirst(() => stage.conclude("unclear"));
        expect(await stage.begin()).toMatchObject({ name: `${MARK}.3.json` });
    });

    test("is removed once its successor is in a saved state and the old token has ended", async () => {
        await withoutFirst(() => stage.issue());
        stage.now = DEADLINE + 1;
        await stage.journal().markSaved(MARK, SUCCESSOR_MARK);
        expect(stage.names()).toEqual([]);
    });

    test("is swept away like any other", async () => {
        await withoutFirst(() => stage.conclude("unclear"));
        stage.now = ISSUED + 60 * DAY;
        await stage.journal().sweep();
        expect(stage.names()).toHaveLength(1);
        stage.now += 1;
        await stage.journal().sweep();
        expect(stage.names()).toEqual([]);
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
    const sealed = readFileSync(stage.file(), "utf8");
    await stage.journal().abandon(attempt);
    writeFileSync(stage.file(name), sealed);
    expect(await stage.view()).toEqual({ kind: "none" });
    expect(await stage.journal().recover(OLD)).toBeUndefined();
    expect(await stage.begin()).toMatchObject({ name: FIRST });
    stage.now = ISSUED + 61 * DAY;
    await stage.journal().sweep();
    expect(stage.names()).toEqual([name]);
});
