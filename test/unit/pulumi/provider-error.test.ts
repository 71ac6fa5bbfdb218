import { inspect } from "node:util";
import { ApiTokenError } from "../../../src/base/errors";
import {
    hushRepeatedErrors,
    ProviderError,
    ResourceInitError,
    toProviderError,
} from "../../../src/pulumi/provider-error";
import { PartialFailure } from "../../../src/pulumi/token-resource";

const TOKEN = "5b1b9e2c-0000-4000-8000-0123456789ab";
const TOO_EARLY = new ApiTokenError("ERR_OVERLAP", "too early");

/** What the engine is told of something that was thrown. */
const toldOf = (thrown: unknown, tokens: string[] = []) =>
    toProviderError(thrown, {
        resourceName: "ci",
        tokens,
        idOf: (outputs) => (outputs as { userId: string }).userId,
        hosts: { resourceName: "ci" },
    });

/** What the SDK's plugin prints for check, diff, read and delete. */
const asPrinted = (error: Error) => `${String(error)}: ${String(error.stack)}`;

test("an error of this package is shown with the resource's name and its code", () => {
    expect(toldOf(TOO_EARLY).message).toBe("ci: too early [ERR_OVERLAP]");
});

test.each([
    ["an Error", new TypeError("x is undefined"), "x is undefined"],
    ["a string", "thrown text", "thrown text"],
    ["nothing", undefined, "undefined"],
])("%s that nobody threw on purpose is shown as a defect to report", (_name, thrown, words) => {
    expect(toldOf(thrown).message).toBe(
        `ci: a defect of pulumi-api-tokens, please report it: ${words} [ERR_INTERNAL]`,
    );
});

test("what the plugin prints of an error has no stack trace and does not repeat the message", () => {
    expect(asPrinted(toldOf(TOO_EARLY))).toBe("ci: stopped, for the reason given in the error");
});

test("every token is taken out of the message wherever it stands", () => {
    const thrown = new Error(`${TOKEN} and other-token, again ${TOKEN}`);
    const error = toldOf(thrown, [TOKEN, "other-token"]);
    expect(error.message).toContain("[token] and [token], again [token]");
    expect(inspect(error, { depth: 5, showHidden: true })).not.toContain(TOKEN);
});

test("a token with characters that mean something in a pattern is taken out as well", () => {
    const thrown = new ApiTokenError("ERR_RESPONSE", "got a.b*c$& here");
    expect(toldOf(thrown, ["a.b*c$&"]).message).toBe("ci: got [token] here [ERR_RESPONSE]");
});

test("an empty token takes nothing out", () => {
    expect(toldOf(new Error("abc"), [""]).message).toContain("abc");
});

describe("a partial failure", () => {
    const outputs = { token: TOKEN, userId: "1001" };

    test("carries the id, the outputs with the host's own properties, and the message as its only reason", () => {
        const error = toldOf(new PartialFailure(TOO_EARLY, outputs, "It is kept."));
        const message = "ci: too early [ERR_OVERLAP] It is kept.";
        expect(error).toBeInstanceOf(ResourceInitError);
        expect(error).toBeInstanceOf(ProviderError);
        expect(error).toMatchObject({ message, id: "1001", reasons: [message] });
        expect(error).toHaveProperty("properties", { ...outputs, resourceName: "ci" });
    });

    test("without more to say is told as any other failure", () => {
        const told = [TOO_EARLY, new PartialFailure(TOO_EARLY, outputs)].map(
            (thrown) => toldOf(thrown).message,
        );
        expect(new Set(told).size).toBe(1);
    });

    test("tells neither the new token nor one that was known before", () => {
        const failure = new Error(`${TOKEN} follows known-before`);
        const error = toldOf(new PartialFailure(failure, outputs), ["known-before"]);
        expect(error.message).toContain("[token] follows [token]");
    });

    test("shows no property in what the plugin prints of it", () => {
        expect(asPrinted(toldOf(new PartialFailure(TOO_EARLY, outputs)))).toBe(
            "ci: stopped, for the reason given in the error",
        );
    });
});

test("what the plugin prints of an error is kept out, and nothing else is", () => {
    const lines: unknown[][] = [];
    const console = { error: (...words: unknown[]) => void lines.push(words) };
    hushRepeatedErrors(console);
    console.error(asPrinted(toldOf(TOO_EARLY)));
    console.error(asPrinted(toldOf(new PartialFailure(TOO_EARLY, { userId: "1001" }))));
    expect(lines).toEqual([]);
    console.error("another's words: %s", "stopped");
    console.error(new Error("another's"));
    expect(lines).toEqual([["another's words: %s", "stopped"], [expect.any(Error)]]);
});
