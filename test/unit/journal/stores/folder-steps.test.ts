import { readdirSync, readFileSync } from "node:fs";
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { FolderStore } from "../../../../src/journal/stores/folder";
import { openStore } from "../../../../src/journal/stores/open";
import { temporaryFolder } from "../../../support/temporary-folder";
import { RecordedFiles } from "./recorded-files";

const parent = temporaryFolder();
const folder = () => join(parent.path, "journal");
const names = () => readdirSync(folder()).sort();
const text = (name = NAME) => readFileSync(join(folder(), name), "utf8");
const unique = () => randomBytes(8).toString("hex");

const NAME = "aaaaaaaaaaaa.1.json";
const OTHER = "aaaaaaaaaaaa.2.json";
const RESERVE = expect.stringMatching(/^aaaaaaaaaaaa\.1\.json\.[0-9a-f]{16}\.tmp$/) as string;
const ROOM = 100;
const NO_ROOM_LEFT = ["create", "ENOSPC"] as const;

let recorded: RecordedFiles;
let store: FolderStore;

beforeEach(() => {
    recorded = new RecordedFiles();
    store = new FolderStore(folder(), { files: recorded.files, unique, now: Date.now });
});

/** What a call does, step by step. */
async function stepsOf(call: () => Promise<unknown>): Promise<string[]> {
    recorded.steps.splice(0);
    await call();
    return recorded.steps;
}

const CREATING = [
    "makeFolder journal",
    `create ${NAME}.*.tmp`,
    `sync ${NAME}.*.tmp`,
    `create ${NAME}.*.new`,
    `sync ${NAME}.*.new`,
    `link ${NAME}.*.new to ${NAME}`,
    `remove ${NAME}.*.new`,
    "syncFolder journal",
];

describe("the order of steps", () => {
    test("has an entry's room and its text on the disk before its name, and the names after", async () => {
        expect(await stepsOf(() => store.create(NAME, "text", ROOM))).toEqual(CREATING);
    });

    test("has its creator's text in the room, and on the disk, before that takes the entry's place", async () => {
        await store.create(NAME, "text", ROOM);
        expect(await stepsOf(() => store.replace(NAME, "sealed"))).toEqual([
            `overwrite ${NAME}.*.tmp`,
            `sync ${NAME}.*.tmp`,
            `rename ${NAME}.*.tmp to ${NAME}`,
            "syncFolder journal",
        ]);
    });

    const REPLACING = [
        `create ${NAME}.*.tmp`,
        `sync ${NAME}.*.tmp`,
        `rename ${NAME}.*.tmp to ${NAME}`,
        "syncFolder journal",
    ];

    test("has somebody else's text on the disk before it takes the entry's place, and the room stays", async () => {
        await openStore(folder()).create(NAME, "text", ROOM);
        expect(await stepsOf(() => store.replace(NAME, "sealed"))).toEqual(REPLACING);
        expect({ names: names(), text: text() }).toEqual({ names: [NAME, RESERVE], text: "sealed" });
    });

    test("has a text too long for the room on the disk before it takes the entry's place, and the room goes", async () => {
        await store.create(NAME, "text", ROOM);
        const long = "x".repeat(ROOM + 1);
        const steps = await stepsOf(() => store.replace(NAME, long));
        expect(steps).toEqual([...REPLACING, `remove ${NAME}.*.tmp`]);
        expect({ names: names(), text: text() }).toEqual({ names: [NAME], text: long });
    });

    test("has what is removed gone from the disk, the entries last: without them nothing else is found", async () => {
        await store.create(NAME, "text", ROOM);
        await store.create(OTHER, "text", ROOM);
        const steps = await stepsOf(() => store.remove([NAME, OTHER]));
        expect(steps.slice(0, 2).sort()).toEqual([`remove ${NAME}.*.tmp`, `remove ${OTHER}.*.tmp`]);
        expect(steps.slice(2)).toEqual([`remove ${NAME}`, `remove ${OTHER}`, "syncFolder journal"]);
    });

    test("has nothing more to come once a call has returned", async () => {
        await store.create(NAME, "text", ROOM);
        expect(await stepsOf(() => expect(store.settled()).resolves.toBeUndefined())).toEqual([]);
    });

    test("leaves the disk as it is when something is read or listed", async () => {
        await store.create(NAME, "text", ROOM);
        expect(await stepsOf(() => store.list())).toEqual([]);
        expect(await stepsOf(() => store.read(NAME))).toEqual([]);
        expect(await stepsOf(() => store.unplaced(NAME))).toEqual([]);
    });

    test("makes a file to tell the time by, and removes it", async () => {
        await store.create(NAME, "text", ROOM);
        expect(await stepsOf(() => store.ages())).toEqual(["create *.clock", "remove *.clock"]);
    });
});

