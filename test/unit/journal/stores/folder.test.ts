import fs from "node:fs";
import { basename, join } from "node:path";
import { FolderStore } from "../../../../src/journal/stores/folder";
import { describeJournalStore } from "../../../support/journal-store-contract";
import { temporaryFolder } from "../../../support/temporary-folder";

const parent = temporaryFolder();
const folder = () => join(parent.path, "a", "journal");
const file = (name: string) => join(folder(), name);
const store = () => new FolderStore(folder());
const mode = (path: string) => (fs.statSync(path).mode & 0o777).toString(8);
const names = () => fs.readdirSync(folder()).sort();

const NAME = "aaaaaaaaaaaa.1.json";
const OTHER = "aaaaaaaaaaaa.11.json";
/** What a process that died left in the folder: by an earlier release, and by this one. */
const FIXED = `${NAME}.tmp`;
const RANDOM = `${NAME}.0123456789abcdef.tmp`;
const UNCREATED = `${NAME}.0123456789abcdef.new`;
const OF_OTHER = `${OTHER}.0123456789abcdef.tmp`;

/** An entry, with files of these names beside it. */
async function withFiles(...others: string[]): Promise<void> {
    await store().create(NAME, "text");
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
        await store().read(NAME);
        await store().unplaced(NAME);
        expect(fs.readdirSync(parent.path)).toEqual([]);
        await store().create(NAME, "text");
        expect(names()).toEqual([NAME]);
    });

    test("and its files are for their owner alone, created or replaced", async () => {
        await store().create(NAME, "text");
        expect([mode(folder()), mode(file(NAME))]).toEqual(["700", "600"]);
        fs.chmodSync(file(NAME), 0o644);
        await store().replace(NAME, "another text");
        expect(mode(file(NAME))).toBe("600");
    });

    test("describes itself and its entries by their paths", () => {
        expect(store().describe()).toBe(folder());
        expect(store().describe(NAME)).toBe(join(folder(), NAME));
    });

    test("lists no other files than entries", async () => {
        await withFiles("notes.txt", "copy.json.bak", FIXED, RANDOM, UNCREATED);
        expect(await store().list()).toEqual([NAME]);
        expect(await store().list(NAME)).toEqual([NAME]);
    });

    test("that is a file holds nothing, and no entry can be created", async () => {
        fs.mkdirSync(join(parent.path, "a"));
        fs.writeFileSync(folder(), "");
        expect(await store().list()).toEqual([]);
        expect(await store().read(NAME)).toBeUndefined();
        expect(await store().unplaced(NAME)).toEqual([]);
        await expect(store().create(NAME, "text")).rejects.toThrow(/EEXIST|ENOTDIR/);
    });

    test("that is gone lets no entry be replaced, and is not made anew", async () => {
        await expect(store().replace(NAME, "text")).rejects.toThrow("ENOENT");
        expect(fs.readdirSync(parent.path)).toEqual([]);
    });

    test("that cannot be read makes looking and listing fail", async () => {
        fs.mkdirSync(join(parent.path, "a"));
        fs.symlinkSync(folder(), folder());
        await expect(store().list()).rejects.toThrow("ELOOP");
        await expect(store().read(NAME)).rejects.toThrow("ELOOP");
        await expect(store().unplaced(NAME)).rejects.toThrow("ELOOP");
    });
});

describe("a temporary file", () => {
    /** What is opened to be written, and how. */
    const opened = () => {
        const { openSync } = fs;
        const calls: [string, fs.OpenMode][] = [];
        jest.spyOn(fs, "openSync").mockImplementation((path, flags, ...rest) => {
            calls.push([basename(String(path)), flags]);
            return openSync(path, flags, ...rest);
        });
        return () => calls.filter(([, flags]) => flags !== "r");
    };

    test("has a name of its own each time, and is opened only where none of that name is", async () => {
        const calls = opened();
        await store().create(NAME, "text");
        await store().create(NAME, "text");
        await store().replace(NAME, "text");
        await store().replace(NAME, "text");
        const hex = "[0-9a-f]{16}";
        const created = expect.stringMatching(new RegExp(`^${NAME}\\.${hex}\\.new$`)) as string;
        const replaced = expect.stringMatching(new RegExp(`^${NAME}\\.${hex}\\.tmp$`)) as string;
        expect(calls()).toEqual([
            [created, "wx"],
            [created, "wx"],
            [replaced, "wx"],
            [replaced, "wx"],
        ]);
        expect(new Set(calls().map(([name]) => name)).size).toBe(4);
        expect(names()).toEqual([NAME]);
    });

    test("that a process left behind stands in the way of nobody", async () => {
        fs.mkdirSync(folder(), { recursive: true });
        for (const name of [FIXED, `${NAME}.${process.pid}.tmp`, RANDOM, UNCREATED]) {
            fs.writeFileSync(file(name), "left");
        }
        expect(await store().create(NAME, "text")).toBe(true);
        expect(await store().read(NAME)).toBe("text");
    });
});

describe("what was about to take an entry's place", () => {
    test("is found under the names of this release and of earlier ones, whole or not", async () => {
        await withFiles(FIXED, RANDOM);
        fs.writeFileSync(file(`${NAME}.ffffffffffffffff.tmp`), "");
        expect((await store().unplaced(NAME)).sort()).toEqual(["", `left in ${RANDOM}`, `left in ${FIXED}`]);
    });

    test("is found where there is no entry", async () => {
        fs.mkdirSync(folder(), { recursive: true });
        fs.writeFileSync(file(RANDOM), "text");
        expect(await store().unplaced(NAME)).toEqual(["text"]);
    });

    test("is neither what was about to be created nor what belongs to another entry", async () => {
        await withFiles(UNCREATED, OF_OTHER, `${NAME}tmp`, `x${FIXED}`, `${FIXED}.bak`);
        expect(await store().unplaced(NAME)).toEqual([]);
    });

    test("is passed over when it is gone between listing and reading", async () => {
        await withFiles(RANDOM);
        fs.symlinkSync("nowhere", file(FIXED));
        expect(await store().unplaced(NAME)).toEqual([`left in ${RANDOM}`]);
    });

    test("is still found when it could not take its place, and the entry is as it was", async () => {
        await withFiles();
        jest.spyOn(fs, "renameSync").mockImplementationOnce(() => {
            throw new Error("EIO");
        });
        await expect(store().replace(NAME, "sealed")).rejects.toThrow("EIO");
        expect(await store().read(NAME)).toBe("text");
        expect(await store().unplaced(NAME)).toEqual(["sealed"]);
    });

    test("is removed once another text is in place, and nothing else is", async () => {
        await withFiles(FIXED, RANDOM, OF_OTHER, "notes.txt");
        await store().replace(NAME, "another text");
        expect(await store().unplaced(NAME)).toEqual([]);
        expect(names()).toEqual([NAME, OF_OTHER, "notes.txt"].sort());
        expect(await store().read(NAME)).toBe("another text");
    });

    test("is removed with its entry, and nothing else is", async () => {
        await withFiles(FIXED, RANDOM, OF_OTHER, "notes.txt");
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
