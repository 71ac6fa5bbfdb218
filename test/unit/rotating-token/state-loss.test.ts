import { alive, lose, succeed } from "../../../src/rotating-token/state";
import { DAY } from "../../../src/base/duration";
import { adoptedOutputs, outputs } from "../../support/rotating-token-outputs";

const DEADLINE = Date.parse("2030-01-15T00:00:00Z");
const END = "2032-01-01T00:00:00Z";

describe("a token that is called lost", () => {
    test("ends at the deadline, and its own end is kept", () => {
        expect(lose(outputs(), DEADLINE)).toEqual(
            outputs({ status: "lost", validUntil: "2030-01-15T00:00:00Z", endBeforeLoss: END }),
        );
    });

    test("keeps that its own end is not known", () => {
        expect(lose(adoptedOutputs(), DEADLINE)).toMatchObject({ endBeforeLoss: "" });
    });

    test("once more keeps its own end, and ends at the new deadline", () => {
        const twice = lose(lose(outputs(), DEADLINE), DEADLINE + DAY);
        expect(twice).toMatchObject({ validUntil: "2030-01-16T00:00:00Z", endBeforeLoss: END });
        const endless = lose(lose(adoptedOutputs(), DEADLINE), DEADLINE + DAY);
        expect(endless).toMatchObject({ validUntil: "2030-01-16T00:00:00Z", endBeforeLoss: "" });
    });

    test("keeps what the program asked for, and what is pending", () => {
        const asked = outputs({ rotation: { triggers: { release: "1" } }, rotationPending: true });
        expect(lose(asked, DEADLINE)).toMatchObject({
            rotation: { triggers: { release: "1" } },
            rotationPending: true,
        });
    });

    test("leaves nothing of that to a successor that is found after all", () => {
        const successor = { token: "next", issuedAt: DEADLINE - 14 * DAY, validUntil: DEADLINE + 700 * DAY };
        const next = succeed(lose(outputs(), DEADLINE), successor, 14 * DAY);
        expect(next).toMatchObject({ status: "active", previousValidUntil: "2030-01-15T00:00:00Z" });
        expect(next).not.toHaveProperty("endBeforeLoss");
    });
});

describe("a token that is seen to work", () => {
    test.each(["active", "rejected"] as const)("is active when it was called %s", (status) => {
        expect(alive(outputs({ status }), DEADLINE)).toEqual(outputs());
    });

    test("stays lost through the last instant that the loss leaves it", () => {
        const lost = lose(outputs(), DEADLINE);
        expect(alive(lost, DEADLINE)).toEqual(lost);
    });

    test("after that was not lost: it is active, with the end that it had before", () => {
        expect(alive(lose(outputs(), DEADLINE), DEADLINE + 1)).toEqual(outputs());
    });

    test("after that has no end when none was known before", () => {
        expect(alive(lose(adoptedOutputs(), DEADLINE), DEADLINE + 1)).toEqual(adoptedOutputs());
    });

    test("after that has no end when a state of 0.1.0 does not tell the one before", () => {
        const { validUntil: _, ...endless } = outputs();
        const lost = outputs({ status: "lost", validUntil: "2030-01-15T00:00:00Z" });
        expect(alive(lost, DEADLINE + 1)).toEqual(endless);
    });

    test("stays lost when nobody knows until when the loss lets it work", () => {
        const lost = adoptedOutputs({ status: "lost" });
        expect(alive(lost, DEADLINE + 900 * DAY)).toEqual(lost);
    });
});
