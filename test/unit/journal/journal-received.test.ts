import { randomBytes } from "node:crypto";
import { readFileSync, rmSync } from "node:fs";
import { DEAD, JournalStage, MARK, OLD } from "../../support/journal-stage";

const stage = new JournalStage();
const NAME = `${MARK}.1.json`;
const RECEIVED = Buffer.from('HTTP/1.1 201 Created\r\n\r\n{"bearer":"hush-hush"}');

test("what arrived is given back to whoever has the token that it was sealed with, as it came", async () => {
    const attempt = await stage.conclude("unclear");
    await stage.journal().keepReceived(attempt, RECEIVED);
    expect(await stage.journal().received(OLD)).toEqual(new Map([[NAME, RECEIVED]]));
    expect(await stage.journal().received("another-token-of-the-tests")).toEqual(new Map());
});

test("what arrived changes nothing of how the attempt ended", async () => {
    const attempt = await stage.conclude("lost");
    const before = stage.content();
    await stage.journal().keepReceived(attempt, RECEIVED);
    expect(stage.content()).toMatchObject(before);
    expect(stage.content()).toHaveProperty("received");
});

test("nothing that arrived can be read in the file", async () => {
    const attempt = await stage.conclude("unclear");
    await stage.journal().keepReceived(attempt, RECEIVED);
    expect(readFileSync(stage.file(), "utf8")).not.toMatch(/hush|bearer|HTTP/);
});

test("of a long answer the first 64 KiB are kept", async () => {
    const attempt = await stage.conclude("unclear");
    const long = randomBytes(70_000);
    await stage.journal().keepReceived(attempt, long);
    const kept = (await stage.journal().received(OLD)).get(NAME);
    expect(kept?.equals(long.subarray(0, 65_536))).toBe(true);
});

test("attempts in which nothing arrived are left out", async () => {
    await stage.conclude("unclear", DEAD);
    const second = await stage.conclude("unclear");
    await stage.journal().keepReceived(second, RECEIVED);
    expect([...(await stage.journal().received(OLD)).keys()]).toEqual([`${MARK}.2.json`]);
});

test("what arrived leaves a sealed new token beside it as it is", async () => {
    const attempt = await stage.issue();
    await stage.journal().keepReceived(attempt, RECEIVED);
    expect(await stage.journal().recover(OLD)).toMatchObject({ token: "new-token-of-the-tests" });
    expect((await stage.journal().received(OLD)).get(NAME)).toEqual(RECEIVED);
});

test("where the attempt's entry is gone, nothing is written", async () => {
    const attempt = await stage.conclude("unclear");
    rmSync(stage.file());
    await stage.journal().keepReceived(attempt, RECEIVED);
    expect(stage.entries()).toEqual([]);
});
