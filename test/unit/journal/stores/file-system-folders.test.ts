import fs from "node:fs";
import { join } from "node:path";
import { makeFolder, systemFiles } from "../../../../src/journal/stores/file-system";
import { temporaryFolder } from "../../../support/temporary-folder";

const parent = temporaryFolder();
const inFolder = (name: string) => join(parent.path, name);
const mode = (path: string) => (fs.statSync(path).mode & 0o777).toString(8);
const write = (text: string, path = inFolder("file")) => {
    fs.writeFileSync(path, text);
};

afterEach(() => {
    jest.restoreAllMocks();
});

describe("making a folder", () => {
    test("makes those above it, for their owner alone", async () => {
        await systemFiles.makeFolder(inFolder("a/b/c"));
        const made = ["a", "a/b", "a/b/c"].map((name) => mode(inFolder(name)));
        expect(made).toEqual(["700", "700", "700"]);
    });

    test("is the same where no promise is waited for", () => {
        makeFolder(inFolder("a/b"));
        expect([mode(inFolder("a")), mode(inFolder("a/b"))]).toEqual(["700", "700"]);
    });

    test("leaves one that is there as it is", () => {
        fs.mkdirSync(inFolder("a"), { mode: 0o755 });
        write("text", inFolder("a/file"));
        makeFolder(inFolder("a"));
        expect([mode(inFolder("a")), fs.readdirSync(inFolder("a"))]).toEqual(["755", ["file"]]);
    });

    test("is content with what another process makes meanwhile", () => {
        jest.spyOn(fs, "mkdirSync").mockImplementationOnce((path) => {
            fs.mkdirSync(path);
            throw Object.assign(new Error("EEXIST"), { code: "EEXIST" });
        });
        makeFolder(inFolder("a"));
        expect(fs.readdirSync(parent.path)).toEqual(["a"]);
    });

    test("fails where a file stands above it", () => {
        write("text");
        expect(() => {
            makeFolder(inFolder("file/a/b"));
        }).toThrow(/ENOTDIR|EEXIST/);
    });

    test("fails where its name is a link to nowhere", () => {
        fs.symlinkSync(inFolder("nowhere/deeper"), inFolder("a"));
        expect(() => {
            makeFolder(inFolder("a"));
        }).toThrow(/ENOENT|EEXIST/);
    });

    test("fails, and comes back, where the folder above takes none", () => {
        expect(() => {
            makeFolder("/proc/api-tokens");
        }).toThrow("ENOENT");
    });
});

describe("what a folder is", () => {
    const facts = (path = inFolder("a")) => systemFiles.factsOf(path);
    const OURS = { isFolder: true, isOurs: true, isPrivate: true };

    test("is not known where there is none", async () => {
        expect(await facts()).toBeUndefined();
    });

    test("is a folder of ours and for us alone when it was made here", async () => {
        makeFolder(inFolder("a"));
        expect(await facts()).toEqual(OURS);
    });

    test.each([0o710, 0o720, 0o740, 0o701, 0o702, 0o704])(
        "is not private when others may use it: %d",
        async (bits) => {
            fs.mkdirSync(inFolder("a"));
            fs.chmodSync(inFolder("a"), bits);
            expect(await facts()).toEqual({ ...OURS, isPrivate: false });
        },
    );

    test("is not ours when another user owns it", async () => {
        makeFolder(inFolder("a"));
        jest.spyOn(process, "getuid").mockReturnValue(fs.statSync(inFolder("a")).uid + 1);
        expect(await facts()).toEqual({ ...OURS, isOurs: false });
    });

    test("is ours and private on a system without users", async () => {
        fs.mkdirSync(inFolder("a"));
        fs.chmodSync(inFolder("a"), 0o777);
        const { getuid } = process;
        Object.assign(process, { getuid: undefined });
        try {
            expect(await facts()).toEqual(OURS);
        } finally {
            Object.assign(process, { getuid });
        }
    });

    test("is no folder when it is a file, or a link, to whatever", async () => {
        write("text");
        fs.symlinkSync(parent.path, inFolder("link"));
        fs.symlinkSync(inFolder("nowhere"), inFolder("dangling"));
        for (const name of ["file", "link", "dangling"]) {
            expect(await facts(inFolder(name))).toMatchObject({ isFolder: false });
        }
    });
});
