import * as fc from "fast-check";
import { findInputProblems } from "../../../../src/systems/thousandeyes/api-token-inputs";

const GOOD = {
    bootstrapToken: "5b1b9e2c-0000-4000-8000-0123456789ab",
    apiEndpoint: "https://api.thousandeyes.com/v7",
};

test.each([
    ["all that is required", {}],
    ["no bootstrap token", { bootstrapToken: undefined }],
    ["an adopted token with its end", { onCreate: "adopt", validUntil: "2028-11-22" }],
    ["an adopted token without its end", { onCreate: "adopt" }],
    ["every bound just kept", { rotation: { beforeExpiry: "716d", every: "14d" } }],
    ["the same bounds in other units", { rotation: { beforeExpiry: "17184h", every: "2w" } }],
    ["triggers and defer", { rotation: { triggers: { release: "1", empty: "" }, duringOverlap: "defer" } }],
    ["a loopback over http", { apiEndpoint: "http://127.0.0.1:7070/v7" }],
])("inputs with %s have no problem", (_name, changes) => {
    expect(findInputProblems({ ...GOOD, ...changes })).toEqual([]);
});

const NO_DURATION = "is not a duration. Write a whole number of hours, days or weeks";

test.each<[string, object, string, string]>([
    [
        "a token with a line break",
        { bootstrapToken: "hushhush\n" },
        "bootstrapToken",
        "has a space or a line break",
    ],
    [
        "a token with a space",
        { bootstrapToken: "hush hush" },
        "bootstrapToken",
        "has a space or a line break",
    ],
    ["an empty token", { bootstrapToken: "" }, "bootstrapToken", "the bootstrap token is empty"],
    [
        "a token beyond ASCII",
        { bootstrapToken: "hüshhush" },
        "bootstrapToken",
        "has characters that no token has",
    ],
    ["a token of another type", { bootstrapToken: { hush: 1 } }, "bootstrapToken", "expected string"],
    [
        "beforeExpiry soon",
        { rotation: { beforeExpiry: "soon" } },
        "rotation.beforeExpiry",
        `"soon" ${NO_DURATION}`,
    ],
    [
        "an empty beforeExpiry",
        { rotation: { beforeExpiry: "" } },
        "rotation.beforeExpiry",
        `"" ${NO_DURATION}`,
    ],
    ["beforeExpiry zero", { rotation: { beforeExpiry: "0d" } }, "rotation.beforeExpiry", NO_DURATION],
    ["beforeExpiry below zero", { rotation: { beforeExpiry: "-1d" } }, "rotation.beforeExpiry", NO_DURATION],
    ["every with a fraction", { rotation: { every: "1.5d" } }, "rotation.every", NO_DURATION],
    ["every without a unit", { rotation: { every: "60" } }, "rotation.every", NO_DURATION],
    ["every as a number", { rotation: { every: 60 } }, "rotation.every", "expected string"],
    ["every below the overlap", { rotation: { every: "1d" } }, "rotation.every", "must be at least 14d"],
    ["every an hour below the overlap", { rotation: { every: "335h" } }, "rotation.every", "at least 14d"],
    ["a long beforeExpiry", { rotation: { beforeExpiry: "800d" } }, "rotation.beforeExpiry", "at most 716d"],
    [
        "beforeExpiry an hour too long",
        { rotation: { beforeExpiry: "17185h" } },
        "rotation.beforeExpiry",
        "at most 716d",
    ],
    ["a trigger as a number", { rotation: { triggers: { a: 1 } } }, "rotation.triggers.a", "expected string"],
    ["triggers as a text", { rotation: { triggers: "1" } }, "rotation.triggers", "expected record"],
    [
        "another duringOverlap",
        { rotation: { duringOverlap: "wait" } },
        "rotation.duringOverlap",
        '"fail"|"defer"',
    ],
    ["rotation as a text", { rotation: "60d" }, "rotation", "expected object"],
    [
        "an unknown key in rotation",
        { rotation: { beforeExpry: "60d" } },
        "rotation.beforeExpry",
        '"beforeExpry"',
    ],
    ["a property of the host's", { resourceName: "ci" }, "resourceName", '"resourceName"'],
    ["an unknown key", { bootstraptoken: "hush" }, "bootstraptoken", '"bootstraptoken"'],
    ["another onCreate", { onCreate: "create" }, "onCreate", '"regenerate"|"adopt"'],
    [
        "validUntil without adopt",
        { validUntil: "2028-11-22" },
        "validUntil",
        'goes with onCreate: "adopt" only',
    ],
    [
        "validUntil with regenerate",
        { onCreate: "regenerate", validUntil: "2028-11-22" },
        "validUntil",
        'goes with onCreate: "adopt" only',
    ],
    [
        "a wrong date",
        { onCreate: "adopt", validUntil: "22.11.2028" },
        "validUntil",
        "is not an ISO 8601 date",
    ],
    ["a date as a number", { onCreate: "adopt", validUntil: 2028 }, "validUntil", "expected string"],
    ["http to another host", { apiEndpoint: "http://api.example.com/v7" }, "apiEndpoint", "in clear"],
    ["an endpoint with a password", { apiEndpoint: "https://u:hush@h/v7" }, "apiEndpoint", "without user"],
    ["an endpoint that is no URL", { apiEndpoint: "api.example.com" }, "apiEndpoint", "is not a URL"],
    ["an endpoint of another type", { apiEndpoint: 7070 }, "apiEndpoint", "expected string"],
])("%s is one problem of one property, and the reason shows no secret", (_name, changes, property, words) => {
    const problems = findInputProblems({ ...GOOD, ...changes });
    expect(problems).toEqual([{ property, reason: expect.stringContaining(words) as string }]);
    expect(problems[0]?.reason).not.toMatch(/hush|5b1b9e2c/);
});

test("several mistakes are several problems", () => {
    const inputs = {
        ...GOOD,
        bootstrapToken: "",
        onCreate: "x",
        rotation: { every: "1d", beforeExpiry: "soon" },
    };
    expect(findInputProblems(inputs).map(({ property }) => property)).toEqual(
        expect.arrayContaining(["bootstrapToken", "onCreate", "rotation.every", "rotation.beforeExpiry"]),
    );
});

test("no inputs whatever make the check throw, and no problem of the token shows it", () => {
    const secret = fc.string({ minLength: 1 }).map((text) => `a secret ${text}`);
    fc.assert(
        fc.property(fc.anything(), secret, (value, bootstrapToken) => {
            expect(() => findInputProblems(value)).not.toThrow();
            const problems = findInputProblems({ ...GOOD, bootstrapToken });
            expect(problems).toHaveLength(1);
            expect(JSON.stringify(problems)).not.toContain("a secret");
        }),
    );
});
