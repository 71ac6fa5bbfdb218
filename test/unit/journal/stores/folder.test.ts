import fs from "node:fs";
import { basename, join } from "node:path";
import { openStore } from "../../../../src/journal/stores/open";
import { describeJournalStore } from "../../../support/journal-store-contract";
import { temporaryFolder } from "../../../support/temporary-folder";

const parent = temporaryFolder();
const folder = () => join(parent.path, "a", "journal");
const file = (name: string) => join(folder(), name);
const store = () => openStore(folder());
const mode = (path: string) => (fs.statSync(path).mode & 0o777).toString(8);
const names = () => fs.readdirSync(folder()).sort();
const makeFolder = () => fs.mkdirSync(folder(), { recursive: true, mode: 0o700 });

const NAME = "aaaaaaaaaaaa.1.json";
const OTHER = "aaaaaaaaaaaa.11.json";
/** What a process that died left in the folder: by an earlier release, and by this one. */
const FIXED = `${NAME}.tmp`;
const RANDOM = `${NAME}.0123456789abcdef.tmp`;
const UNCREATED = `${NAME}.0123456789abcdef.new`;
const OF_OTHER = `${OTHER}.0123456789abcdef.tmp`;
const ROOM = 100;

/** An entry that has been replaced, and with files of these names beside it. */
async function withFiles(...others: string[]): Promise<void> {
    const creator = store();
    await creator.create(NAME, "", ROOM);
    await creator.replace(NAME, "x".repeat(ROOM + 1));
    await creator.replace(NAME, "text");
    for (const name of others) {
        fs.writeFileSync(file(name), `left in ${name}`);
    }
}

afterEach(() => {
    jest.restoreAllMocks();
});

describeJournalStore("a folder", store);

describe("the folder", () => {
    test("is made with the first entry, and neither by looking nor by listing", async () => {
        await store().list();
        await store().ages();
        await store().read(NAME);
        await store().unplaced(NAME);
        expect(fs.readdirSync(parent.path)).toEqual([]);
        await store().create(NAME, "text", ROOM);
        expect(await store().list()).toEqual([NAME]);
        expect(fs.readdirSync(parent.path)).toEqual(["a"]);
    });

    test("and its files are for their owner alone, created or replaced", async () => {
        await store().create(NAME, "text", ROOM);
        expect(mode(folder())).toBe("700");
        expect(names().map((name) => mode(file(name)))).toEqual(["600", "600"]);
        fs.chmodSync(file(NAME), 0o644);
        await store().replace(NAME, "another text");
        expect(names().map((name) => mode(file(name)))).toEqual(["600", "600"]);
    });

    test("says what to do when it cannot be used", () => {
        expect(store().advice).toBe(
            "Make the folder writable, or name another one in PULUMI_API_TOKENS_JOURNAL",
        );
    });

    test("describes itself and its entries by their paths", () => {
        expect(store().describe()).toBe(folder());
        expect(store().describe(NAME)).toBe(join(folder(), NAME));
    });

    test("lists no other files than entries, and has the age of no other", async () => {
        await withFiles("notes.txt", "copy.json.bak", "00.clock", FIXED, RANDOM, UNCREATED);
        expect(await store().list()).toEqual([NAME]);
        expect(await store().list(NAME)).toEqual([NAME]);
        expect([...(await store().ages()).keys()]).toEqual([NAME]);
    });

    test("that is gone lets no entry be replaced, and is not made anew", async () => {
        await expect(store().replace(NAME, "text")).rejects.toThrow("ENOENT");
        expect(fs.readdirSync(parent.path)).toEqual([]);
    });

    test("has ages by the times of its files", async () => {
        await withFiles();
        const time = Date.now() / 1000 - 3600;
        fs.utimesSync(file(NAME), time, time);
        const age = (await store().ages()).get(NAME) ?? NaN;
        expect(Math.abs(age - 3_600_000)).toBeLessThan(10_000);
    });
});

