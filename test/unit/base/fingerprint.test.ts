import { fingerprint } from "../../../src/base/fingerprint";

test("a fingerprint is the first 12 hex digits of the SHA-256", () => {
    expect(fingerprint("abc")).toBe("ba7816bf8f01");
});

test("tokens that differ in one letter have different fingerprints", () => {
    expect(fingerprint("abd")).not.toBe(fingerprint("abc"));
});