describe("the room of an entry", () => {
    test.each([
        ["as much as was asked for", "text", ROOM],
        ["what the entry itself takes, where that is more", "ü".repeat(ROOM), 2 * ROOM],
    ])("is %s: spaces in a file that is about to take its place", async (_what, created, size) => {
        await store.create(NAME, created, ROOM);
        expect(names()).toEqual([NAME, RESERVE]);
        expect(text(names()[1])).toBe(" ".repeat(size));
        expect(text()).toBe(created);
    });

    test("takes the text that its creator replaces the entry with on a disk that is full by then", async () => {
        await store.create(NAME, "text", ROOM);
        recorded.fail(...NO_ROOM_LEFT);
        await store.replace(NAME, "sealed");
        expect(text()).toBe("sealed".padEnd(ROOM));
        expect(names()).toEqual([NAME]);
    });

    test("takes a text of just as many bytes, and none of one more", async () => {
        await store.create(NAME, "text", ROOM);
        await store.create(OTHER, "text", ROOM);
        recorded.fail(...NO_ROOM_LEFT);
        await store.replace(NAME, "ü".repeat(ROOM / 2));
        expect(text()).toBe("ü".repeat(ROOM / 2));
        await expect(store.replace(OTHER, `x${"ü".repeat(ROOM / 2)}`)).rejects.toThrow("ENOSPC");
        expect(text(OTHER)).toBe("text");
    });

    test("is none where none was asked for", async () => {
        await store.create(NAME, "text");
        expect(names()).toEqual([NAME]);
    });

    test("is one entry's own", async () => {
        await store.create(NAME, "text", ROOM);
        await store.create(OTHER, "text", ROOM);
        recorded.fail(...NO_ROOM_LEFT);
        await store.replace(OTHER, "sealed second");
        await store.replace(NAME, "sealed first");
        expect([text().trimEnd(), text(OTHER).trimEnd()]).toEqual(["sealed first", "sealed second"]);
    });

    test("is there once", async () => {
        await store.create(NAME, "text", ROOM);
        await store.replace(NAME, "sealed");
        recorded.fail(...NO_ROOM_LEFT);
        await expect(store.replace(NAME, "again")).rejects.toThrow("ENOSPC");
        expect(text().trimEnd()).toBe("sealed");
    });

    test("cannot be had on a full disk: then there is no entry either", async () => {
        recorded.fail(...NO_ROOM_LEFT);
        await expect(store.create(NAME, "text", ROOM)).rejects.toThrow("ENOSPC");
        expect(names()).toEqual([]);
    });
});

