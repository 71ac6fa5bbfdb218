import { mkdirSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { attemptFile, hasAttempt, journalFolder } from "../../../src/lifecycle/journal-location";
import { temporaryFolder } from "../../support/temporary-folder";

const parent = temporaryFolder();

test.each<[string, NodeJS.ProcessEnv, string]>([
    [
        "the named one before all else",
        { PULUMI_API_TOKENS_JOURNAL: "/journal", PULUMI_HOME: "/home" },
        "/journal",
    ],
    ["api-tokens in Pulumi's folder", { PULUMI_HOME: "/pulumi" }, join("/pulumi", "api-tokens")],
    ["api-tokens in Pulumi's own folder by default", {}, join(homedir(), ".pulumi", "api-tokens")],
    [
        "the default one when both variables are empty",
        { PULUMI_API_TOKENS_JOURNAL: "", PULUMI_HOME: "" },
        join(homedir(), ".pulumi", "api-tokens"),
    ],
])("the journal's folder is %s", (_name, environment, expected) => {
    expect(journalFolder(environment)).toBe(expected);
});

test("the file of an attempt is named by the token's fingerprint and the attempt's number", () => {
    expect(attemptFile("/journal", "abc", 2)).toBe(join("/journal", "abc.2.json"));
});

test("a token is known from its first attempt on, and from nothing else", () => {
    const folder = join(parent.path, "api-tokens");
    expect(hasAttempt(folder, "abc")).toBe(false);
    mkdirSync(folder);
    for (const name of ["abc.2.json", "abc.1.json.tmp", "abc.0.json", "abcd.1.json"]) {
        writeFileSync(join(folder, name), "");
    }
    expect(hasAttempt(folder, "abc")).toBe(false);
    writeFileSync(attemptFile(folder, "abc", 1), "");
    expect(hasAttempt(folder, "abc")).toBe(true);
});
