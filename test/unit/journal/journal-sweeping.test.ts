import { existsSync, mkdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DAY } from "../../../src/base/duration";
import { fingerprint } from "../../../src/base/fingerprint";
import { thisProcess } from "../../../src/journal/process-identity";
import { CountingStore } from "../../support/counting-store";
import {
    attemptFor,
    DEAD,
    DEADLINE,
    ELSEWHERE,
    JournalStage,
    MARK,
    OLD,
    RECOVERED,
    SUCCESSOR_MARK,
} from "../../support/journal-stage";
import { ISSUED } from "../../support/token-state";

const stage = new JournalStage();
const KEPT = 60 * DAY;
/** The old token ends 14 days after its attempt, and the new one 730 days after it was issued. */
const KEPT_MARKED = (14 + 90) * DAY;
const KEPT_UNMARKED = (730 + 90) * DAY;
const FIRST = `${MARK}.1.json`;
const SECOND = `${MARK}.2.json`;
const DONE = `${MARK}.1.done`;

/** Sweeps when all entries are so old by the store's clock. @returns those that are left */
async function sweepAt(age: number): Promise<string[]> {
    await stage.journal(thisProcess(), stage.storeOfAge(age)).sweep();
    return stage.entries();
}

/** Sweeps when entries have these ages. @returns the calls to the store */
async function sweepWith(ages: Record<string, number>): Promise<string[]> {
    const store = new CountingStore(stage.store);
    store.ages = () => Promise.resolve(new Map(Object.entries(ages)));
    await stage.journal(thisProcess(), store).sweep();
    return store.calls.filter((call) => !/^(list|read|unplaced) /.test(call));
}

describe("sweeping removes", () => {
    test("a successor that no state is known to have 90 days after its end, and not before", async () => {
        await stage.issue();
        expect(await sweepAt(KEPT_UNMARKED)).toEqual([FIRST]);
        expect(await stage.journal().recover(OLD)).toEqual(RECOVERED);
        expect(await sweepAt(KEPT_UNMARKED + 1)).toEqual([]);
    });

    test("a successor that is in a saved state 90 days after the old token's end, and not before", async () => {
        await stage.issue();
        await stage.journal().markSaved(MARK, SUCCESSOR_MARK);
        expect(await sweepAt(KEPT_MARKED)).toEqual([FIRST]);
        expect(await sweepAt(KEPT_MARKED + 1)).toEqual([]);
    });

    test.each(["unclear", "lost"] as const)("an attempt that ended %s after 60 days", async (state) => {
        await stage.conclude(state);
        expect(await sweepAt(KEPT)).toEqual([FIRST]);
        expect(await sweepAt(KEPT + 1)).toEqual([]);
    });

    test("an attempt that came to nothing after 60 days", async () => {
        await stage.journal().abandon(await stage.begin());
        expect(await sweepAt(KEPT)).toEqual([FIRST]);
        expect(await sweepAt(KEPT + 1)).toEqual([]);
    });

    test.each([
        ["has ended", DEAD],
        ["cannot be seen", ELSEWHERE],
    ])("an attempt that never ended after 60 days, with its room: its process %s", async (_name, owner) => {
        await stage.begin(owner);
        expect(await sweepAt(KEPT)).toEqual([FIRST]);
        expect(await sweepAt(KEPT + 1)).toEqual([]);
        expect(stage.names()).toEqual([]);
    });

    test("by ages in the store, whatever this machine's clock says", async () => {
        await stage.conclude("lost");
        stage.now = ISSUED + 9000 * DAY;
        await stage.journal().sweep();
        expect(stage.entries()).toEqual([FIRST]);
        stage.now = ISSUED - 9000 * DAY;
        stage.age(KEPT + DAY);
        await stage.journal().sweep();
        expect(stage.entries()).toEqual([]);
    });

    test("nothing of what is young, and reads nothing of it", async () => {
        await stage.conclude("lost");
        const store = stage.storeOfAge(KEPT);
        await stage.journal(thisProcess(), store).sweep();
        expect(store.calls).toEqual([]);
    });
});

describe("sweeping removes all entries of a token or none:", () => {
    const twice = async () => {
        await stage.conclude("unclear", DEAD);
        await stage.begin(DEAD);
    };

    test("all at once when all are old", async () => {
        await twice();
        const [removal = "", ...others] = await sweepWith({ [FIRST]: KEPT + 1, [SECOND]: KEPT + 1 });
        expect(removal.split(" ").sort()).toEqual([FIRST, SECOND, "remove"]);
        expect(others).toEqual([]);
        expect(stage.names()).toEqual([]);
    });

    test.each([
        [FIRST, SECOND],
        [SECOND, FIRST],
    ])("none while one is young: %s", async (young, old) => {
        await twice();
        await sweepWith({ [young]: KEPT, [old]: 9000 * DAY });
        expect(stage.entries()).toEqual([FIRST, SECOND]);
    });

    test("none while one came only after the ages were told", async () => {
        await twice();
        await sweepWith({ [FIRST]: 9000 * DAY });
        expect(stage.entries()).toEqual([FIRST, SECOND]);
    });

    test("an old attempt is kept before a successor that no state is known to have", async () => {
        await stage.conclude("unclear", DEAD);
        await stage.issue();
        await sweepWith({ [FIRST]: KEPT_UNMARKED, [SECOND]: KEPT_UNMARKED });
        expect(stage.entries()).toEqual([FIRST, SECOND]);
        expect(await stage.journal().recover(OLD)).toEqual(RECOVERED);
    });

    test("those of another token are on their own", async () => {
        await twice();
        await stage.journal().begin(attemptFor("another", DEADLINE));
        const other = `${fingerprint("another")}.1.json`;
        await sweepWith({ [FIRST]: KEPT + 1, [SECOND]: KEPT + 1, [other]: KEPT });
        expect(stage.entries()).toEqual([other]);
    });
});

