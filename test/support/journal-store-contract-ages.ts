import type { JournalStore } from "../../src/journal/store";

const OLD = "aaaaaaaaaaaa";
const FIRST = `${OLD}.1.json`;
const SECOND = `${OLD}.2.json`;
const OTHER = "bbbbbbbbbbbb.1.json";

/** How exactly a store tells ages, in milliseconds. */
export interface StoreClock {
    /** Between two times at which an entry can have been written. */
    readonly step: number;
    /** By how much the time that ages are counted from may be behind. */
    readonly lag: number;
}

/** What the journal relies on in the ages of entries, whatever store it has. */
export function describeAges(makeStore: () => JournalStore, { step, lag }: StoreClock): void {
    const keep = async (...names: string[]) => {
        for (const name of names) {
            expect(await makeStore().create(name, name, 0)).toBe(true);
        }
    };
    const pass = () => new Promise((resolve) => setTimeout(resolve, step + 50));
    const ageOf = async (name: string) => (await makeStore().ages()).get(name) ?? NaN;

    /** By one look: from the youngest to the oldest. */
    const byAge = async () => {
        const ages = [...(await makeStore().ages())];
        return ages.sort(([, one], [, other]) => one - other).map(([name]) => name);
    };

    /** How old an entry is said to be, and how old it is: at least, and at most. */
    const measured = async (name: string, before: number, after: number) => {
        const least = performance.now() - after;
        const age = await ageOf(name);
        const most = performance.now() - before;
        return { age, least: least - step - lag, most: most + step };
    };

    test("has no ages before anything is created", async () => {
        expect(await makeStore().ages()).toEqual(new Map());
        expect(await makeStore().ages(`${OLD}.`)).toEqual(new Map());
    });

    test("has the ages of all entries, or of those that begin with a prefix", async () => {
        await keep(FIRST, SECOND, OTHER);
        const namesOf = async (prefix?: string) => [...(await makeStore().ages(prefix)).keys()].sort();
        expect(await namesOf()).toEqual([FIRST, SECOND, OTHER]);
        expect(await namesOf(`${OLD}.`)).toEqual([FIRST, SECOND]);
        expect(await namesOf("cccccccccccc.")).toEqual([]);
    });

    test("has an entry as old as it is, and ever older", async () => {
        const before = performance.now();
        await keep(FIRST);
        const after = performance.now();
        const young = await measured(FIRST, before, after);
        await pass();
        const old = await measured(FIRST, before, after);
        for (const { age, least, most } of [young, old]) {
            expect(age).toBeGreaterThanOrEqual(least);
            expect(age).toBeLessThanOrEqual(most);
        }
        expect(old.age).toBeGreaterThanOrEqual(young.age);
    });

    test("has the youngest age for the entry that was created or replaced last", async () => {
        await keep(FIRST);
        await pass();
        await keep(SECOND);
        expect(await byAge()).toEqual([SECOND, FIRST]);
        await pass();
        const before = performance.now();
        await makeStore().replace(FIRST, "another text");
        const after = performance.now();
        expect(await byAge()).toEqual([FIRST, SECOND]);
        const { age, least, most } = await measured(FIRST, before, after);
        expect(age).toBeGreaterThanOrEqual(least);
        expect(age).toBeLessThanOrEqual(most);
    });

    test("has the age of an entry from its replacement on, also where its creator replaces it", async () => {
        const store = makeStore();
        await store.create(FIRST, "text", 100);
        await keep(SECOND);
        await pass();
        await store.replace(FIRST, "another text");
        expect(await byAge()).toEqual([FIRST, SECOND]);
    });

    test("grows no younger by being read, listed, or asked for its age", async () => {
        await keep(FIRST);
        await pass();
        const age = await ageOf(FIRST);
        await makeStore().read(FIRST);
        await makeStore().list();
        await makeStore().unplaced(FIRST);
        expect(await makeStore().create(FIRST, "another text", 100)).toBe(false);
        expect(await ageOf(FIRST)).toBeGreaterThanOrEqual(age);
    });

    test("has no age for an entry that was removed, and a new one for an entry made anew", async () => {
        await keep(FIRST, SECOND);
        await pass();
        await makeStore().remove([FIRST]);
        expect([...(await makeStore().ages()).keys()]).toEqual([SECOND]);
        await keep(FIRST);
        expect(await byAge()).toEqual([FIRST, SECOND]);
    });

    test("leaves nothing behind by telling ages", async () => {
        await keep(FIRST);
        await makeStore().ages();
        expect(await makeStore().list()).toEqual([FIRST]);
    });
}
