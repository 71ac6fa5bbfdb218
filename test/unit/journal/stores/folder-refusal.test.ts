import fs from "node:fs";
import { join } from "node:path";
import { JournalRefusal, type JournalStore } from "../../../../src/journal/store";
import { openStore } from "../../../../src/journal/stores/open";
import { temporaryFolder } from "../../../support/temporary-folder";

const parent = temporaryFolder();
const folder = () => join(parent.path, "journal");
const store = () => openStore(folder());
const NAME = "aaaaaaaaaaaa.1.json";

/** Every call but the one that puts a new token in the place of an intent: that looked when it was created. */
const CALLS: [string, (store: JournalStore) => Promise<unknown>][] = [
    ["list", (one) => one.list()],
    ["ages", (one) => one.ages()],
    ["read", (one) => one.read(NAME)],
    ["unplaced", (one) => one.unplaced(NAME)],
    ["create", (one) => one.create(NAME, "text", 100)],
    ["remove", (one) => one.remove([NAME])],
];

const IS_OPEN = "is open to other users. Close it: chmod 700 ";
const IS_THEIRS = "belongs to another user. Name a folder of your own in PULUMI_API_TOKENS_JOURNAL";
const IS_NONE = "is no folder, or a link to one. Name the folder itself in PULUMI_API_TOKENS_JOURNAL";

/** The folder as it should be, with an entry. */
async function used(): Promise<void> {
    await store().create(NAME, "text", 100);
}

const REFUSED: [string, () => Promise<void>, string][] = [
    [
        "that a group may enter",
        async () => {
            await used();
            fs.chmodSync(folder(), 0o710);
        },
        IS_OPEN,
    ],
    [
        "that everybody may read",
        async () => {
            await used();
            fs.chmodSync(folder(), 0o704);
        },
        IS_OPEN,
    ],
    [
        "of another user",
        async () => {
            await used();
            jest.spyOn(process, "getuid").mockReturnValue(fs.statSync(folder()).uid + 1);
        },
        IS_THEIRS,
    ],
    [
        "of another user that is open besides",
        async () => {
            await used();
            fs.chmodSync(folder(), 0o777);
            jest.spyOn(process, "getuid").mockReturnValue(fs.statSync(folder()).uid + 1);
        },
        IS_THEIRS,
    ],
    [
        "that is a file",
        () => {
            fs.writeFileSync(folder(), "", { mode: 0o600 });
            return Promise.resolve();
        },
        IS_NONE,
    ],
    [
        "that is a link to a folder",
        async () => {
            await used();
            fs.renameSync(folder(), `${folder()}.real`);
            fs.symlinkSync(`${folder()}.real`, folder());
        },
        IS_NONE,
    ],
];

afterEach(() => {
    jest.restoreAllMocks();
});

describe.each(REFUSED)("a folder %s", (_name, prepare, why) => {
    test.each(CALLS)("is refused by %s, with words that say what to do", async (_call, run) => {
        await prepare();
        const refusal = await run(store()).catch((error: unknown) => error);
        expect(refusal).toBeInstanceOf(JournalRefusal);
        const end = why === IS_OPEN ? folder() : "";
        expect((refusal as Error).message).toBe(`the journal's folder ${folder()} ${why}${end}`);
    });

    test("stays as it is", async () => {
        await prepare();
        const before = fs.lstatSync(folder()).isDirectory() ? fs.readdirSync(folder()) : [];
        await store()
            .create("aaaaaaaaaaaa.2.json", "text", 100)
            .catch(() => undefined);
        expect(fs.lstatSync(folder()).isDirectory() ? fs.readdirSync(folder()) : []).toEqual(before);
    });
});

test("a folder that is refused is taken once it is closed", async () => {
    await used();
    fs.chmodSync(folder(), 0o755);
    await expect(store().read(NAME)).rejects.toThrow(JournalRefusal);
    fs.chmodSync(folder(), 0o700);
    expect(await store().read(NAME)).toBe("text");
});

test("a folder that its owner may not write is no reason to refuse it", async () => {
    await used();
    fs.chmodSync(folder(), 0o500);
    expect(await store().list()).toEqual([NAME]);
    expect(await store().read(NAME)).toBe("text");
    fs.chmodSync(folder(), 0o700);
});

test.each(CALLS.filter(([call]) => call !== "create" && call !== "remove"))(
    "a link to nowhere is refused by %s: it could lead anywhere later",
    async (_call, run) => {
        fs.symlinkSync(join(parent.path, "nowhere", "deeper"), folder());
        await expect(run(store())).rejects.toThrow(IS_NONE);
    },
);

test("a link to nowhere takes no entry", async () => {
    fs.symlinkSync(join(parent.path, "nowhere", "deeper"), folder());
    await expect(store().create(NAME, "text", 100)).rejects.toThrow(/EEXIST|ENOENT/);
    expect(fs.existsSync(join(parent.path, "nowhere"))).toBe(false);
});

test("a link that leads to itself is refused", async () => {
    fs.symlinkSync(folder(), folder());
    await expect(store().list()).rejects.toThrow(JournalRefusal);
});

test("where a file stands above the folder, no entry can be created", async () => {
    fs.writeFileSync(folder(), "");
    const below = openStore(join(folder(), "deeper"));
    await expect(below.create(NAME, "text", 100)).rejects.toThrow(/ENOTDIR|EEXIST/);
    expect(fs.readFileSync(folder(), "utf8")).toBe("");
});

test("where a file stands above the folder, there is nothing to be found", async () => {
    fs.writeFileSync(folder(), "");
    const below = openStore(join(folder(), "deeper"));
    expect(await below.list()).toEqual([]);
    expect(await below.read(NAME)).toBeUndefined();
    expect(await below.unplaced(NAME)).toEqual([]);
});
