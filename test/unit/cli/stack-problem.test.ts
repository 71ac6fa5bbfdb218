import { errorLine, ownWords, withoutPasswords } from "../../../src/cli/stacks/stack-problem";

test.each([
    ["warning: old\n  error: it is locked.\nerror: another", "it is locked."],
    ["\n  code: 255\nmore", "code: 255"],
    [" \n", undefined],
])("of %p the line that counts is %p", (said, line) => {
    expect(errorLine(said)).toBe(line);
});

test("an address loses its user and password, wherever it is said", () => {
    const address = "postgres://ops:hunter22@db/states";
    expect(withoutPasswords(`${address} or ${address}`)).toBe(
        "postgres://…@db/states or postgres://…@db/states",
    );
    expect(errorLine(`error: cannot open ${address}`)).toBe("cannot open postgres://…@db/states");
    expect(ownWords(`error: cannot open ${address}.`)).toBe("cannot open postgres://…@db/states");
    expect(withoutPasswords("https://api.pulumi.com/ops@example.com")).toBe(
        "https://api.pulumi.com/ops@example.com",
    );
});

test("who says nothing is told to have said nothing", () => {
    expect(ownWords("")).toBe("`pulumi` failed without a word");
});
