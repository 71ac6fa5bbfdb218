import fs from "node:fs";
import { join } from "node:path";
import { systemFiles } from "../../../../src/journal/stores/file-system";
import { temporaryFolder } from "../../../support/temporary-folder";

const parent = temporaryFolder();
const inFolder = (name: string) => join(parent.path, name);
const file = () => inFolder("file");
const other = () => inFolder("other");
const mode = (path: string) => (fs.statSync(path).mode & 0o777).toString(8);
const read = (path = file()) => fs.readFileSync(path, "utf8");
const write = (text: string, path = file()) => {
    fs.writeFileSync(path, text);
};

afterEach(() => {
    jest.restoreAllMocks();
});

describe("creating a file", () => {
    test("writes the whole text, for nobody else to read", async () => {
        const text = `${"ü€😀".repeat(10_000)}\n`;
        await systemFiles.create(file(), text);
        expect(read()).toBe(text);
        expect(mode(file())).toBe("600");
    });

    test("fails where the file is there already, which stays as it is", async () => {
        write("of another process");
        await expect(systemFiles.create(file(), "text")).rejects.toMatchObject({ code: "EEXIST" });
        expect(read()).toBe("of another process");
    });

    test("goes through no link, wherever it leads", async () => {
        fs.symlinkSync(other(), file());
        await expect(systemFiles.create(file(), "text")).rejects.toMatchObject({ code: "EEXIST" });
        expect(fs.existsSync(other())).toBe(false);
    });

    test("fails where there is no folder, and makes none", async () => {
        await expect(systemFiles.create(inFolder("a/b"), "text")).rejects.toMatchObject({ code: "ENOENT" });
        expect(fs.readdirSync(parent.path)).toEqual([]);
    });
});

describe("writing over a file", () => {
    test("puts a text of the same length in the place of what was there", async () => {
        write("before");
        await systemFiles.overwrite(file(), "behind");
        expect(read()).toBe("behind");
    });

    test("keeps what the file has taken of the disk", async () => {
        write("before");
        const { openSync } = fs;
        const flags: number[] = [];
        jest.spyOn(fs, "openSync").mockImplementation((path, how, ...rest) => {
            flags.push(Number(how));
            return openSync(path, how, ...rest);
        });
        await systemFiles.overwrite(file(), "behind");
        expect(flags.map((how) => how & (fs.constants.O_TRUNC | fs.constants.O_CREAT))).toEqual([0]);
    });

    test("makes no file that is not there", async () => {
        await expect(systemFiles.overwrite(file(), "text")).rejects.toMatchObject({ code: "ENOENT" });
        expect(fs.readdirSync(parent.path)).toEqual([]);
    });

    test("goes through no link", async () => {
        write("before", other());
        fs.symlinkSync(other(), file());
        await expect(systemFiles.overwrite(file(), "behind")).rejects.toMatchObject({ code: "ELOOP" });
        expect(read(other())).toBe("before");
    });
});

describe("reading a file", () => {
    test("gives its whole text", async () => {
        const text = `\uFEFF${"ü€😀".repeat(10_000)}\n`;
        write(text);
        expect(await systemFiles.read(file())).toBe(text);
    });

    test("goes through no link", async () => {
        write("text", other());
        fs.symlinkSync(other(), file());
        await expect(systemFiles.read(file())).rejects.toMatchObject({ code: "ELOOP" });
    });

    test("fails where there is none, or a folder in its place", async () => {
        await expect(systemFiles.read(file())).rejects.toMatchObject({ code: "ENOENT" });
        await expect(systemFiles.read(parent.path)).rejects.toMatchObject({ code: "EISDIR" });
    });
});

