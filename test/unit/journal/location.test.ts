import { homedir } from "node:os";
import { join } from "node:path";
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
