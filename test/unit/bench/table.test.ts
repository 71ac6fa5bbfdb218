import { BEGIN, END, withFigures } from "../../../bench/report/page.cjs";
import type { Row } from "../../../bench/report/statistics.cjs";
import { formatNumber, renderMarkdown, renderTargets, renderText } from "../../../bench/report/table.cjs";

const same = (value: number) => ({ median: value, min: value, max: value });

const compared: Row = {
    what: "time",
    unit: "ms",
    ours: { median: 1234.5, min: 1200, max: 1300 },
    other: { median: 1000, min: 900, max: 1100 },
    ratio: { median: 1.2345, min: 1.1, max: 1.5 },
    target: { of: "ratio", atMost: 1.1, met: false },
};
const alone: Row = {
    what: "import",
    unit: "ms",
    ours: { median: 2.555, min: 2.5, max: 12.34 },
    target: { of: "ours", atMost: 10, met: true },
};
const counted: Row = {
    what: "requests",
    unit: "",
    ours: same(1),
    other: same(50),
    otherIs: "one each",
    ratio: same(0.02),
};

test.each([
    [0, "0"],
    [1, "1"],
    [0.5, "0.5"],
    [2.555, "2.56"],
    [12.34, "12.3"],
    [123.4, "123"],
    [18_304.2, "18,304"],
    [-1234.5, "-1,235"],
])("%d is written as %s", (value, text) => {
    expect(formatNumber(value)).toBe(text);
});

test("a page gets a line for each row, with spread, units and targets", () => {
    expect(renderMarkdown([compared, alone, counted]).split("\n")).toEqual([
        "|  | this package | compared with | ratio (min–max) | target |",
        "| --- | --: | --: | --: | --: |",
        "| time | 1,235 ms | 1,000 ms | 1.23 (1.10–1.50) | ≤ 1.10: missed |",
        "| import | 2.56 (2.5–12.3) ms |  |  | ≤ 10 ms: met |",
        "| requests | 1 | 50 (one each) | 0.02 |  |",
    ]);
});

test("a terminal gets the same cells", () => {
    const text = renderText([compared, counted]);

    for (const cell of ["time", "1,235 ms", "1.23 (1.10–1.50)", "≤ 1.10: missed", "50 (one each)", "0.02"]) {
        expect(text).toContain(cell);
    }
});

test("targets are counted, and those that were missed are told with their figures", () => {
    const pairs = [
        { name: "up", rows: [compared, counted] },
        { name: "import", rows: [alone] },
    ];

    expect(renderTargets(pairs)).toBe(
        "Targets: 1 of 2 met.\n  up, time: 1.23 (1.10–1.50), target ≤ 1.10: missed",
    );
    expect(renderTargets([{ name: "import", rows: [alone] }])).toBe("Targets: 1 of 1 met.");
});

test("figures replace what is between the marks of a page, and nothing else", () => {
    const page = `# Title\n\n${BEGIN}\n\nold\n\n${END}\n\nrest\n`;

    expect(withFigures(page, "\nnew\n")).toBe(`# Title\n\n${BEGIN}\n\nnew\n\n${END}\n\nrest\n`);
});

test.each([
    ["without marks", "# Title\n"],
    ["with its marks the wrong way round", `${END}\n${BEGIN}\n`],
])("a page %s is refused", (_name, page) => {
    expect(() => withFigures(page, "new")).toThrow("no place for figures");
});
