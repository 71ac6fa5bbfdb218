import { ApiTokenError } from "../../../../src/base/errors";
import type { EntryService } from "../../../../src/journal/stores/entry-service";
import { RemoteStage } from "../../../support/remote-stage";

const stage = new RemoteStage();
const FIRST = "aaaaaaaaaaaa.1.json";
const SECOND = "aaaaaaaaaaaa.2.json";
const OTHER = "bbbbbbbbbbbb.1.json";
const PROBE = ".conditions";

describe("a journal in a service", () => {
    test("says where it and its entries are, and what to do when it cannot be used", () => {
        const store = stage.store();
        expect(store.describe()).toBe("s3://bucket/");
        expect(store.describe(FIRST)).toBe(`s3://bucket/${FIRST}`);
        expect(store.advice).toBe(
            "See that the journal's service can be reached and written from here, or name another journal in PULUMI_API_TOKENS_JOURNAL",
        );
    });

    test("passes its own address on as one without an entry's name", () => {
        const names: (string | undefined)[] = [];
        const store = stage.store({ describe: (name) => `${names.push(name)}` });
        store.describe();
        store.describe(FIRST);
        expect(names).toEqual([undefined, FIRST]);
    });

    test("lists all entries, or those that begin with a prefix, by one request each", async () => {
        for (const name of [FIRST, SECOND, OTHER]) {
            stage.service.hold(name, "text");
        }
        const store = stage.store();
        expect(await store.list()).toEqual([FIRST, SECOND, OTHER]);
        expect(await store.list("aaaaaaaaaaaa.")).toEqual([FIRST, SECOND]);
        expect(stage.service.calls).toEqual(["list ", "list aaaaaaaaaaaa."]);
    });

    test("tells the ages of all entries, or of those that begin with a prefix, as the service has them", async () => {
        const listed = [
            { name: FIRST, age: 7 },
            { name: OTHER, age: 9000 },
        ];
        const prefixes: string[] = [];
        stage.service.list = (prefix) => {
            prefixes.push(prefix);
            return Promise.resolve(listed);
        };
        const ages = new Map([
            [FIRST, 7],
            [OTHER, 9000],
        ]);
        expect(await stage.store().ages()).toEqual(ages);
        await stage.store().ages("aaaaaaaaaaaa.");
        expect(prefixes).toEqual(["", "aaaaaaaaaaaa."]);
    });

    test("leaves out of list and ages what it has put there to try the service", async () => {
        const store = stage.store();
        await store.create(FIRST, "text");
        expect(stage.service.names()).toEqual([PROBE, FIRST]);
        expect(await store.list()).toEqual([FIRST]);
        expect([...(await store.ages()).keys()]).toEqual([FIRST]);
    });

    test("reads the text of an entry, and none where there is none", async () => {
        stage.service.hold(FIRST, "text");
        expect(await stage.store().read(FIRST)).toBe("text");
        expect(await stage.store().read(SECOND)).toBeUndefined();
        expect(stage.service.calls).toEqual([`get ${FIRST}`, `get ${SECOND}`]);
    });
});

describe("the service's driver", () => {
    test("is not loaded before the service is needed", async () => {
        const store = stage.store();
        store.describe();
        await store.unplaced(FIRST);
        await store.settled();
        await store.remove([]);
        expect(stage.opened).toBe(0);
    });

    test("is loaded once, for whatever is asked for in turn or at once", async () => {
        const store = stage.store();
        await Promise.all([store.list(), store.ages(), store.read(FIRST)]);
        await store.create(FIRST, "text");
        await store.replace(FIRST, "another text");
        await store.remove([FIRST]);
        expect(stage.opened).toBe(1);
    });

    test("that is missing fails every call with its own words, without a second try", async () => {
        const missing = new ApiTokenError("ERR_INPUT", "needs the driver");
        const store = stage.store({ open: () => Promise.reject<EntryService>(missing) });
        await expect(store.list()).rejects.toBe(missing);
        await expect(store.ages()).rejects.toBe(missing);
        await expect(store.read(FIRST)).rejects.toBe(missing);
        await expect(store.create(FIRST, "text")).rejects.toBe(missing);
        await expect(store.remove([FIRST])).rejects.toBe(missing);
        expect(stage.pauses).toEqual([]);
    });
});

