import { hasColours, styleFor } from "../../../src/cli/terminal";
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
