import { inspect } from "node:util";
import { ApiTokenError } from "../../../src/errors";
import { PartialFailure, ProviderError, toProviderError } from "../../../src/pulumi/provider-error";

const TOKEN = "5b1b9e2c-0000-4000-8000-0123456789ab";

/** What the SDK's plugin prints for check, diff, read and delete. */
const asPrinted = (error: Error) => `${String(error)}: ${String(error.stack)}`;

test("an error of this package is shown with the resource's name and its code", () => {
    const error = toProviderError("ci", new ApiTokenError("ERR_OVERLAP", "too early"), []);
    expect(error.message).toBe("ci: too early [ERR_OVERLAP]");
});

test.each([
    ["an Error", new TypeError("x is undefined"), "x is undefined"],
    ["a string", "thrown text", "thrown text"],
    ["nothing", undefined, "undefined"],
])("%s that nobody threw on purpose is shown as a defect to report", (_name, thrown, words) => {
    expect(toProviderError("ci", thrown, []).message).toBe(
        `ci: a defect of pulumi-api-tokens, please report it: ${words} [ERR_INTERNAL]`,
    );
});

test("what the plugin prints of an error has no stack trace and does not repeat the message", () => {
    const error = toProviderError("ci", new ApiTokenError("ERR_OVERLAP", "too early"), []);
    expect(asPrinted(error)).toBe("ci: stopped, for the reason given in the error");
});

test("every token is taken out of the message wherever it stands", () => {
    const thrown = new Error(`${TOKEN} and other-token, again ${TOKEN}`);
    const error = toProviderError("ci", thrown, [TOKEN, "other-token"]);
    expect(error.message).toContain("[token] and [token], again [token]");
    expect(inspect(error, { depth: 5, showHidden: true })).not.toContain(TOKEN);
});

test("a token with characters that mean something in a pattern is taken out as well", () => {
    const thrown = new ApiTokenError("ERR_RESPONSE", "got a.b*c$& here");
    expect(toProviderError("ci", thrown, ["a.b*c$&"]).message).toBe("ci: got [token] here [ERR_RESPONSE]");
});

test("an error that is already one for the engine stays the same object", () => {
    const error = new PartialFailure("ci", "ci: not checked [ERR_RESPONSE]", "1001", { token: TOKEN });
    expect(toProviderError("other", error, [])).toBe(error);
});

test("a partial failure carries the id, the properties and the message as its only reason", () => {
    const properties = { token: TOKEN };
    const error = new PartialFailure("ci", "ci: not checked", "1001", properties);
    expect(error).toBeInstanceOf(ProviderError);
    expect(error).toMatchObject({ message: "ci: not checked", id: "1001", reasons: ["ci: not checked"] });
    expect(error.properties).toBe(properties);
});

test("what the plugin prints of a partial failure shows no property", () => {
    expect(asPrinted(new PartialFailure("ci", "ci: not checked", "1001", { token: TOKEN }))).toBe(
        "ci: stopped, for the reason given in the error",
    );
});

test("an empty token takes nothing out", () => {
    expect(toProviderError("ci", new Error("abc"), [""]).message).toContain("abc");
});
