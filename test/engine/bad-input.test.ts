import { errorsIn, openStack, type Stack } from "../support/stack";
import { configuredProgram } from "../support/stack-programs";
import { useStackStage } from "../support/stack-stage";
import { tracesOf } from "../support/traces";

jest.setTimeout(300_000);
const stage = useStackStage();

const half = "0b54c7f1-0d5e-4ad6";
const otherHalf = "9f36-6f1d2b7c9e55";
const asPasted = `${half}-\n${otherHalf}`;

interface Case {
    what: string;
    config: Record<string, unknown>;
    message: RegExp;
}

const cases: Case[] = [
    {
        what: "a bootstrap token with a line break",
        config: { bootstrapToken: asPasted },
        message: /the bootstrap token has a space or a line break in it\. Paste the token alone/,
    },
    {
        what: "an empty bootstrap token",
        config: { bootstrapToken: "" },
        message: /the bootstrap token is empty\. Paste the token that the UI showed/,
    },
    {
        what: "a missing bootstrap token",
        config: { bootstrapToken: undefined },
        message: /a new token needs bootstrapToken: one that works, pasted from the UI/,
    },
    {
        what: 'a beforeExpiry of "soon"',
        config: { rotation: { beforeExpiry: "soon" } },
        message: /beforeExpiry.* "soon" is not a duration\. Write a whole number of hours, days or weeks/,
    },
    {
        what: "an every of one day",
        config: { rotation: { every: "1d" } },
        message: /every must be at least 14d: for that long the previous token stays valid/,
    },
    {
        what: "a misspelt setting",
        config: { rotation: { beforExpiry: "30d" } },
        message: /rotation.*beforExpiry/,
    },
    {
        what: "a validUntil that is no time",
        config: { onCreate: "adopt", validUntil: "next year" },
        message: /"next year" is not an ISO 8601 date or time/,
    },
    {
        what: "an http endpoint that is not this machine",
        config: { "thousandeyes:apiEndpoint": "http://api.example.com/v7" },
        message: /http:\/\/api\.example\.com\/v7 would carry the token in clear\. Use https:/,
    },
];

/** One stack that is never created; each case is one preview. The token is in the config as it is, not as a secret. */
describe("a preview refuses, with one message and before anything is sent,", () => {
    let stack: Stack;
    let good: Record<string, unknown>;

    beforeAll(async () => {
        stack = await openStack(stage, configuredProgram);
        good = {
            "thousandeyes:apiEndpoint": stage.apiUrl,
            bootstrapToken: await stage.newToken(),
            rotation: undefined,
            onCreate: undefined,
            validUntil: undefined,
        };
    });

    test.each(cases)("$what", async ({ config, message }) => {
        stack.configure({ ...good, ...config });
        const refused = await stack.refused("preview");
        expect(errorsIn(refused)).toEqual([expect.stringMatching(message)]);
        expect(refused.output).not.toMatch(/^\s+at /m);
        expect(refused.requests).toEqual([]);
        for (const text of [half, otherHalf]) {
            expect(tracesOf(text, refused.output)).toEqual([]);
        }
    });

    test("nothing at all when the same inputs are good", async () => {
        stack.configure(good);
        const run = await stack.preview();
        expect(run.output).toMatch(/\+ 2 to create/);
        expect(run.requests).toEqual([]);
    });
});
