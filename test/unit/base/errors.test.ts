import { ApiTokenError, messageOf } from "../../../src/base/errors";

test.each([
    ["an error", new Error("what happened"), "what happened"],
    ["an object with a message", { message: "what happened" }, "what happened"],
    ["an object with another message", { message: 5, toString: (): string => "as text" }, "as text"],
    ["a text", "what happened", "what happened"],
    ["nothing", undefined, "undefined"],
])("the message of %s that was thrown is its words", (_name, thrown, message) => {
    expect(messageOf(thrown)).toBe(message);
});

test("an error of the package has its own name, which stacks show", () => {
    expect(String(new ApiTokenError("ERR_INPUT", "what happened"))).toMatch(/^ApiTokenError: what happened/);
});
