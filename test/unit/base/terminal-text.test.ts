import { printable, quoted } from "../../../src/base/terminal-text";

const HOSTILE = [
    ["a colour", "\u001b[31mred", "\\u001b[31mred"],
    ["a cursor that goes up", "\u009b2Aup", "\\u009b2Aup"],
    ["a window's title", "\u001b]0;title\u0007", "\\u001b]0;title\\u0007"],
    ["text from right to left", "a\u202eb\u2066c", "a\\u202eb\\u2066c"],
    ["DEL", "a\u007fb", "a\\u007fb"],
] as const;

test.each(HOSTILE)("words with %s do nothing to a terminal", (_what, text, shown) => {
    expect(printable(text)).toBe(shown);
});

test.each(HOSTILE)("a name with %s does nothing to a terminal", (_what, name) => {
    // eslint-disable-next-line no-control-regex -- these are what must be gone
    expect(quoted(name)).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202e\u2066]/);
});

test("words come on one line, and are cut", () => {
    expect(printable(" one\r\n two\t three ")).toBe("one two three");
    expect(printable("x".repeat(200))).toBe("x".repeat(200));
    expect(printable("x".repeat(201))).toBe(`${"x".repeat(200)}…`);
});

test("a name keeps its spaces, and is cut between characters", () => {
    expect(quoted(" Staging ")).toBe('" Staging "');
    expect(quoted("😀".repeat(81))).toBe(`"${"😀".repeat(80)}…"`);
});