describe("sweeping goes by the age of a marked entry, not by that of its mark:", () => {
    const marked = async () => {
        await stage.issue();
        await stage.journal().markSaved(MARK, SUCCESSOR_MARK);
        expect(stage.names()).toEqual([DONE, FIRST]);
    };

    test("both are removed 90 days after the old token's end, and the mark first", async () => {
        await marked();
        expect(await sweepWith({ [DONE]: 0, [FIRST]: KEPT_MARKED + 1 })).toEqual([`remove ${DONE} ${FIRST}`]);
        expect(stage.names()).toEqual([]);
    });

    test("both are kept until then", async () => {
        await marked();
        expect(await sweepWith({ [DONE]: 9000 * DAY, [FIRST]: KEPT_MARKED })).toEqual([]);
        expect(stage.names()).toEqual([DONE, FIRST]);
    });

    test("both are kept while another attempt of the token is", async () => {
        await marked();
        await stage.store.create(SECOND, readFileSync(stage.file(), "utf8"));
        const old = { [DONE]: 9000 * DAY, [FIRST]: 9000 * DAY };
        expect(await sweepWith({ ...old, [SECOND]: KEPT_MARKED + 1 })).toEqual([]);
        expect(await sweepWith({ ...old, [SECOND]: KEPT_UNMARKED + 1 })).toEqual([
            `remove ${DONE} ${FIRST} ${SECOND}`,
        ]);
    });

    test("an entry that an earlier release has marked in itself is kept as long", async () => {
        await stage.issue();
        const entry = readFileSync(stage.file(), "utf8");
        writeFileSync(stage.file(), entry.replace('"done": false', '"done": true'));
        expect(await sweepAt(KEPT_MARKED)).toEqual([FIRST]);
        expect(await sweepAt(KEPT_MARKED + 1)).toEqual([]);
    });

    test("a mark without an entry is left as it is", async () => {
        await marked();
        await stage.store.remove([FIRST]);
        expect(await sweepWith({ [DONE]: 9000 * DAY })).toEqual([]);
        expect(stage.names()).toEqual([DONE]);
    });
});

describe("sweeping keeps", () => {
    test("what cannot be read, and removes what other tokens have", async () => {
        await stage.conclude("unclear", DEAD);
        await stage.begin(DEAD);
        await stage.journal().begin(attemptFor("another", DEADLINE));
        writeFileSync(stage.file(FIRST), "damaged");
        expect(await sweepAt(9000 * DAY)).toEqual([FIRST, SECOND]);
    });

    test("an entry that has another name than its content", async () => {
        await stage.begin(DEAD);
        renameSync(stage.file(), stage.file("000000000000.1.json"));
        expect(await sweepAt(9000 * DAY)).toEqual(["000000000000.1.json"]);
    });

    test("whatever else is in the folder", async () => {
        await stage.begin(DEAD);
        const entry = readFileSync(stage.file(), "utf8");
        const others = [
            "000000000000.1.json.tmp",
            "000000000000.1.json.0123456789abcdef.tmp",
            "notes.txt",
            "broken.json",
            "copy.json.bak",
        ];
        for (const name of others) {
            writeFileSync(stage.file(name), name === "broken.json" ? entry.slice(0, -9) : entry);
        }
        mkdirSync(join(stage.folder, "folder.json"));
        stage.age(9000 * DAY);
        await stage.journal().sweep();
        expect(stage.names()).toEqual([...others, "folder.json"].sort());
    });

    test("a folder that is not there as it is: none is made", async () => {
        await stage.journal().sweep();
        expect(existsSync(stage.folder)).toBe(false);
    });
});

describe("sweeping fails, instead of passing over it,", () => {
    test("where the folder must not be used", async () => {
        symlinkSync(stage.folder, stage.folder);
        await expect(stage.journal().sweep()).rejects.toThrow("is no folder, or a link to one");
    });

    test("where an entry cannot be removed", async () => {
        await stage.begin(DEAD);
        const store = stage.storeOfAge(9000 * DAY);
        store.remove = () => Promise.reject(new Error("read only"));
        await expect(stage.journal(thisProcess(), store).sweep()).rejects.toThrow("read only");
    });
});