test("a driver that could not be loaded is loaded again when it is needed next", async () => {
    const answers = [
        Promise.reject<EntryService>(new Error("the disk failed")),
        Promise.resolve(stage.service),
    ];
    const store = stage.store({
        open: () => answers.shift() ?? Promise.reject(new Error("asked too often")),
    });
    await expect(store.list()).rejects.toThrow("the disk failed");
    expect(await store.list()).toEqual([]);
    expect(await store.list()).toEqual([]);
});

describe("what could not be put in place", () => {
    const leave = (text = "sealed") => stage.local.create(FIRST, text);

    test("is nothing where this machine has nothing of the entry: the service is not asked", async () => {
        await stage.local.create(OTHER, "of another");
        expect(await stage.store().unplaced(FIRST)).toEqual([]);
        expect(stage.service.calls).toEqual([]);
    });

    test("is put in place when it is looked for, and is on this machine no more", async () => {
        await leave();
        stage.service.hold(FIRST, "intent");
        expect(await stage.store().unplaced(FIRST)).toEqual(["sealed"]);
        expect(stage.service.calls).toEqual([`put ${FIRST}`]);
        expect(stage.service.textOf(FIRST)).toBe("sealed");
        expect(await stage.local.list()).toEqual([]);
        expect(await stage.store().unplaced(FIRST)).toEqual([]);
    });

    test("is found all the same, and kept, when the service does not take it: that is not tried again now", async () => {
        await leave();
        stage.service.meet("put", new Error("no way there"));
        expect(await stage.store().unplaced(FIRST)).toEqual(["sealed"]);
        expect(await stage.local.read(FIRST)).toBe("sealed");
        expect(stage.pauses).toEqual([]);
        expect(await stage.store().unplaced(FIRST)).toEqual(["sealed"]);
        expect(stage.service.textOf(FIRST)).toBe("sealed");
    });

    test("is found all the same when the driver is missing", async () => {
        await leave();
        const store = stage.store({ open: () => Promise.reject<EntryService>(new Error("not installed")) });
        expect(await store.unplaced(FIRST)).toEqual(["sealed"]);
        expect(await stage.local.read(FIRST)).toBe("sealed");
    });

    test("is nothing where this machine's folder cannot be read", async () => {
        await leave();
        const store = stage.store({ local: stage.brokenLocal("EACCES", "read") });
        expect(await store.unplaced(FIRST)).toEqual([]);
        expect(stage.service.calls).toEqual([]);
    });
});

describe("removing", () => {
    test("removes entries from the service in their order, and from this machine", async () => {
        for (const name of [FIRST, SECOND, OTHER]) {
            stage.service.hold(name, "text");
        }
        await stage.local.create(SECOND, "sealed");
        const { local } = stage;
        await stage.store({ local }).remove([SECOND, FIRST]);
        expect(stage.service.calls).toEqual([`delete ${SECOND}`, `delete ${FIRST}`]);
        expect(stage.service.names()).toEqual([OTHER]);
        expect(local.calls).toEqual([`read ${SECOND}`, `remove ${SECOND}`, `read ${FIRST}`]);
        expect(await stage.local.list()).toEqual([]);
    });

    test("that fails leaves what is on this machine, and the entries after it", async () => {
        await stage.local.create(FIRST, "sealed");
        const failure = new Error("read only");
        stage.service.meet("delete", failure);
        await expect(stage.store().remove([FIRST, SECOND])).rejects.toBe(failure);
        expect(await stage.local.read(FIRST)).toBe("sealed");
        expect(stage.service.calls).toEqual([`delete ${FIRST}`]);
    });

    test("needs no folder on this machine", async () => {
        stage.service.hold(FIRST, "text");
        await stage.local.create(FIRST, "sealed");
        await stage.store({ local: stage.brokenLocal("EACCES", "read") }).remove([FIRST]);
        await stage.store({ local: stage.brokenLocal("EROFS", "remove") }).remove([FIRST]);
        expect(stage.service.names()).toEqual([]);
    });
});
