import * as fc from "fast-check";
import { parseJson } from "../../../src/base/json";

test.each(["", " ", "{", "hush", "undefined", "{'a':1}", '{"a":1}x', "\uFEFF{}"])("%j is no JSON", (text) => {
    expect(parseJson(text)).toBeUndefined();
});

test("null is a value, and not the same as no JSON", () => {
    expect(parseJson("null")).toBeNull();
});

test("what was written as JSON is read as the same value", () => {
    fc.assert(
        fc.property(fc.json(), (text) => {
            expect(JSON.stringify(parseJson(text))).toBe(JSON.stringify(JSON.parse(text)));
        }),
    );
});

test("no text makes reading throw", () => {
    fc.assert(
        fc.property(fc.string(), (text) => {
            expect(() => parseJson(text)).not.toThrow();
        }),
    );
});
