import * as pulumi from "@pulumi/pulumi";
import { ApiTokenError } from "../../../src/base/errors";
import { asProgramErrors, ProgramError } from "../../../src/pulumi/program-error";
import { programFailureOf } from "../../support/failure-of";

const notFound = () => new ApiTokenError("ERR_NOT_FOUND", "there is none");
const fail = (error: unknown) => async () => {
    await Promise.resolve();
    throw error as Error;
};

test("what succeeds is passed on", async () => {
    expect(await asProgramErrors("getIt", () => Promise.resolve(7))).toBe(7);
});

describe("an error of this package", () => {
    test("becomes one that names the data source and the code, and has no stack trace", async () => {
        const error = await programFailureOf(asProgramErrors("getIt", fail(notFound())));
        expect(error.message).toBe("getIt: there is none [ERR_NOT_FOUND]");
        expect(error.code).toBe("ERR_NOT_FOUND");
        expect(error.stack).toBe("");
    });

    test("is one that Pulumi shows by its message alone", () => {
        expect(pulumi.RunError.isInstance(new ProgramError("ERR_INPUT", "x"))).toBe(true);
    });

    test("that ends several data sources becomes a single one", async () => {
        const error = notFound();
        const [one, other] = await Promise.all([
            programFailureOf(asProgramErrors("getIt", fail(error))),
            programFailureOf(asProgramErrors("getOther", fail(error))),
        ]);
        expect(other).toBe(one);
    });

    test("is not mixed up with another of the same words", async () => {
        const [one, other] = await Promise.all([
            programFailureOf(asProgramErrors("getIt", fail(notFound()))),
            programFailureOf(asProgramErrors("getIt", fail(notFound()))),
        ]);
        expect(other).not.toBe(one);
    });
});

test.each([new TypeError("a defect"), "a text", undefined])(
    "anything else is passed on as it is: %p",
    async (thrown) => {
        const outcome = asProgramErrors("getIt", fail(thrown)).catch((error: unknown) => ({ error }));
        expect(await outcome).toEqual({ error: thrown });
    },
);
