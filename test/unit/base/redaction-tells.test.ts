import * as fc from "fast-check";
import { randomUUID } from "node:crypto";
import { telltale, withoutLookalikes } from "../../../src/base/redaction";
import { WRITINGS } from "../../support/writings";

const uuid = fc.uuid();

describe("a text", () => {
    test.each(Object.keys(WRITINGS))(
        "tells a token that is written %s, whole or half, among other words",
        (name) => {
            fc.assert(
                fc.property(uuid, fc.constantFrom("whole", "half"), (token, part) => {
                    const piece = part === "half" ? token.slice(0, 18) : token;
                    expect(telltale([token])(`no access for ${WRITINGS[name]?.(piece) ?? ""}, sorry`)).toBe(
                        true,
                    );
                }),
            );
        },
    );

    test("tells nothing of a token that it does not hold", () => {
        for (let run = 0; run < 1000; run++) {
            const text = `no access for ${randomUUID()}: the token [token] of user 1001 has expired`;
            expect(telltale([randomUUID()])(text)).toBe(false);
        }
    });

    test("tells a short secret as a whole only, and none of fewer than four letters and digits", () => {
        expect(telltale(["abcd"])("a b-c d")).toBe(true);
        expect(telltale(["abcd"])("abc")).toBe(false);
        expect(telltale(["abc"])("a-b-c")).toBe(false);
        expect(telltale([""])("anything")).toBe(false);
    });

    test("tells seven characters of a token, and no more, without harm", () => {
        const token = "0d6d8a4c-5d2f-4f6e-9d11-1c2f5a3b7e90";
        expect(telltale([token])("0d6d8a4")).toBe(false);
        expect(telltale([token])("0d6d8a4c")).toBe(true);
        expect(telltale([token])("8a4c-5d2f")).toBe(true);
    });

    test.each<[string, (code: string) => string]>([
        ["in HTML by hex digits", (code) => `&#x${code};`],
        ["in HTML by hex digits, without the end", (code) => `&#x${code}`],
        ["in HTML by a number, without the end", (code) => `&#${parseInt(code, 16)}`],
        ["in a program", (code) => `\\x${code}`],
        ["in a mail", (code) => `=${code}`],
    ])("is read where every character is escaped %s", (_name, escaped) => {
        const token = "0d6d8a4c-5d2f-4f6e-9d11-1c2f5a3b7e90";
        const text = Array.from(token)
            .map((one) => escaped(one.charCodeAt(0).toString(16)))
            .join("");
        expect(telltale([token])(text)).toBe(true);
    });

    test("with escapes that stand for nothing is read as it is", () => {
        expect(telltale(["token-of-nobody"])("&#9999999; &#xffffff; %zz \\u00")).toBe(false);
    });
});

describe("what looks like a token", () => {
    test.each([
        ["a UUID", "0d6d8a4c-5d2f-4f6e-9d11-1c2f5a3b7e90"],
        ["48 hex digits", "0123456789abcdef0123456789abcdef0123456789abcdef"],
        ["a word of 22 letters and digits", "a1B2c3D4e5F6g7H8i9J0k1"],
        ["a word whose one digit comes last", "abcdefghijklmnopqrstuv1"],
    ])("is taken out of a text: %s", (_name, token) => {
        expect(withoutLookalikes(`every: "${token}" is not a duration`)).toBe(
            'every: "[what looks like a token]" is not a duration',
        );
    });

    test.each([
        "apiEndpoint: write one such as https://api.thousandeyes.com/v7",
        "Account Settings > Users and Roles > Profile > User API Tokens",
        "2028-11-22T09:00:00.000Z",
        "ANameOfOnlyLettersThatIsVeryLong",
        "a-name-with-hyphens-and-1-digit-in-it",
        "PULUMI_API_TOKENS_REFUSAL_MEMORY=0s",
        "token a1b2c3d4e5f6",
        "1858500000000185850000000018585000000001",
    ])("is not %s", (text) => {
        expect(withoutLookalikes(text)).toBe(text);
    });
});
