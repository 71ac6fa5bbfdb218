import fs from "node:fs";
import { basename, join } from "node:path";
import { createFile, removeFiles, replaceFile } from "../../../../src/journal/stores/synced-files";
import { temporaryFolder } from "../../../support/temporary-folder";

const parent = temporaryFolder();
const file = () => join(parent.path, "folder", "file");
let steps: string[];

/** Writes down what is done to which file, in the order in which it reaches the system. */
beforeEach(() => {
    steps = [];
    createFile(file(), "first", `${file()}.tmp`);
    const { openSync, fsyncSync, linkSync, renameSync, rmSync } = fs;
    const opened = new Map<number, string>();
    const name = (path: fs.PathLike) => basename(String(path));
    jest.spyOn(fs, "openSync").mockImplementation((path, ...rest) => {
        const descriptor = openSync(path, ...rest);
        opened.set(descriptor, name(path));
        return descriptor;
    });
    jest.spyOn(fs, "fsyncSync").mockImplementation((descriptor) => {
        steps.push(`sync ${opened.get(descriptor) ?? "?"}`);
        fsyncSync(descriptor);
    });
    jest.spyOn(fs, "linkSync").mockImplementation((from, to) => {
        steps.push(`link ${name(from)} to ${name(to)}`);
        linkSync(from, to);
    });
    jest.spyOn(fs, "renameSync").mockImplementation((from, to) => {
        steps.push(`rename ${name(from)} to ${name(to)}`);
        renameSync(from, to);
    });
    jest.spyOn(fs, "rmSync").mockImplementation((path, options) => {
        steps.push(`remove ${name(path)}`);
        rmSync(path, options);
    });
});

afterEach(() => {
    jest.restoreAllMocks();
});

test("a file that is created is on disk before it gets its name, and its folder after", () => {
    createFile(join(parent.path, "folder", "other"), "content", join(parent.path, "folder", "other.tmp"));
    expect(steps).toEqual(["sync other.tmp", "link other.tmp to other", "remove other.tmp", "sync folder"]);
});

test("a file that is replaced is on disk before it takes the other one's place, and its folder after", () => {
    replaceFile(file(), "second", `${file()}.tmp`);
    expect(steps).toEqual(["sync file.tmp", "rename file.tmp to file", "sync folder"]);
});

test("a folder is on disk once its files are removed", () => {
    removeFiles(join(parent.path, "folder"), [file()]);
    expect(steps).toEqual(["remove file", "sync folder"]);
});