describe("bringing to the disk", () => {
    /** What is opened, and synced before it is closed. */
    const synced = () => {
        const { openSync, fsyncSync, closeSync } = fs;
        const opened = new Map<number, string>();
        const paths: string[] = [];
        jest.spyOn(fs, "openSync").mockImplementation((path, ...rest) => {
            const descriptor = openSync(path, ...rest);
            opened.set(descriptor, String(path));
            return descriptor;
        });
        jest.spyOn(fs, "fsyncSync").mockImplementation((descriptor) => {
            paths.push(opened.get(descriptor) ?? "?");
            fsyncSync(descriptor);
        });
        jest.spyOn(fs, "closeSync").mockImplementation((descriptor) => {
            opened.delete(descriptor);
            closeSync(descriptor);
        });
        return paths;
    };

    test("happens to the file that is named", async () => {
        write("text");
        const paths = synced();
        await systemFiles.sync(file());
        expect(paths).toEqual([file()]);
    });

    test("happens to the folder that is named", async () => {
        const paths = synced();
        await systemFiles.syncFolder(parent.path);
        expect(paths).toEqual([parent.path]);
    });

    test("fails when the system says that it has", async () => {
        write("text");
        jest.spyOn(fs, "fsyncSync").mockImplementation(() => {
            throw Object.assign(new Error("EIO"), { code: "EIO" });
        });
        await expect(systemFiles.sync(file())).rejects.toMatchObject({ code: "EIO" });
        await expect(systemFiles.syncFolder(parent.path)).rejects.toMatchObject({ code: "EIO" });
    });

    test("fails where there is nothing, and goes through no link", async () => {
        await expect(systemFiles.sync(file())).rejects.toMatchObject({ code: "ENOENT" });
        fs.symlinkSync(parent.path, file());
        await expect(systemFiles.syncFolder(file())).rejects.toMatchObject({ code: "ELOOP" });
    });
});

describe("giving a file a name", () => {
    test("that is free works, and the file has both names", async () => {
        write("text");
        await systemFiles.link(file(), other());
        expect([read(), read(other())]).toEqual(["text", "text"]);
    });

    test("that is taken fails, and leaves what has it", async () => {
        write("text");
        write("taken", other());
        await expect(systemFiles.link(file(), other())).rejects.toMatchObject({ code: "EEXIST" });
        expect(read(other())).toBe("taken");
    });

    test("by moving it takes the place of what had the name", async () => {
        write("text");
        write("taken", other());
        await systemFiles.rename(file(), other());
        expect(fs.readdirSync(parent.path)).toEqual(["other"]);
        expect(read(other())).toBe("text");
    });
});

test("a file is removed, and one that is gone is no reason to fail", async () => {
    write("text");
    write("other", other());
    await systemFiles.remove(file());
    await systemFiles.remove(file());
    expect(fs.readdirSync(parent.path)).toEqual(["other"]);
});

test("a folder in a file's place is not removed", async () => {
    fs.mkdirSync(file());
    await expect(systemFiles.remove(file())).rejects.toThrow();
    expect(fs.readdirSync(parent.path)).toEqual(["file"]);
});

test("a folder's names are listed, and a missing folder has none to list", async () => {
    write("text");
    expect(await systemFiles.list(parent.path)).toEqual(["file"]);
    await expect(systemFiles.list(inFolder("missing"))).rejects.toMatchObject({ code: "ENOENT" });
});

test("a file has the time at which it was written last", async () => {
    write("text");
    fs.utimesSync(file(), 1_000_000_000, 1_234_567_890.5);
    expect(await systemFiles.modifiedAt(file())).toBe(1_234_567_890_500);
    await expect(systemFiles.modifiedAt(other())).rejects.toMatchObject({ code: "ENOENT" });
});

test("no descriptor stays open, whatever the outcome", async () => {
    await systemFiles.create(file(), "text");
    const before = fs.readdirSync("/dev/fd").length;
    for (let round = 0; round < 20; round++) {
        await systemFiles.overwrite(file(), "text");
        await systemFiles.sync(file());
        await systemFiles.read(file());
        await systemFiles.syncFolder(parent.path);
        await expect(systemFiles.read(parent.path)).rejects.toThrow("EISDIR");
        await expect(systemFiles.create(file(), "text")).rejects.toThrow("EEXIST");
    }
    expect(fs.readdirSync("/dev/fd").length).toBeLessThan(before + 10);
});
