import { DAY } from "../../../src/base/duration";
import { fingerprint } from "../../../src/base/fingerprint";
import { latestIssue, succeed, toTokenState, withDerived } from "../../../src/rotating-token/state";
import { markTriggers } from "../../../src/rotating-token/triggers";
import { adoptedOutputs, outputs } from "../../support/rotating-token-outputs";

const OVERLAP = 14 * DAY;
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
        const known = toTokenState(adoptedOutputs());
        expect(Object.keys(known)).not.toEqual(
            expect.arrayContaining(["validUntil", "previousFingerprint", "previousValidUntil"]),
        );
        expect(known.validUntil).toBeUndefined();
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

describe("the latest time at which a token can have been issued", () => {
    const LIFETIME = 730 * DAY;

    test("is the noted one, when the token's end is no later than that allows", () => {
        expect(latestIssue(outputs({ validUntil: "2031-06-01T00:00:00Z" }), LIFETIME)).toBe(
            at("2030-01-01T00:00:00Z"),
        );
    });

    test("is that by the token's end, when a wrong clock noted an earlier one", () => {
        const early = outputs({ issuedAt: "2029-12-01T00:00:00Z", validUntil: "2032-01-01T00:00:00Z" });
        expect(latestIssue(early, LIFETIME)).toBe(at("2032-01-01T00:00:00Z") - LIFETIME);
    });

    test("is the noted one for a pasted token, whatever end the program gives", () => {
        const pasted = adoptedOutputs({ validUntil: "2040-01-01T00:00:00Z" });
        expect(latestIssue(pasted, LIFETIME)).toBe(at("2030-01-01T00:00:00Z"));
        expect(latestIssue(adoptedOutputs(), LIFETIME)).toBe(at("2030-01-01T00:00:00Z"));
    });

    test("is the noted one where no end is known", () => {
        const { adopted: _, ...endless } = adoptedOutputs();
        expect(latestIssue(endless, LIFETIME)).toBe(at("2030-01-01T00:00:00Z"));
    });

    test("is long ago where none can be read", () => {
        expect(latestIssue(adoptedOutputs({ issuedAt: "soon" }), LIFETIME)).toBe(0);
    });
});

describe("the outputs that follow from others", () => {
    test("have the time after which the token is rotated", () => {
        expect(withDerived(outputs(), at("2030-01-01T00:00:00Z"))).toEqual(
            outputs({ rotatesAfter: "2031-11-02T00:00:00Z" }),
        );
    });

    test("have no such time when only a trigger can rotate, and lose an old one", () => {
        const endless = adoptedOutputs({ rotatesAfter: "2031-11-02T00:00:00Z" });
        expect(withDerived(endless, at("2030-01-01T00:00:00Z"))).toEqual(adoptedOutputs());
    });

    test("keep the previous token through the instant of its end and drop it after", () => {
        const kept = withDerived(outputs(withPrevious), at("2030-01-15T00:00:00Z"));
        expect(kept).toMatchObject(withPrevious);
        const later = withDerived(outputs(withPrevious), at("2030-01-15T00:00:00Z") + 1);
        expect(later).toEqual(outputs({ rotatesAfter: "2031-11-02T00:00:00Z" }));
    });

    test("count the overlap in while it lasts and no longer after", () => {
        const due = { ...withPrevious, rotation: { every: "14d" }, issuedAt: "2029-12-31T00:00:00Z" };
        expect(withDerived(outputs(due), at("2030-01-02T00:00:00Z")).rotatesAfter).toBe(
            "2030-01-15T00:00:00Z",
        );
        expect(withDerived(outputs(due), at("2030-01-16T00:00:00Z")).rotatesAfter).toBe(
            "2030-01-14T00:00:00Z",
        );
    });

    test("stay as they are when they are derived again", () => {
        const once = withDerived(outputs(withPrevious), at("2030-01-02T00:00:00Z"));
        expect(withDerived(once, at("2030-01-02T00:00:00Z"))).toEqual(once);
    });
});

describe("a successor", () => {
    const issuedAt = at("2031-11-03T10:00:00.400Z");
    const successor = { token: "next", issuedAt, validUntil: issuedAt + 730 * DAY };

    test("takes the token's place, and the token becomes the previous one for the overlap", () => {
        expect(succeed(outputs(), successor, OVERLAP)).toEqual(
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
        expect(succeed(short, successor, OVERLAP).previousValidUntil).toBe("2031-11-05T00:00:00Z");
    });

    test("of a token without a known end leaves it 14 days", () => {
        expect(succeed(adoptedOutputs(), successor, OVERLAP).previousValidUntil).toBe("2031-11-17T10:00:01Z");
    });

    test("ends a pending rotation and makes the state active again", () => {
        const next = succeed(outputs({ rotationPending: true, status: "rejected" }), successor, OVERLAP);
        expect(next).not.toHaveProperty("rotationPending");
        expect(next.status).toBe("active");
    });

    test("has marks of what it was asked for, and no value, when that is known", () => {
        const triggers = { release: "a-secret-value" };
        const next = succeed(outputs({ issuedFor: { person: "x" } }), { ...successor, triggers }, OVERLAP);
        expect(next.issuedFor).toEqual(markTriggers(triggers, "next"));
        expect(JSON.stringify(next)).not.toContain("a-secret-value");
    });

    test("has no marks of what its predecessor was asked for", () => {
        const marked = outputs({ issuedFor: { release: "x" } });
        expect(succeed(marked, successor, OVERLAP)).not.toHaveProperty("issuedFor");
    });

    test("is no pasted token, and was never called lost", () => {
        const before = adoptedOutputs({ status: "lost", endBeforeLoss: "2032-01-01T00:00:00Z" });
        const next = succeed(before, successor, OVERLAP);
        expect(next).toMatchObject({ status: "active" });
        expect(next).not.toHaveProperty("adopted");
        expect(next).not.toHaveProperty("endBeforeLoss");
    });

    test("leaves the token before the previous one behind", () => {
        expect(JSON.stringify(succeed(outputs(withPrevious), successor, OVERLAP))).not.toContain(
            '"previous"',
        );
    });
});
