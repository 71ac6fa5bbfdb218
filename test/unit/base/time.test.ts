import * as fc from "fast-check";
import { formatInstant, formatTime, parseTime, wholeSecond } from "../../../src/base/time";

test.each([
    ["2028-11-22", "2028-11-22T00:00:00Z"],
    ["2028-11-22T09:00Z", "2028-11-22T09:00:00Z"],
    ["2028-11-22T09:00:00Z", "2028-11-22T09:00:00Z"],
    ["2028-11-22T09:00:00.999Z", "2028-11-22T09:00:00Z"],
    ["2028-11-22T09:00:00+02:00", "2028-11-22T07:00:00Z"],
    ["2028-02-29T23:30:00-01:00", "2028-03-01T00:30:00Z"],
])("%s is read as %s", (text, utc) => {
    const instant = parseTime(text);
    expect(instant).toBeDefined();
    expect(formatTime(instant ?? 0)).toBe(utc);
});

test.each([
    "",
    "soon",
    "May 2028-11-22",
    "2028",
    "2028-11",
    "22.11.2028",
    "11/22/2028",
    "2028-13-01",
    "2028-11-32",
    "2028-02-30",
    "9999-12-31T23:59:59-01:00",
    "2028-04-31",
    "2029-02-29T00:00:00Z",
    "2028-11-22 09:00:00Z",
    "2028-11-22T09:00:00",
    "2028-11-22T25:00:00Z",
    "2028-11-22T09:60:00Z",
    "2028-11-22T09:00:00Z ",
    "1858500000000",
])("%j is no time", (text) => {
    expect(parseTime(text)).toBeUndefined();
});

test("a time in whole seconds is read back as the same instant", () => {
    fc.assert(
        fc.property(fc.integer({ min: 0, max: 253_402_300_799 }), (seconds) => {
            expect(parseTime(formatTime(seconds * 1000))).toBe(seconds * 1000);
        }),
    );
});

test("no text makes reading throw", () => {
    fc.assert(
        fc.property(fc.string(), (text) => {
            expect(["number", "undefined"]).toContain(typeof parseTime(text));
        }),
    );
});

test.each([
    ["2028-11-22T09:00:00Z", "2028-11-22T09:00:00Z"],
    ["2028-11-22T09:00:00.999Z", "2028-11-22T09:00:00.999Z"],
    ["2028-11-22T09:00:00.5Z", "2028-11-22T09:00:00.500Z"],
])("to the millisecond %s is written %s", (text, written) => {
    expect(formatInstant(Date.parse(text))).toBe(written);
});

test("an instant that is written to the millisecond is read back as the same one", () => {
    fc.assert(
        fc.property(fc.integer({ min: 0, max: 253_402_300_799_999 }), (instant) => {
            expect(parseTime(formatInstant(instant))).toBe(instant);
        }),
    );
});

test("an instant belongs to the second that it is within, which is how it is written in whole ones", () => {
    expect([0, 999, 1000, 1001, -1].map(wholeSecond)).toEqual([0, 0, 1000, 1000, -1000]);
    fc.assert(
        fc.property(fc.integer({ min: 0, max: 253_402_300_799_999 }), (instant) => {
            expect(formatInstant(wholeSecond(instant))).toBe(formatTime(instant));
        }),
    );
});

test("nothing at all is no time", () => {
    expect(parseTime(undefined)).toBeUndefined();
});
