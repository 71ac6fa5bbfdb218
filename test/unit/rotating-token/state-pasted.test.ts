import { fingerprint } from "../../../src/base/fingerprint";
import type { RotatingTokenInputs } from "../../../src/rotating-token/inputs";
import * as state from "../../../src/rotating-token/state";
import { failureOf } from "../../support/failure-of";
import { ENDPOINT, inputs } from "../../support/rotating-token-outputs";

const fromBootstrap = (news: RotatingTokenInputs, now: number) =>
    state.fromBootstrap(news, ["apiEndpoint"], now);

describe("a pasted token", () => {
    const now = Date.parse("2030-01-01T00:00:00.400Z");

    test("is the current one, with what is recorded of the inputs, and of an owner nothing is known yet", () => {
        const rotation = { every: "90d" };
        const news = inputs({ rotation, onCreate: "adopt", validUntil: "2030-06-01", unrecorded: "x" });
        expect(fromBootstrap(news, now)).toEqual({
            apiEndpoint: ENDPOINT,
            rotation,
            bootstrapFingerprint: fingerprint("bootstrap"),
            token: "bootstrap",
            tokenFingerprint: fingerprint("bootstrap"),
            issuedAt: "2030-01-01T00:00:00Z",
            validUntil: "2030-06-01T00:00:00Z",
            adopted: true,
            status: "active",
        });
    });

    test("whose end and policy the program does not give has none", () => {
        const pasted = fromBootstrap(inputs({ onCreate: "adopt" }), now);
        expect(pasted).not.toHaveProperty("validUntil");
        expect(pasted).not.toHaveProperty("rotation");
    });

    test("has to be there", async () => {
        const { bootstrapToken: _, ...news } = inputs();
        const create = async () => Promise.resolve(fromBootstrap(news, now));
        expect(await failureOf(create())).toMatchObject({
            code: "ERR_NO_TOKEN",
            message: "a new token needs bootstrapToken",
        });
    });
});
