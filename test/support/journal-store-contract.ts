import * as fc from "fast-check";
import type { JournalStore } from "../../src/journal/store";
import { describeAges, type StoreClock } from "./journal-store-contract-ages";

/** Names as the entries of two tokens have them. */
const OLD = "aaaaaaaaaaaa";
const FIRST = `${OLD}.1.json`;
const SECOND = `${OLD}.2.json`;
const OTHER = "bbbbbbbbbbbb.1.json";

/** Room for the text that replaces an entry. */
const ROOM = 100;

/**
 * What the journal relies on, whatever store it has.
 *
 * @param makeStore each call within a test gives another view of the same place, as another process has it. The place is
 *   empty when a test begins.
 * @param clock by default that of a file system
 */
export function describeJournalStore(
    name: string,
    makeStore: () => JournalStore,
    clock: StoreClock = { step: 20, lag: 0 },
): void {
    describe(`${name} as the journal's store`, () => {
        describeEmpty(makeStore);
        describeListing(makeStore);
        describeAges(makeStore, clock);
        describeCreating(makeStore);
        describeReplacing(makeStore);
        describeRoom(makeStore);
        describeRemoving(makeStore);
        describeTexts(makeStore);
    });
}

/** Creates entries whose text is their name. */
async function keep(store: JournalStore, ...names: string[]): Promise<void> {
    for (const name of names) {
        expect(await store.create(name, name, ROOM)).toBe(true);
    }
}

/** Without what is nothing but room. */
async function unplaced(store: JournalStore, name: string): Promise<string[]> {
    return (await store.unplaced(name)).filter((text) => text.trim() !== "");
}

async function listed(store: JournalStore, prefix?: string): Promise<string[]> {
    return (await store.list(prefix)).sort();
}

function describeEmpty(makeStore: () => JournalStore): void {
    test("holds nothing before anything is created", async () => {
        const store = makeStore();
        expect(await store.list()).toEqual([]);
        expect(await store.list(`${OLD}.`)).toEqual([]);
        expect(await store.read(FIRST)).toBeUndefined();
        expect(await store.unplaced(FIRST)).toEqual([]);
    });

    test("says where it is, and where an entry is by the entry's name", () => {
        const store = makeStore();
        expect(store.describe()).not.toBe("");
        expect(store.describe(FIRST)).toContain(FIRST);
    });
}

function describeListing(makeStore: () => JournalStore): void {
    test("lists all entries", async () => {
        const store = makeStore();
        await keep(store, OTHER, FIRST, SECOND);
        expect(await listed(store)).toEqual([FIRST, SECOND, OTHER]);
    });

    test("lists what marks an entry as done, as an entry", async () => {
        const store = makeStore();
        const done = `${OLD}.1.done`;
        await keep(store, FIRST, done);
        expect(await listed(store)).toEqual([done, FIRST].sort());
    });

    test("lists the entries that begin with a prefix, taken as it is", async () => {
        const store = makeStore();
        const similar = `${OLD}a.1.json`;
        await keep(store, OTHER, FIRST, similar, SECOND);
        expect(await listed(store, `${OLD}.`)).toEqual([FIRST, SECOND]);
        expect(await listed(store, OLD)).toEqual([FIRST, SECOND, similar]);
        expect(await listed(store, "cccccccccccc.")).toEqual([]);
        expect(await listed(store, "1.json")).toEqual([]);
        expect(await listed(store, "_")).toEqual([]);
        expect(await listed(store, "%")).toEqual([]);
    });
}

function describeCreating(makeStore: () => JournalStore): void {
    test("has an entry from its creation on, for every process", async () => {
        expect(await makeStore().create(FIRST, "text", ROOM)).toBe(true);
        expect(await makeStore().read(FIRST)).toBe("text");
        expect(await makeStore().list()).toEqual([FIRST]);
    });

    test("creates no entry twice: the first text stays", async () => {
        expect(await makeStore().create(FIRST, "first", ROOM)).toBe(true);
        expect(await makeStore().create(FIRST, "second", ROOM)).toBe(false);
        expect(await makeStore().create(FIRST, "first", ROOM)).toBe(false);
        expect(await makeStore().read(FIRST)).toBe("first");
        expect(await makeStore().list()).toEqual([FIRST]);
        expect(await unplaced(makeStore(), FIRST)).toEqual([]);
    });

    test("lets exactly one of sixteen create an entry, and keeps the text of that one", async () => {
        const texts = Array.from({ length: 16 }, (_, index) => `text ${index}`);
        const wins = await Promise.all(texts.map((text) => makeStore().create(FIRST, text, ROOM)));
        expect(wins.filter((won) => won)).toEqual([true]);
        expect(await makeStore().read(FIRST)).toBe(texts[wins.indexOf(true)]);
        expect(await makeStore().list()).toEqual([FIRST]);
    });

    test("lets all of sixteen create entries of different names", async () => {
        const names = Array.from({ length: 16 }, (_, index) => `${OLD}.${index + 1}.json`);
        const wins = await Promise.all(names.map((name) => makeStore().create(name, name, ROOM)));
        expect(wins).toEqual(names.map(() => true));
        expect(await listed(makeStore())).toEqual([...names].sort());
    });

    test("reads no text where there is no such entry", async () => {
        const store = makeStore();
        await keep(store, FIRST);
        expect(await store.read(SECOND)).toBeUndefined();
        expect(await store.read(OLD)).toBeUndefined();
    });
}