describe("what was about to take an entry's place", () => {
    test("is found under the names of this release and of earlier ones, whole or not", async () => {
        await withFiles(FIXED, RANDOM);
        fs.writeFileSync(file(`${NAME}.ffffffffffffffff.tmp`), "");
        expect((await store().unplaced(NAME)).sort()).toEqual(["", `left in ${RANDOM}`, `left in ${FIXED}`]);
    });

    test("is found where there is no entry", async () => {
        makeFolder();
        fs.writeFileSync(file(RANDOM), "text");
        expect(await store().unplaced(NAME)).toEqual(["text"]);
    });

    test("is neither what was about to be created nor what belongs to another entry", async () => {
        await withFiles(UNCREATED, OF_OTHER, `${NAME}tmp`, `x${FIXED}`, `${FIXED}.bak`);
        expect(await store().unplaced(NAME)).toEqual([]);
    });

    test("is passed over when it is gone between listing and reading", async () => {
        await withFiles(RANDOM);
        const { openSync } = fs;
        fs.writeFileSync(file(FIXED), "");
        jest.spyOn(fs, "openSync").mockImplementation((path, ...rest) => {
            fs.rmSync(file(FIXED), { force: true });
            return openSync(path, ...rest);
        });
        // `toEqual` would pass over an `undefined` at the end.
        expect(await store().unplaced(NAME)).toStrictEqual([`left in ${RANDOM}`]);
    });

    test("is read through no link: looking fails", async () => {
        await withFiles();
        fs.symlinkSync(file(NAME), file(RANDOM));
        await expect(store().unplaced(NAME)).rejects.toThrow("ELOOP");
    });

    test("stays when another text is put in place: it may be that of a process that lives", async () => {
        await withFiles(FIXED, RANDOM, UNCREATED, OF_OTHER, "notes.txt");
        const before = names();
        await store().replace(NAME, "another text");
        expect(names()).toEqual(before);
        expect(await store().unplaced(NAME)).toHaveLength(2);
        expect(await store().read(NAME)).toBe("another text");
    });

    test("is removed with its entry, and nothing else is", async () => {
        await withFiles(FIXED, RANDOM, UNCREATED, OF_OTHER, "notes.txt");
        await store().remove([NAME]);
        expect(names()).toEqual([OF_OTHER, "notes.txt"].sort());
    });

    test("is removed where there is no entry", async () => {
        await withFiles(FIXED, RANDOM);
        fs.rmSync(file(NAME));
        await store().remove([NAME]);
        expect(names()).toEqual([]);
    });
});

describe("a temporary file", () => {
    test("has a name of its own each time", async () => {
        const { openSync } = fs;
        const made: string[] = [];
        jest.spyOn(fs, "openSync").mockImplementation((path, flags, ...rest) => {
            if (Number(flags) & fs.constants.O_CREAT) {
                made.push(basename(String(path)));
            }
            return openSync(path, flags, ...rest);
        });
        await store().create(NAME, "text", ROOM);
        await store().create(NAME, "text", ROOM);
        await store().replace(NAME, "text");
        await store().ages();
        const named = (pattern: string) => expect.stringMatching(new RegExp(`^${pattern}$`)) as string;
        const reserve = named(`${NAME}\\.[0-9a-f]{16}\\.tmp`);
        const draft = named(`${NAME}\\.[0-9a-f]{16}\\.new`);
        const clock = named("[0-9a-f]{16}\\.clock");
        expect(made).toEqual([reserve, draft, reserve, draft, reserve, clock]);
        expect(new Set(made).size).toBe(made.length);
        expect(names().filter((name) => name !== NAME)).toEqual([made[0]]);
    });

    test("that a process left behind stands in the way of nobody", async () => {
        makeFolder();
        for (const name of [FIXED, `${NAME}.${process.pid}.tmp`, RANDOM, UNCREATED]) {
            fs.writeFileSync(file(name), "left");
        }
        expect(await store().create(NAME, "text", ROOM)).toBe(true);
        expect(await store().read(NAME)).toBe("text");
        expect((await store().unplaced(NAME)).filter((text) => text === "left")).toHaveLength(3);
    });
});
