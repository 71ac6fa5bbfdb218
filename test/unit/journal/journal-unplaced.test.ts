import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { DAY } from "../../../src/base/duration";
import { thisProcess } from "../../../src/journal/process-identity";
import { CountingStore } from "../../support/counting-store";
import {
    DEAD,
    DEADLINE,
    JournalStage,
    MARK,
    OLD,
    RECOVERED,
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
        expect(await stage.journal().recover(OLD)).toEqual(RECOVERED);
    });

    test("is put in place once it is in a saved state", async () => {
        await stage.leaveUnplaced(suffix);
        await stage.journal().markSaved(MARK, SUCCESSOR_MARK);
        expect(stage.content()).toMatchObject({ state: "issued", done: true });
        expect(stage.entries()).toEqual([`${MARK}.1.json`]);
        expect(await stage.journal().recover(OLD)).toEqual(RECOVERED);
    });

    test.each([
        ["cut off", (text: string) => text.trimEnd().slice(0, -20)],
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

    test("is kept when the journal is swept before 90 days after its end", async () => {
        await stage.leaveUnplaced(suffix);
        stage.age((730 + 89) * DAY);
        await stage.journal().sweep();
        expect(await stage.view()).toEqual(ISSUED_VIEW);
    });

    test("is not left behind when it is swept", async () => {
        await stage.leaveUnplaced(suffix);
        stage.age((730 + 91) * DAY);
        await stage.journal().sweep();
        expect(stage.names()).toEqual([]);
    });
});

test("a sealed successor is found among others that were never put in place and are not whole", async () => {
    const leftover = await stage.leaveUnplaced(".5555555555555555.tmp");
    const half = readFileSync(leftover, "utf8").trimEnd().slice(0, -20);
    for (const suffix of [UNPLACED.earlier, ".0000000000000000.tmp", ".ffffffffffffffff.tmp"]) {
        writeFileSync(stage.file() + suffix, half);
    }
    expect(await stage.view()).toEqual(ISSUED_VIEW);
    expect(await stage.journal().recover(OLD)).toEqual(RECOVERED);
});

describe("a successor that is put in its place while others look", () => {
    /** Its process is between the two steps: the text is written, and not in place yet. */
    const looking = async () => {
        const leftover = await stage.leaveUnplaced();
        const store = new CountingStore(stage.store);
        const place = () => {
            renameSync(leftover, stage.file());
        };
        return { store, journal: stage.journal(thisProcess(), store), place };
    };
    const read = `read ${MARK}.1.json`;
    const unplaced = `unplaced ${MARK}.1.json`;

    test("between the look at the entry and the one beside it is found by a third", async () => {
        const { store, journal, place } = await looking();
        const look = jest.spyOn(store, "unplaced").mockImplementationOnce((name) => {
            place();
            return stage.store.unplaced(name);
        });
        expect(await journal.view(MARK)).toEqual(ISSUED_VIEW);
        expect(look).toHaveBeenCalledTimes(1);
        expect(store.calls).toEqual([`list ${MARK}.`, read, read]);
    });

    test("after the entry was looked at is found beside it, and it is not read again", async () => {
        const { store, journal } = await looking();
        expect(await journal.recover(OLD)).toEqual(RECOVERED);
        expect(store.calls).toEqual([`list ${MARK}.`, read, unplaced]);
    });

    test("before the entry is looked at is in it, and nothing beside it is read", async () => {
        const { store, journal, place } = await looking();
        place();
        expect(await journal.recover(OLD)).toEqual(RECOVERED);
        expect(store.calls).toEqual([`list ${MARK}.`, read]);
    });
});

test("an entry that is gone between listing and reading is none", async () => {
    await stage.conclude("unclear", DEAD);
    const second = await stage.begin(DEAD);
    const store = new CountingStore(stage.store);
    const list = store.list.bind(store);
    store.list = async (prefix) => {
        const names = await list(prefix);
        await stage.store.remove([second.name]);
        return names;
    };
    expect(await stage.journal(thisProcess(), store).view(MARK)).toEqual(INTERRUPTED);
    expect(await stage.view()).toEqual(INTERRUPTED);
});

test("an attempt without anything beside it is what its entry says, read twice", async () => {
    await stage.begin(DEAD);
    const store = new CountingStore(stage.store);
    expect(await stage.journal(thisProcess(), store).view(MARK)).toEqual(INTERRUPTED);
    const [read, unplaced] = [`read ${MARK}.1.json`, `unplaced ${MARK}.1.json`];
    expect(store.calls).toEqual([`list ${MARK}.`, read, unplaced, read]);
});
