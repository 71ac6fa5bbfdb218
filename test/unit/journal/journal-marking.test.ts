import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { thisProcess } from "../../../src/journal/process-identity";
import { CountingStore } from "../../support/counting-store";
import { JournalStage, MARK, OLD, RECOVERED, SUCCESSOR_MARK } from "../../support/journal-stage";

const stage = new JournalStage();
const NAME = `${MARK}.1.json`;
const DONE = `${MARK}.1.done`;

/** Marks the entry. @returns what was written, in order */
async function mark(store = new CountingStore(stage.store)): Promise<string[]> {
    await stage.journal(thisProcess(), store).markSaved(MARK, SUCCESSOR_MARK);
    return store.calls.filter((call) => /^(create|replace|remove) /.test(call));
}

const leaveMarkedBefore = () => {
    const entry = readFileSync(stage.file(), "utf8");
    writeFileSync(stage.file(), entry.replace('"done": false', '"done": true'));
};

describe("the mark that a successor is in a saved state", () => {
    test("is an empty entry beside the successor's, which is not written again", async () => {
        await stage.issue();
        const entry = readFileSync(stage.file(), "utf8");
        expect(await mark()).toEqual([`create ${DONE}`]);
        expect(readFileSync(stage.file(DONE), "utf8")).toBe("");
        expect(readFileSync(stage.file(), "utf8")).toBe(entry);
        expect(stage.names()).toEqual([DONE, NAME]);
    });

    test("is not set again", async () => {
        await stage.issue();
        await mark();
        expect(await mark()).toEqual([]);
    });

    test("is not set where an earlier release has set one in the entry", async () => {
        await stage.issue();
        leaveMarkedBefore();
        expect(await mark()).toEqual([]);
        expect(stage.names()).toEqual([NAME]);
    });

    test("may be set by several at once", async () => {
        await stage.issue();
        await Promise.all([mark(), mark(), mark()]);
        expect(stage.names()).toEqual([DONE, NAME]);
    });

    test("of one attempt says nothing of another one of the token", async () => {
        await stage.issue();
        await stage.store.create(`${MARK}.2.json`, readFileSync(stage.file(), "utf8"));
        writeFileSync(stage.file(DONE), "", { mode: 0o600 });
        expect(await mark()).toEqual([`create ${MARK}.2.done`]);
    });

    test("that cannot be written is not passed over", async () => {
        await stage.issue();
        const store = new CountingStore(stage.store);
        store.create = () => Promise.reject(new Error("read only"));
        await expect(mark(store)).rejects.toThrow("read only");
    });
});

describe("a successor that is not in its place", () => {
    test("is put there before its mark is set, with all that it was", async () => {
        const leftover = await stage.leaveUnplaced();
        const sealed = JSON.parse(readFileSync(leftover, "utf8")) as unknown;
        expect(await mark()).toEqual([`replace ${NAME}`, `create ${DONE}`]);
        expect(JSON.parse(readFileSync(stage.file(), "utf8"))).toEqual(sealed);
        rmSync(leftover);
        expect(await stage.journal().recover(OLD)).toEqual(RECOVERED);
    });

    test("is put there and not marked again where an earlier release has marked it", async () => {
        const leftover = await stage.leaveUnplaced();
        writeFileSync(leftover, readFileSync(leftover, "utf8").replace('"done": false', '"done": true'));
        expect(await mark()).toEqual([`replace ${NAME}`]);
        expect(await mark()).toEqual([]);
    });

    test("gets no mark when it cannot be put there", async () => {
        await stage.leaveUnplaced();
        const store = new CountingStore(stage.store);
        store.replace = () => Promise.reject(new Error("no way there"));
        await expect(mark(store)).rejects.toThrow("no way there");
        expect(stage.names()).not.toContain(DONE);
        expect(store.calls).not.toContain(`create ${DONE}`);
    });

    test("is put there as well where its entry is gone between two looks", async () => {
        await stage.issue();
        const store = new CountingStore(stage.store);
        const read = jest.spyOn(store, "read");
        read.mockImplementationOnce(async (name) => {
            const text = await stage.store.read(name);
            await stage.store.remove([name]);
            return text;
        });
        expect(await mark(store)).toEqual([`replace ${NAME}`, `create ${DONE}`]);
        expect(await stage.journal().recover(OLD)).toEqual(RECOVERED);
    });
});
