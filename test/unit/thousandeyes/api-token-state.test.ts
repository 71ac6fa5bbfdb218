import { DAY } from "../../../src/lifecycle/duration";
import { fingerprint } from "../../../src/lifecycle/fingerprint";
import {
    endpointOf,
    record,
    settle,
    succeed,
    toRequest,
    toTokenState,
} from "../../../src/thousandeyes/api-token-state";
import { adoptedOutputs, ENDPOINT, inputs, outputs } from "../../support/api-token-outputs";

const at = (text: string) => Date.parse(text);
const withPrevious = { previousToken: "previous", previousValidUntil: "2030-01-15T00:00:00Z" };

describe("reading the state", () => {
    test("gives instants, fingerprints and the policy with its defaults", () => {
        expect(toTokenState(outputs(withPrevious))).toEqual({
            status: "active",
            fingerprint: fingerprint("current"),
            issuedAt: at("2030-01-01T00:00:00Z"),
            validUntil: at("2032-01-01T00:00:00Z"),
            previousFingerprint: fingerprint("previous"),
            previousValidUntil: at("2030-01-15T00:00:00Z"),
            bootstrapFingerprint: fingerprint("bootstrap"),
            policy: { beforeExpiry: 60 * DAY, triggers: {}, duringOverlap: "fail" },
            rotationPending: false,
        });
    });

    test("leaves out what the state does not have", () => {
        const state = toTokenState(adoptedOutputs());
        expect(Object.keys(state)).not.toEqual(
            expect.arrayContaining(["validUntil", "previousFingerprint", "previousValidUntil"]),
        );
        expect(state.validUntil).toBeUndefined();
    });

    test("takes over the recorded policy and a pending rotation", () => {
        const rotation = {
            beforeExpiry: "30d",
            every: "8w",
            triggers: { release: "1" },
            duringOverlap: "defer",
        } as const;
        expect(toTokenState(outputs({ rotation, rotationPending: true }))).toMatchObject({
            policy: {
                beforeExpiry: 30 * DAY,
                every: 56 * DAY,
                triggers: { release: "1" },
                duringOverlap: "defer",
            },
            rotationPending: true,
        });
    });
});

describe("settling", () => {
    test("sets the time after which the token is rotated", () => {
        expect(settle(outputs(), at("2030-01-01T00:00:00Z"))).toEqual(
            outputs({ rotatesAfter: "2031-11-02T00:00:00Z" }),
        );
    });

    test("sets no such time when only a trigger can rotate, and takes an old one away", () => {
        const endless = adoptedOutputs({ rotatesAfter: "2031-11-02T00:00:00Z" });
        expect(settle(endless, at("2030-01-01T00:00:00Z"))).toEqual(adoptedOutputs());
    });

    test("keeps the previous token through the instant of its end and drops it after", () => {
        const settled = settle(outputs(withPrevious), at("2030-01-15T00:00:00Z"));
        expect(settled).toMatchObject(withPrevious);
        const later = settle(outputs(withPrevious), at("2030-01-15T00:00:00Z") + 1);
        expect(later).toEqual(outputs({ rotatesAfter: "2031-11-02T00:00:00Z" }));
    });

    test("counts the overlap in while it lasts and no longer after", () => {
        const due = { ...withPrevious, rotation: { every: "14d" }, issuedAt: "2029-12-31T00:00:00Z" };
        expect(settle(outputs(due), at("2030-01-02T00:00:00Z")).rotatesAfter).toBe("2030-01-15T00:00:00Z");
        expect(settle(outputs(due), at("2030-01-16T00:00:00Z")).rotatesAfter).toBe("2030-01-14T00:00:00Z");
    });

    test("what is settled stays as it is when it is settled again", () => {
        const once = settle(outputs(withPrevious), at("2030-01-02T00:00:00Z"));
        expect(settle(once, at("2030-01-02T00:00:00Z"))).toEqual(once);
    });
});