function describeReplacing(makeStore: () => JournalStore): void {
    test("puts another text in the place of one entry, for every process, and of no other", async () => {
        await keep(makeStore(), FIRST, SECOND);
        await makeStore().replace(FIRST, "another text");
        expect(await makeStore().read(FIRST)).toBe("another text");
        expect(await makeStore().read(SECOND)).toBe(SECOND);
        expect(await makeStore().create(FIRST, "a third text", ROOM)).toBe(false);
    });

    test("leaves nothing of a replaced entry behind", async () => {
        const store = makeStore();
        await keep(makeStore(), FIRST);
        for (const text of ["a longer text than the one before", "", "short"]) {
            await store.replace(FIRST, text);
            expect(await store.read(FIRST)).toBe(text);
            expect(await store.list()).toEqual([FIRST]);
            expect(await unplaced(store, FIRST)).toEqual([]);
        }
    });
}

function describeRoom(makeStore: () => JournalStore): void {
    test.each([
        ["a shorter text", "text"],
        ["an empty text", ""],
        ["a text of just as many bytes", "ü".repeat(ROOM / 2)],
        ["a text that is longer in bytes only", "ü".repeat(ROOM - 1)],
        ["a much longer text", "text".repeat(ROOM)],
    ])("takes %s from the creator, who took some room", async (_name, text) => {
        const store = makeStore();
        await keep(store, FIRST, SECOND);
        await store.replace(FIRST, text);
        // What is left of the room may follow.
        expect((await makeStore().read(FIRST))?.trimEnd()).toBe(text);
        expect(await makeStore().read(SECOND)).toBe(SECOND);
        expect(await listed(makeStore())).toEqual([FIRST, SECOND]);
        expect(await makeStore().unplaced(FIRST)).toEqual([]);
    });

    test("gives the room to the first text only: the next ones are taken all the same", async () => {
        const store = makeStore();
        await keep(store, FIRST);
        for (const text of ["first", "second", "third"]) {
            await store.replace(FIRST, text);
            expect((await makeStore().read(FIRST))?.trimEnd()).toBe(text);
        }
        expect(await makeStore().unplaced(FIRST)).toEqual([]);
    });

    test("takes no room away from an entry that somebody else has created", async () => {
        const store = makeStore();
        await keep(store, FIRST);
        expect(await makeStore().create(FIRST, "second", ROOM)).toBe(false);
        await store.replace(FIRST, "replaced");
        expect((await makeStore().read(FIRST))?.trimEnd()).toBe("replaced");
    });

    test("removes the room with its entry", async () => {
        await keep(makeStore(), FIRST);
        await makeStore().remove([FIRST]);
        expect(await makeStore().unplaced(FIRST)).toEqual([]);
    });
}

function describeRemoving(makeStore: () => JournalStore): void {
    test("removes the entries that are named, for every process, and no other", async () => {
        await keep(makeStore(), FIRST, SECOND, OTHER);
        await makeStore().remove([FIRST, OTHER]);
        expect(await makeStore().list()).toEqual([SECOND]);
        expect(await makeStore().read(FIRST)).toBeUndefined();
        expect(await makeStore().read(SECOND)).toBe(SECOND);
    });

    test("passes over names that no entry has", async () => {
        const store = makeStore();
        await keep(store, FIRST, SECOND);
        await store.remove([OTHER, FIRST, `${OLD}.3.json`]);
        await store.remove([FIRST]);
        await store.remove([]);
        expect(await store.list()).toEqual([SECOND]);
    });

    test("creates an entry anew that was removed", async () => {
        const store = makeStore();
        await keep(store, FIRST);
        await store.remove([FIRST]);
        expect(await store.create(FIRST, "anew", ROOM)).toBe(true);
        expect(await store.read(FIRST)).toBe("anew");
    });
}

function describeTexts(makeStore: () => JournalStore): void {
    test("gives back every text byte for byte, created or put in a place", async () => {
        const store = makeStore();
        const text = fc.string({ unit: "binary" }).filter((any) => !any.includes("\0"));
        await fc.assert(
            fc.asyncProperty(text, text, async (created, replaced) => {
                await makeStore().create(FIRST, created, ROOM);
                expect(await store.read(FIRST)).toBe(created);
                await store.replace(FIRST, replaced);
                expect(await store.read(FIRST)).toBe(replaced);
                await store.remove([FIRST]);
            }),
        );
    });

    test.each([
        ["with a mark of its byte order", "\uFEFF{}"],
        ["with line breaks of all kinds", "\n\r\n\r\u2028\n"],
        ["with letters and their marks apart", "e\u0301 \u00e9 \u1e9b\u0323 😀"],
        ["of many bytes", `${"ü€😀".repeat(20_000)}\n`],
    ])("gives back a text %s", async (_name, text) => {
        const store = makeStore();
        await makeStore().create(FIRST, text, ROOM);
        expect(await store.read(FIRST)).toBe(text);
        await store.replace(FIRST, `${text}${text}`);
        expect(await store.read(FIRST)).toBe(`${text}${text}`);
    });
}
