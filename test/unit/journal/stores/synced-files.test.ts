import {
    existsSync,
    mkdirSync,
    readdirSync,
    readFileSync,
    statSync,
    symlinkSync,
    writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { createFile, removeFiles, replaceFile } from "../../../../src/journal/stores/synced-files";
import { temporaryFolder } from "../../../support/temporary-folder";

const parent = temporaryFolder();
const inFolder = (name: string) => join(parent.path, "a", "b", name);
const create = (content: string) => createFile(inFolder("file"), content, inFolder("file.1.tmp"));
const mode = (file: string) => (statSync(file).mode & 0o777).toString(8);

describe("creating a file", () => {
    test("writes the whole content, makes missing folders and leaves nothing else behind", () => {
        const content = `${"ü€😀".repeat(10_000)}\n`;
        expect(create(content)).toBe(true);
        expect(readFileSync(inFolder("file"), "utf8")).toBe(content);
        expect(readdirSync(inFolder("."))).toEqual(["file"]);
    });

    test("lets nobody else read the file or look into the folder", () => {
        create("content");
        expect([mode(inFolder("file")), mode(inFolder("."))]).toEqual(["600", "700"]);
    });

    test("leaves one that exists as it is, says so, and leaves nothing else behind", () => {
        create("first");
        expect(create("second")).toBe(false);
        expect(readFileSync(inFolder("file"), "utf8")).toBe("first");
        expect(readdirSync(inFolder("."))).toEqual(["file"]);
    });

    test("works in a folder that exists, and beside what an earlier run left behind", () => {
        mkdirSync(inFolder("."), { recursive: true });
        writeFileSync(inFolder("file.2.tmp"), "a longer content left behind");
        expect(create("content")).toBe(true);
        expect(readFileSync(inFolder("file"), "utf8")).toBe("content");
        expect(readFileSync(inFolder("file.2.tmp"), "utf8")).toBe("a longer content left behind");
    });

    test("fails where the temporary file is there already, which stays as it is", () => {
        mkdirSync(inFolder("."), { recursive: true });
        writeFileSync(inFolder("file.1.tmp"), "of another process");
        expect(() => create("content")).toThrow("EEXIST");
        expect(readdirSync(inFolder("."))).toEqual(["file.1.tmp"]);
        expect(readFileSync(inFolder("file.1.tmp"), "utf8")).toBe("of another process");
    });

    test("fails where a file stands in the folder's place, and says why", () => {
        writeFileSync(join(parent.path, "a"), "");
        expect(() => create("content")).toThrow(/ENOTDIR|EEXIST/);
    });

    test("fails where the folder is a link to nowhere", () => {
        symlinkSync(join(parent.path, "nowhere", "deeper"), join(parent.path, "a"));
        expect(() => create("content")).toThrow(/ENOENT|EEXIST/);
    });

    test("fails for any other reason than an existing file, and leaves nothing behind", () => {
        mkdirSync(inFolder("."), { recursive: true });
        expect(() => createFile(inFolder("x".repeat(300)), "content", inFolder("tmp"))).toThrow(
            "ENAMETOOLONG",
        );
        expect(readdirSync(inFolder("."))).toEqual([]);
    });
});

describe("replacing a file", () => {
    test("puts the other content in its place, for nobody else to read, and leaves nothing else behind", () => {
        create("a first content that is longer");
        replaceFile(inFolder("file"), "second", inFolder("file.tmp"));
        expect(readFileSync(inFolder("file"), "utf8")).toBe("second");
        expect(mode(inFolder("file"))).toBe("600");
        expect(readdirSync(inFolder("."))).toEqual(["file"]);
    });

    test("fails when the folder is gone, and makes none", () => {
        expect(() => {
            replaceFile(inFolder("file"), "content", inFolder("file.tmp"));
        }).toThrow("ENOENT");
        expect(existsSync(inFolder("."))).toBe(false);
    });

    test("that fails leaves the content as it was", () => {
        create("first");
        mkdirSync(inFolder("file.tmp"));
        expect(() => {
            replaceFile(inFolder("file"), "second", inFolder("file.tmp"));
        }).toThrow("EEXIST");
        expect(readFileSync(inFolder("file"), "utf8")).toBe("first");
    });

    test("fails where the temporary file is there already, which stays as it is", () => {
        create("first");
        writeFileSync(inFolder("file.tmp"), "of another process");
        expect(() => {
            replaceFile(inFolder("file"), "second", inFolder("file.tmp"));
        }).toThrow("EEXIST");
        expect(readFileSync(inFolder("file"), "utf8")).toBe("first");
        expect(readFileSync(inFolder("file.tmp"), "utf8")).toBe("of another process");
    });
});

describe("removing files", () => {
    test("removes those that are named and there, and no other", () => {
        create("content");
        writeFileSync(inFolder("other"), "");
        removeFiles(inFolder("."), [inFolder("missing"), inFolder("file")]);
        expect(readdirSync(inFolder("."))).toEqual(["other"]);
    });

    test("fails when the folder is gone", () => {
        expect(() => {
            removeFiles(inFolder("."), []);
        }).toThrow("ENOENT");
    });
});

test("no descriptor stays open, whatever the outcome", () => {
    create("warm up");
    const before = readdirSync("/dev/fd").length;
    for (let round = 0; round < 20; round++) {
        create("content");
        replaceFile(inFolder("file"), "other", inFolder("file.tmp"));
        expect(() => {
            createFile(inFolder("x".repeat(300)), "content", inFolder("tmp"));
        }).toThrow("ENAMETOOLONG");
    }
    expect(readdirSync("/dev/fd").length).toBeLessThan(before + 10);
});