describe("a successor", () => {
    const issuedAt = at("2031-11-03T10:00:00.400Z");
    const successor = { token: "next", issuedAt, validUntil: issuedAt + 730 * DAY };

    test("takes the token's place, and the token becomes the previous one for 14 days", () => {
        expect(succeed(outputs(), successor)).toEqual(
            outputs({
                token: "next",
                tokenFingerprint: fingerprint("next"),
                issuedAt: "2031-11-03T10:00:00Z",
                validUntil: "2033-11-02T10:00:00Z",
                previousToken: "current",
                previousValidUntil: "2031-11-17T10:00:01Z",
            }),
        );
    });

    test("does not make its predecessor live past its own end", () => {
        const short = outputs({ validUntil: "2031-11-05T00:00:00Z" });
        expect(succeed(short, successor).previousValidUntil).toBe("2031-11-05T00:00:00Z");
    });

    test("of a token without a known end leaves it 14 days", () => {
        expect(succeed(adoptedOutputs(), successor).previousValidUntil).toBe("2031-11-17T10:00:01Z");
    });

    test("ends a pending rotation and makes the state active again", () => {
        const next = succeed(outputs({ rotationPending: true, status: "rejected" }), successor);
        expect(next).not.toHaveProperty("rotationPending");
        expect(next.status).toBe("active");
    });

    test("leaves the token before the previous one behind", () => {
        expect(JSON.stringify(succeed(outputs(withPrevious), successor))).not.toContain('"previous"');
    });
});

describe("recording", () => {
    test("the API's end stays when the current token is given as the bootstrap token", () => {
        const news = inputs({ bootstrapToken: "current", onCreate: "adopt", validUntil: "2030-02-01" });
        const recorded = record(outputs(), news, none);
        expect(toRequest(recorded, news).otherChanges).toBe(false);
        expect(record(recorded, news, none).validUntil).toBe("2032-01-01T00:00:00Z");
    });

    const none = { action: "none" } as const;
    const pending = { action: "record", reason: "x", rotationPending: true } as const;

    test("the inputs that the outputs came from changes nothing", () => {
        expect(record(outputs(), inputs(), none)).toEqual(outputs());
    });

    test("takes over what later decisions compare with, and leaves the token alone", () => {
        const rotation = { every: "90d" };
        const news = inputs({
            __provider: "pointer",
            resourceName: "renamed",
            apiEndpoint: "https://other.example.com/v7",
            rotation,
            bootstrapToken: "current",
        });
        expect(record(outputs(), news, none)).toEqual(
            outputs({
                __provider: "pointer",
                resourceName: "renamed",
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
        ["taken away by any other", none, outputs({ rotationPending: true }), undefined],
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
            otherChanges: false,
        });
    });

    test("has no fingerprint without a bootstrap token", () => {
        const { bootstrapToken: _, ...news } = inputs();
        expect(toRequest(outputs(), news)).not.toHaveProperty("bootstrapFingerprint");
    });

    test.each([
        ["another name", inputs({ resourceName: "renamed" }), true],
        ["another endpoint", inputs({ apiEndpoint: "https://other.example.com/v7" }), true],
        ["the end of the adopted token", inputs({ onCreate: "adopt", validUntil: "2030-06-01" }), true],
        ["another policy", inputs({ rotation: { every: "90d" } }), false],
        ["another onCreate", inputs({ onCreate: "adopt" }), false],
    ])("%s counts as another change: %j", (_name, news, expected) => {
        expect(toRequest(adoptedOutputs(), news).otherChanges).toBe(expected);
    });

    test("is no change any more once it is recorded", () => {
        const news = inputs({ resourceName: "renamed", onCreate: "adopt", validUntil: "2030-06-01" });
        const recorded = record(adoptedOutputs(), news, { action: "none" });
        expect(toRequest(recorded, news).otherChanges).toBe(false);
    });
});

test("the endpoint is the one that check filled in", () => {
    expect(endpointOf(inputs())).toBe(ENDPOINT);
    const { apiEndpoint: _, ...unchecked } = inputs();
    expect(() => endpointOf(unchecked)).toThrow("check did not run");
});
