import { createHash } from "node:crypto";
import { redactQuery, redactTokens } from "../../../simulator/src/fingerprint";
import { uuidFrom } from "../../../simulator/src/uuid";

const named = (token: string) => `(token ${createHash("sha256").update(token).digest("hex").slice(0, 12)})`;

test("the UUID of 16 bytes of ones is of version 4", () => {
    expect(uuidFrom(new Uint8Array(16).fill(255))).toBe("ffffffff-ffff-4fff-bfff-ffffffffffff");
});

test.each([
    ["a ThousandEyes token", "ffffffff-ffff-4fff-bfff-ffffffffffff"],
    ["a Versio.io token", "k3".repeat(13)],
    ["a Cutover token", "0a".repeat(24)],
    ["a Cutover token in capitals", "0A".repeat(24)],
])("%s is replaced by its fingerprint in text that is logged", (_name, token) => {
    expect(redactTokens(`/v7/${token}/x`)).toBe(`/v7/${named(token)}/x`);
});

test.each(["", "?expand=user,agent", "?apiToken=", "?apiToken", "?token=abc", "?x=1&&y=%zz"])(
    "the query %p has no token and is logged as it is",
    (query) => {
        expect(redactQuery(query)).toBe(query);
    },
);

test.each([
    ["?apiToken=abc", `?apiToken=${named("abc")}`],
    ["?offset=0&apiToken=abc&limit=1", `?offset=0&apiToken=${named("abc")}&limit=1`],
    ["?apitoken=abc&APITOKEN=def", `?apitoken=${named("abc")}&APITOKEN=${named("def")}`],
    ["?%61piToken=%61bc", `?%61piToken=${named("abc")}`],
    ["?apiToken=a=b", `?apiToken=${named("a=b")}`],
    [`?x=${"k3".repeat(13)}`, `?x=${named("k3".repeat(13))}`],
])("the query %s is logged as %s", (query, logged) => {
    expect(redactQuery(query)).toBe(logged);
});
