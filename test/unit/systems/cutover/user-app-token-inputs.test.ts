import { findInputProblems } from "../../../../src/systems/cutover/user-app-token-inputs";
import { withoutCore } from "../../../../src/systems/cutover/settings";

const TOKEN = "0123456789abcdef".repeat(3);
const GOOD = {
    token: TOKEN,
    userId: "102",
    label: "CI",
    wantedTokenId: "301",
    baseUrl: "https://api.example.cutover.com",
    revoke: true,
    adminToken: TOKEN.toUpperCase(),
    gracePeriod: "14d",
    maxAge: "90d",
    remindBefore: "12h",
    onDue: "fail",
    verify: true,
};

test("all inputs are accepted, and so are those that are known in preview", () => {
    expect(findInputProblems(GOOD)).toEqual([]);
    expect(findInputProblems({})).toEqual([]);
});

test.each<[string, unknown, string]>([
    ["token", TOKEN.slice(1), "48 hexadecimal characters, and has 47 characters"],
    ["token", `${TOKEN.slice(1)}g`, "48 hexadecimal characters, and has 48 characters"],
    ["token", `${TOKEN}\n`, "48 hexadecimal characters, and has 49 characters"],
    ["token", "", "48 hexadecimal characters, and has 0 characters"],
    ["adminToken", `Bearer ${TOKEN}`, "the admin token is no user app token"],
    ["userId", "robot", "must be a string of digits"],
    ["userId", "102/..", "must be a string of digits"],
    ["tokenId", "x", "must be a string of digits"],
    ["label", "", "must not be empty"],
    ["baseUrl", "http://example.com", "would carry the token in clear"],
    ["baseUrl", "api.example.cutover.com", "is not a URL"],
    ["validUntil", "2031-01-01", "Cutover tells when a token expires: leave validUntil out"],
    ["gracePeriod", "1 week", "is not a duration"],
    ["onDue", "stop", "warn"],
    ["revoke", "yes", "boolean"],
    ["labels", "CI", "labels"],
    ["resourceName", "robot", "resourceName"],
])("%s of %j is refused by name, and no token is shown", (property, value, words) => {
    const name = property === "tokenId" ? "wantedTokenId" : property;
    const problems = findInputProblems({ ...GOOD, [name]: value });
    expect(problems).toEqual([{ property, reason: expect.stringContaining(words) as string }]);
    expect(JSON.stringify(problems)).not.toContain(TOKEN.slice(1));
});

test.each([
    "https://api.example.cutover.com",
    "https://api.example.cutover.com/",
    "https://api.example.cutover.com/core",
    "https://api.example.cutover.com/core//",
])("%s is kept without /core", (baseUrl) => {
    expect(withoutCore(baseUrl)).toBe("https://api.example.cutover.com");
});
