import { DAY } from "../../../src/base/duration";
import { fingerprint } from "../../../src/base/fingerprint";
import * as recording from "../../../src/rotating-token/recording";
import type { RotatingTokenOutputs as Outputs } from "../../../src/rotating-token/state";
import { markTriggers } from "../../../src/rotating-token/triggers";
import { adoptedOutputs, inputs, outputs } from "../../support/rotating-token-outputs";

type Inputs = Parameters<typeof recording.toRequest>[1];

/** What the system of these tests records of its own. */
const OWN_INPUTS = ["apiEndpoint"];

const record = (olds: Outputs, news: Inputs, decision: Parameters<typeof recording.record>[3]) =>
    recording.record(olds, news, OWN_INPUTS, decision);
const toRequest = (olds: Outputs, news: Inputs, isRenamed = false) =>
    recording.toRequest(olds, news, OWN_INPUTS, isRenamed);

describe("recording", () => {
    test("the API's end stays when the current token is given as the bootstrap token", () => {
        const news = inputs({ bootstrapToken: "current", onCreate: "adopt", validUntil: "2030-02-01" });
        const recorded = record(outputs(), news, none);
        expect(toRequest(recorded, news).otherChanges).toBe(false);
        expect(record(recorded, news, none).validUntil).toBe("2032-01-01T00:00:00Z");
    });

    const none = { action: "none" } as const;
    const pending = { action: "record", reason: "x", rotationPending: true } as const;
    const settled = { action: "record", reason: "x", rotationPending: false } as const;

    test("the inputs that the outputs came from changes nothing", () => {
        expect(record(outputs(), inputs(), none)).toEqual(outputs());
    });

    test("takes over what later decisions compare with, and leaves the token alone", () => {
        const rotation = { every: "90d" };
        const news = inputs({
            apiEndpoint: "https://other.example.com/v7",
            rotation,
            bootstrapToken: "current",
            unrecorded: "x",
        });
        expect(record(outputs(), news, none)).toEqual(
            outputs({
                apiEndpoint: "https://other.example.com/v7",
                rotation,
                bootstrapFingerprint: fingerprint("current"),
            }),
        );
    });

    test("keeps the bootstrap fingerprint when the program gives no bootstrap token", () => {
        const { bootstrapToken: _, ...news } = inputs();
        expect(record(outputs(), news, none)).toEqual(outputs());
    });

    test("takes a policy away that the program no longer gives", () => {
        expect(record(outputs({ rotation: { every: "90d" } }), inputs(), none)).toEqual(outputs());
    });

    test("keeps no bootstrap token in the outputs", () => {
        expect(JSON.stringify(record(outputs(), inputs({ bootstrapToken: "pasted" }), none))).not.toContain(
            "pasted",
        );
    });

    test.each([
        ["set by a decision that says so", pending, outputs(), true],
        ["kept by such a decision", pending, outputs({ rotationPending: true }), true],
        ["taken away by a decision that says so", settled, outputs({ rotationPending: true }), undefined],
        ["kept by any other", none, outputs({ rotationPending: true }), true],
        ["not made up by any other", none, outputs(), undefined],
    ])("a pending rotation is %s", (_name, decision, olds, expected) => {
        expect(record(olds, inputs(), decision).rotationPending).toBe(expected);
    });

    test("the end of an adopted token is taken from the program, in whole seconds of UTC", () => {
        const news = inputs({ onCreate: "adopt", validUntil: "2030-06-01T02:00:00+02:00" });
        expect(record(adoptedOutputs(), news, none).validUntil).toBe("2030-06-01T00:00:00Z");
    });

    test("the end that the API gave is not taken from the program", () => {
        const news = inputs({ onCreate: "adopt", validUntil: "2030-06-01" });
        expect(record(outputs(), news, none).validUntil).toBe("2032-01-01T00:00:00Z");
    });

    test("the end of an adopted token that is called lost is not taken from the program", () => {
        const lost = adoptedOutputs({ status: "lost", validUntil: "2030-01-15T00:00:00Z" });
        const news = inputs({ onCreate: "adopt", validUntil: "2030-06-01" });
        expect(record(lost, news, none).validUntil).toBe("2030-01-15T00:00:00Z");
    });

    test("drops what the token was issued for once the program's triggers say the same", () => {
        const issuedFor = markTriggers({ release: "2" }, "current");
        const news = inputs({ rotation: { triggers: { release: "2" } } });
        expect(record(outputs({ issuedFor }), news, none)).not.toHaveProperty("issuedFor");
        expect(record(outputs({ issuedFor }), inputs(), none)).not.toHaveProperty("issuedFor");
    });

    test("keeps it while they say something else: another program may ask for it", () => {
        const issuedFor = markTriggers({ release: "2" }, "current");
        const news = inputs({ rotation: { triggers: { release: "3" } } });
        expect(record(outputs({ issuedFor }), news, none)).toMatchObject({ issuedFor });
    });

    test("the end of an adopted token stays when the program no longer gives it", () => {
        const known = adoptedOutputs({ validUntil: "2030-06-01T00:00:00Z" });
        expect(record(known, inputs({ onCreate: "adopt" }), none)).toEqual(known);
    });
});

describe("what the program asks for", () => {
    test("has the bootstrap token as a fingerprint and the policy with its defaults", () => {
        expect(toRequest(outputs(), inputs())).toEqual({
            bootstrapFingerprint: fingerprint("bootstrap"),
            policy: { beforeExpiry: 60 * DAY, triggers: {}, duringOverlap: "fail" },
            satisfiedTriggers: [],
            otherChanges: false,
        });
    });

    test("has no fingerprint without a bootstrap token", () => {
        const { bootstrapToken: _, ...news } = inputs();
        expect(toRequest(outputs(), news)).not.toHaveProperty("bootstrapFingerprint");
    });

    test.each([
        ["another endpoint", inputs({ apiEndpoint: "https://other.example.com/v7" }), true],
        ["the end of the adopted token", inputs({ onCreate: "adopt", validUntil: "2030-06-01" }), true],
        ["another policy", inputs({ rotation: { every: "90d" } }), false],
        ["another onCreate", inputs({ onCreate: "adopt" }), false],
        ["an input that the system does not record", inputs({ unrecorded: "x" }), false],
    ])("%s counts as another change: %j", (_name, news, expected) => {
        expect(toRequest(adoptedOutputs(), news).otherChanges).toBe(expected);
    });

    test.each([true, false])("another name alone counts as another change: %j", (isRenamed) => {
        expect(toRequest(adoptedOutputs(), inputs(), isRenamed).otherChanges).toBe(isRenamed);
    });

    test("names the triggers whose present value the token was issued for", () => {
        const issuedFor = markTriggers({ release: "2", person: "x" }, "current");
        const news = inputs({ rotation: { triggers: { release: "2", person: "y" } } });
        expect(toRequest(outputs({ issuedFor }), news).satisfiedTriggers).toEqual(["release"]);
    });

    test("is no other change because the state notes what the token was issued for", () => {
        const issuedFor = markTriggers({ release: "2" }, "current");
        expect(toRequest(outputs({ issuedFor }), inputs()).otherChanges).toBe(false);
    });

    test("is no change any more once it is recorded", () => {
        const apiEndpoint = "https://other.example.com/v7";
        const news = inputs({ apiEndpoint, onCreate: "adopt", validUntil: "2030-06-01" });
        const recorded = record(adoptedOutputs(), news, { action: "none" });
        expect(toRequest(recorded, news).otherChanges).toBe(false);
    });
});