describe("a step that fails", () => {
    test.each(CREATING.slice(1, 6))(
        "“%s” leaves nothing of an entry that was to be created",
        async (step) => {
            recorded.fail(step);
            await expect(store.create(NAME, "text", ROOM)).rejects.toThrow("EIO");
            recorded.fail();
            expect(names()).toEqual([]);
            expect(await store.create(NAME, "text", ROOM)).toBe(true);
        },
    );

    test("“syncFolder” takes an entry back that was to be created, with its room", async () => {
        recorded.fail("syncFolder");
        await expect(store.create(NAME, "text", ROOM)).rejects.toThrow("EIO");
        expect(names()).toEqual([]);
    });

    test("that only tidies up is passed over, and what was left is removed with the entry", async () => {
        recorded.fail(`remove ${NAME}.*`);
        expect(await store.create(NAME, "text", ROOM)).toBe(true);
        await store.replace(NAME, "sealed");
        expect(text().trimEnd()).toBe("sealed");
        expect(names()).toHaveLength(2);
        recorded.fail();
        await store.remove([NAME]);
        expect(names()).toEqual([]);
    });

    test("“remove” is not passed over where an entry is to be removed", async () => {
        await store.create(NAME, "text", ROOM);
        recorded.fail(`remove ${NAME}`);
        await expect(store.remove([NAME])).rejects.toThrow("EIO");
    });

    test.each(["overwrite", "sync", "rename"])("“%s” leaves a replaced entry as it was", async (step) => {
        await store.create(NAME, "text", ROOM);
        recorded.fail(`${step} `);
        await expect(store.replace(NAME, "sealed")).rejects.toThrow("EIO");
        expect(text()).toBe("text");
    });

    test("“rename” leaves the text of a replacement, to be found", async () => {
        await store.create(NAME, "text", ROOM);
        recorded.fail("rename");
        await expect(store.replace(NAME, "sealed")).rejects.toThrow("EIO");
        expect((await store.unplaced(NAME)).map((found) => found.trimEnd())).toEqual(["sealed"]);
    });
});

describe("a folder that cannot be synced", () => {
    test.each(["EINVAL", "ENOTSUP", "EOPNOTSUPP"])("for %s is taken as it is", async (code) => {
        recorded.fail("syncFolder", code);
        expect(await store.create(NAME, "text", ROOM)).toBe(true);
        await store.replace(NAME, "sealed");
        expect(text().trimEnd()).toBe("sealed");
        await store.remove([NAME]);
        expect(names()).toEqual([]);
    });

    test.each(["EIO", "ENOSPC", "EACCES"])("for %s is a failure of every call that writes", async (code) => {
        await store.create(NAME, "text", ROOM);
        recorded.fail("syncFolder", code);
        await expect(store.replace(NAME, "sealed")).rejects.toThrow(code);
        await expect(store.create(OTHER, "text", ROOM)).rejects.toThrow(code);
        await expect(store.remove([NAME])).rejects.toThrow(code);
    });

    test("is no excuse for a file that cannot be synced", async () => {
        recorded.fail("sync ", "EINVAL");
        await expect(store.create(NAME, "text", ROOM)).rejects.toThrow("EINVAL");
        expect(names()).toEqual([]);
    });
});

describe("the store's clock", () => {
    const age = async () => (await store.ages()).get(NAME) ?? NaN;

    test("is that of the file system, not this machine's", async () => {
        store = new FolderStore(folder(), { files: recorded.files, unique, now: () => 0 });
        await store.create(NAME, "text", ROOM);
        expect(Math.abs(await age())).toBeLessThan(10_000);
    });

    test("is this machine's where nothing can be written", async () => {
        await store.create(NAME, "text", ROOM);
        const hour = 3_600_000;
        store = new FolderStore(folder(), { files: recorded.files, unique, now: () => Date.now() + hour });
        recorded.fail("create", "EROFS");
        expect(Math.abs((await age()) - hour)).toBeLessThan(10_000);
    });

    test("is not asked where there is nothing to be told the age of", async () => {
        expect(await stepsOf(() => store.ages())).toEqual([]);
        await store.create(NAME, "text", ROOM);
        expect(await stepsOf(() => store.ages("bbbbbbbbbbbb."))).toEqual([]);
    });

    test("has no age for an entry that is gone between listing and looking", async () => {
        await store.create(NAME, "text", ROOM);
        await store.create(OTHER, "text", ROOM);
        recorded.fail(`modifiedAt ${NAME}`, "ENOENT");
        expect([...(await store.ages()).keys()]).toEqual([OTHER]);
    });

    test("that cannot be told for any other reason is a failure", async () => {
        await store.create(NAME, "text", ROOM);
        recorded.fail(`modifiedAt ${NAME}`);
        await expect(store.ages()).rejects.toThrow("EIO");
    });

    test("leaves a name that could not be removed, which is no entry", async () => {
        await store.create(NAME, "text", ROOM);
        recorded.fail("remove *.clock");
        expect(await age()).toBeLessThan(10_000);
        expect(await store.list()).toEqual([NAME]);
    });
});
