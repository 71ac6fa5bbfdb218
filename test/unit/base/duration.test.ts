import * as fc from "fast-check";
import {
    DAY,
    describeDuration,
    type DurationForm,
    formatDuration,
    parseDuration,
} from "../../../src/base/duration";

const HOUR = DAY / 24;

test.each([
    ["1h", HOUR],
    ["12h", 12 * HOUR],
    ["30d", 30 * DAY],
    ["8w", 56 * DAY],
    ["99999w", 699_993 * DAY],
])("%s is read", (text, milliseconds) => {
    expect(parseDuration(text)).toBe(milliseconds);
});

test.each(
    "soon|60|d|0d|00d|01d|-1d|+1d|1.5d|1e2d|1D|1m|1s|1 d| 1d|1d |1d\n|1d2h|100000d|١d||constructor".split(
        "|",
    ),
)("%j is no duration", (text) => {
    expect(parseDuration(text)).toBeUndefined();
});

describe("a form of its own", () => {
    const form: DurationForm = { units: ["ms", "s", "m"], mayBeZero: true, digits: 3, words: "such as 5s" };

    test.each([
        ["500ms", 500],
        ["30s", 30_000],
        ["2m", 120_000],
        ["0s", 0],
        ["0ms", 0],
        ["999m", 59_940_000],
    ])("allows %s", (text, milliseconds) => {
        expect(parseDuration(text, form)).toBe(milliseconds);
    });

    test.each(["1h", "1d", "1w", "1000ms", "00s", "01s", "s", "", "-1s", "1s1m"])(
        "does not allow %j",
        (text) => {
            expect(parseDuration(text, form)).toBeUndefined();
        },
    );

    test("allows nothing at all only where it says so", () => {
        expect(parseDuration("0s", { ...form, mayBeZero: false })).toBeUndefined();
    });

    test("may have units of any length", () => {
        const units = ["h", "d", "w"] as const;
        const read = units.map((unit) => parseDuration(`1${unit}`, { ...form, units }));
        expect(read).toEqual([HOUR, DAY, 7 * DAY]);
    });
});

test.each([
    [12 * HOUR, "12h"],
    [24 * HOUR, "1d"],
    [36 * HOUR, "36h"],
    [56 * DAY, "56d"],
])("%i milliseconds are written %s", (milliseconds, text) => {
    expect(formatDuration(milliseconds)).toBe(text);
});

test("what is written is read back as the same duration", () => {
    const text = fc.tuple(fc.integer({ min: 1, max: 4000 }), fc.constantFrom("h", "d", "w"));
    fc.assert(
        fc.property(text, ([count, unit]) => {
            const milliseconds = parseDuration(`${count}${unit}`);
            expect(milliseconds).toBeDefined();
            expect(parseDuration(formatDuration(milliseconds ?? 0))).toBe(milliseconds);
        }),
    );
});

test("any other text than the documented form is refused without throwing", () => {
    fc.assert(
        fc.property(fc.string(), (text) => {
            expect(parseDuration(text) !== undefined).toBe(/^[1-9][0-9]{0,4}[hdw]$/.test(text));
        }),
    );
});

test.each([
    [23 * DAY + 5 * HOUR, "23 days"],
    [2 * DAY, "2 days"],
    [2 * DAY - 1, "47 hours"],
    [2 * HOUR - 1, "1 hour"],
    [HOUR, "1 hour"],
    [HOUR - 1, "0 hours"],
    [0, "0 hours"],
    [-DAY, "0 hours"],
])("%i milliseconds are said as %j", (milliseconds, words) => {
    expect(describeDuration(milliseconds)).toBe(words);
});
