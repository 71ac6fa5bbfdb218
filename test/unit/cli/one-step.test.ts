import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { writeInOneStep } from "../../../src/cli/one-step";
import { temporaryFolder } from "../../support/temporary-folder";

const folder = temporaryFolder();

test("a file is made, and another text takes the place of the one before", () => {
    const file = join(folder.path, "page.html");
    writeInOneStep(file, "before, and longer");
    writeInOneStep(file, "after");
    expect(readFileSync(file, "utf8")).toBe("after");
    expect(readdirSync(folder.path)).toEqual(["page.html"]);
});

test("what cannot take its place leaves nothing behind", () => {
    const taken = join(folder.path, "taken");
    mkdirSync(taken);
    expect(() => {
        writeInOneStep(taken, "text");
    }).toThrow("EISDIR");
    expect(readdirSync(folder.path)).toEqual(["taken"]);
});
