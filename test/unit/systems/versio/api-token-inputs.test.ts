import { findInputProblems } from "../../../../src/systems/versio/api-token-inputs";

const GOOD = {
    token: "l8vylyv5y2b2e9nvxwg1gkz0o9",
    name: "CI, read only",
    environment: "example",
    serverUrl: "https://live.versio.io",
    permissions: ["CMDB viewer"],
    validUntil: "2031-01-01",
    gracePeriod: "14d",
    maxAge: "90d",
    remindBefore: "4w",
    onDue: "warn",
    verify: false,
};

test("all inputs are accepted, and so are those that are known in preview", () => {
    expect(findInputProblems(GOOD)).toEqual([]);
    expect(findInputProblems({})).toEqual([]);
});

test.each<[string, unknown, string]>([
    ["token", "", "the token is empty"],
    ["token", "two words", "has a space or a line break"],
    ["name", "", "must not be empty"],
    ["environment", "", "must not be empty"],
    ["serverUrl", "ftp://example.com", "would carry the token in clear"],
    ["permissions", ["CMDB viewer", ""], "must not be empty"],
    ["validUntil", "tomorrow", "is not an ISO 8601 date or time"],
    ["maxAge", "90 days", "is not a duration"],
    ["remindBefore", "0d", "is not a duration"],
    ["onDue", "ignore", "warn"],
    ["verify", "no", "boolean"],
    ["enviroment", "example", "enviroment"],
    ["resourceName", "ci", "resourceName"],
])("%s of %j is refused by name", (property, value, words) => {
    const [problem, ...others] = findInputProblems({ ...GOOD, [property]: value });
    expect(problem?.property).toMatch(new RegExp(`^${property}`));
    expect(problem?.reason).toContain(words);
    expect(others).toEqual([]);
});
