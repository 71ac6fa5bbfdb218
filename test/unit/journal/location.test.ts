import { homedir } from "node:os";
import { join } from "node:path";
import { ApiTokenError } from "../../../src/base/errors";
import { journalLocation } from "../../../src/journal/location";

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
    expect(journalLocation(environment)).toBe(expected);
});

const WAYS = {
    home: "no shell is there to replace ~: write the path of your home folder out, or $HOME where a shell reads it",
    root: "write it from the root folder on, such as /var/lib/pulumi/api-tokens",
};

test.each<[string, keyof typeof WAYS]>([
    ["journal", "root"],
    ["./journal", "root"],
    ["../journal", "root"],
    [" /journal", "root"],
    ["a/~/b", "root"],
    ["$HOME/journal", "root"],
    ["~", "home"],
    ["~/journal", "home"],
    ["~user/journal", "home"],
])("the journal's folder is none that means another place in each folder: %s", (path, way) => {
    const location = () => journalLocation({ PULUMI_API_TOKENS_JOURNAL: path, PULUMI_HOME: "/pulumi" });
    const message = `PULUMI_API_TOKENS_JOURNAL must be an absolute path, and is "${path}": ${WAYS[way]}`;
    expect(location).toThrow(new ApiTokenError("ERR_INPUT", message));
    expect(location).toThrow(expect.objectContaining({ code: "ERR_INPUT" }) as Error);
});

test("a path with a line break is refused in one line", () => {
    expect(() => journalLocation({ PULUMI_API_TOKENS_JOURNAL: "a\nb" })).toThrow('and is "a\\nb": ');
});
