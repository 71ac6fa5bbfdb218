import fc from "fast-check";
import { median, type Reading, rowsOf, spreadOf } from "../../../bench/report/statistics.cjs";

const values = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 9 });

test.each([
    [[3], 3],
    [[3, 1, 2], 2],
    [[4, 1, 3, 2], 2.5],
    [[10, 9, 100], 10],
])("the median of %j is %d", (numbers, expected) => {
    expect(median(numbers)).toBe(expected);
});

test("the median lies within the spread, whatever the order", () => {
    fc.assert(
        fc.property(values, (numbers) => {
            const spread = spreadOf(numbers);
            expect(spread.min).toBeLessThanOrEqual(spread.median);
            expect(spread.median).toBeLessThanOrEqual(spread.max);
            expect(spreadOf(numbers.toReversed())).toEqual(spread);
        }),
    );
});

test("there is no spread of no values", () => {
    expect(() => spreadOf([])).toThrow("no values");
});

const time = (ours: number, other?: number): Reading => ({
    what: "time",
    unit: "ms",
    ours,
    ...(other === undefined ? {} : { other }),
});

test("ratios are taken within a round: the median of ratios, not the ratio of medians", () => {
    const rows = rowsOf([[time(10, 10)], [time(300, 100)], [time(40, 20)]]);

    expect(rows).toEqual([
        {
            what: "time",
            unit: "ms",
            ours: { median: 40, min: 10, max: 300 },
            other: { median: 20, min: 10, max: 100 },
            ratio: { median: 2, min: 1, max: 3 },
        },
    ]);
});

test("what has nothing to compare with has no ratio", () => {
    expect(rowsOf([[time(1)], [time(2)]])).toEqual([
        { what: "time", unit: "ms", ours: { median: 1.5, min: 1, max: 2 } },
    ]);
});

test("rows are in the order of the first round, whatever that of the others", () => {
    const memory: Reading = { what: "memory", unit: "MB", ours: 1 };

    expect(
        rowsOf([
            [time(1), memory],
            [memory, time(2)],
        ]).map(({ what }) => what),
    ).toEqual(["time", "memory"]);
});

test("a reading that a round lacks is named", () => {
    expect(() => rowsOf([[time(1)], []])).toThrow('a round has no reading of "time"');
});

test.each([
    ["a ratio at its bound", time(11, 10), { of: "ratio", atMost: 1.1 }, true],
    ["a ratio above its bound", time(12, 10), { of: "ratio", atMost: 1.1 }, false],
    ["a ratio below its bound", time(8, 10), { of: "ratio", atLeast: 0.85 }, false],
    ["a figure at its bound", time(10), { of: "ours", atMost: 10 }, true],
    ["a figure above its bound", time(10.5), { of: "ours", atMost: 10 }, false],
    ["a figure that must be exact, and is less", time(0), { of: "ours", atMost: 1, atLeast: 1 }, false],
] as const)("%s", (_name, reading, target, met) => {
    expect(rowsOf([[{ ...reading, target }]])[0]?.target).toEqual({ ...target, met });
});

test("a target is met by the median, not by the best or worst round", () => {
    const target = { of: "ours", atMost: 10 } as const;
    const rounds = [9, 10, 50].map((ours) => [{ ...time(ours), target }]);

    expect(rowsOf(rounds)[0]?.target?.met).toBe(true);
});

test("a target for a ratio needs a ratio", () => {
    expect(() => rowsOf([[{ ...time(1), target: { of: "ratio", atMost: 1 } }]])).toThrow(
        '"time" has a target for its ratio, and no ratio',
    );
});
