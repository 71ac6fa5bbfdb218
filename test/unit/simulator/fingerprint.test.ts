import { bearerToken, redactTokens } from "../../../simulator/src/fingerprint";
import { uuidFrom } from "../../../simulator/src/uuid";

test("the token of a Bearer header is found whatever the case of the scheme", () => {
    expect([bearerToken("Bearer abc"), bearerToken("bearer  abc")]).toEqual(["abc", "abc"]);
});

test.each([undefined, "", "Bearer", "Bearer ", "Bearer a b", "Basic abc", "abc"])(
    "the header %p carries no token",
    (header) => {
        expect(bearerToken(header)).toBeUndefined();
    },
);

test("what looks like a token is replaced in text that is logged", () => {
    const token = uuidFrom(new Uint8Array(16).fill(255));
    expect(token).toBe("ffffffff-ffff-4fff-bfff-ffffffffffff");
    expect(redactTokens(`/v7/${token}/x`)).toMatch(/^\/v7\/\(token [0-9a-f]{12}\)\/x$/);
});
