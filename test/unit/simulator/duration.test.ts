import { parseDuration } from "../../../simulator/src/duration";

test.each([
    ["90s", 90_000],
    ["5m", 300_000],
    ["1h", 3_600_000],
    ["700d", 60_480_000_000],
    [" 2w ", 1_209_600_000],
])("%p is so many milliseconds: %i", (text, milliseconds) => {
    expect(parseDuration(text)).toBe(milliseconds);
});

test.each(["", "d", "1.5h", "-1d", "1 d", "1y", "1D"])("%p is not a duration", (text) => {
    expect(() => parseDuration(text)).toThrow("is not a duration");
});
