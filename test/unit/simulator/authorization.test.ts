import { bearerToken, tokenOfScheme } from "../../../simulator/src/authorization";

test("the token of a Bearer header is found whatever the case of the scheme", () => {
    expect([bearerToken("Bearer abc"), bearerToken("bearer  abc")]).toEqual(["abc", "abc"]);
});

test.each([undefined, "", "Bearer", "Bearer ", "Bearer a b", "Basic abc", "abc"])(
    "the header %p carries no token",
    (header) => {
        expect(bearerToken(header)).toBeUndefined();
    },
);

test("a scheme that is taken as it is written takes no other writing", () => {
    expect(tokenOfScheme("apiToken", "apiToken abc")).toBe("abc");
});

test.each([
    undefined,
    "",
    "apiToken",
    "apiToken ",
    "apiToken  abc",
    "apitoken abc",
    "apiToken a b",
    "Bearer abc",
    "abc",
])("the header %p carries no token of the scheme apiToken", (header) => {
    expect(tokenOfScheme("apiToken", header)).toBeUndefined();
});
