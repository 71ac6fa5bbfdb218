import { hasColours, outputStyle, styleFor } from "../../../src/cli/terminal";
import { table } from "../../../src/cli/table";

test.each([
    [true, {}, true],
    [false, {}, false],
    [true, { NO_COLOR: "1" }, false],
    [true, { NO_COLOR: "" }, true],
    [true, { TERM: "dumb" }, false],
    [false, { FORCE_COLOR: "1" }, true],
    [true, { FORCE_COLOR: "0" }, false],
])("a terminal: %p, with %p in the environment: colours %p", (isTTY, environment, expected) => {
    expect(hasColours(isTTY, environment)).toBe(expected);
});

test("colours take no room in a table, and lines have no spaces at their ends", () => {
    const style = styleFor(true);
    const text = table([
        ["a", style.level("broken", "lost"), "x"],
        ["bcd", "active", ""],
    ]);
    expect(text.split("\n")).toEqual([`a    ${style.level("broken", "lost")}    x`, "bcd  active"]);
    expect(text).toContain("\u001b[31m");
});

test("a command writes as its standard output and its environment want it", () => {
    const before = process.env.FORCE_COLOR;
    try {
        process.env.FORCE_COLOR = "1";
        expect(outputStyle().bold("now")).toBe("\u001b[1mnow\u001b[22m");
        process.env.FORCE_COLOR = "0";
        expect(outputStyle().bold("now")).toBe("now");
    } finally {
        if (before === undefined) {
            delete process.env.FORCE_COLOR;
        } else {
            process.env.FORCE_COLOR = before;
        }
    }
});
