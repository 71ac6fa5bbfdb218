import { DAY } from "../../../src/base/duration";
import type { JournalView } from "../../../src/journal/view";
import { decideRotation } from "../../../src/decision/rotation";
import type { RotationRequest, RotatingTokenState } from "../../../src/decision/token-state";
import { day, NO_JOURNAL, policy, request, state, stateInOverlap } from "../../support/token-state";

const issued: JournalView = { kind: "issued", fingerprint: "a1b2c3d4e5f6" };
const lost: JournalView = { kind: "lost", firstStartedAt: day(2), deadline: day(16) };
const interrupted: JournalView = { kind: "interrupted", firstStartedAt: day(2), deadline: day(16) };
const busy: JournalView = { kind: "busy", pid: 4711 };
const unreadable: JournalView = { kind: "unreadable", problem: "/journal/abc.1.json cannot be used: why" };

const recorded = policy({ triggers: { release: "1" } });
const fired = (changes: Partial<RotationRequest["policy"]> = {}): RotationRequest =>
    request({ policy: policy({ triggers: { release: "2" }, ...changes }) });
const newBootstrap = request({ bootstrapFingerprint: "new" });

const dead: [string, RotatingTokenState][] = [
    ["lost", state({ status: "lost" })],
    ["rejected", state({ status: "rejected" })],
    ["expired", state({ validUntil: day(1) })],
];

describe("a successor in the journal", () => {
    test("is taken from there, and the reason names it", () => {
        expect(decideRotation(state(), request(), day(3), issued)).toEqual({
            action: "recover",
            reason: "token a1b2c3d4e5f6 was issued but not saved to state: recovering it from the journal",
        });
    });

    test.each(dead)("is taken although the token in state is %s", (_name, lifeless) => {
        expect(decideRotation(lifeless, request(), day(3), issued).action).toBe("recover");
    });

    test.each<[string, RotatingTokenState, RotationRequest]>([
        ["a trigger fired", state({ policy: recorded }), fired()],
        ["the token is due", state({ validUntil: day(10) }), request()],
        ["settings change", state(), request({ otherChanges: true })],
        ["an overlap is on", stateInOverlap(), request()],
        ["a rotation is pending", stateInOverlap({ rotationPending: true }), request()],
    ])("is taken instead of anything else when %s", (_name, before, asked) => {
        expect(decideRotation(before, asked, day(3), issued).action).toBe("recover");
    });

    test.each<[string, JournalView]>([
        ["a successor", issued],
        ["a lost successor", lost],
        ["an interrupted rotation", interrupted],
        ["a running rotation", busy],
        ["an unreadable file", unreadable],
    ])("which holds %s does not keep another bootstrap token from replacing", (_name, view) => {
        expect(decideRotation(state(), newBootstrap, day(3), view).action).toBe("replace");
    });
});

describe("a lost successor in the journal", () => {
    const reason = (decision: object) => ("reason" in decision ? decision.reason : undefined);

    test("is refused, with the time at which the token at hand ends", () => {
        expect(decideRotation(state(), request(), day(3), lost)).toEqual({
            action: "refuse",
            code: "ERR_TOKEN_LOST",
            reason: "a new token was issued but never reached this stack. The current token stops working by 2030-01-17T00:00:00Z and can't be rotated",
        });
    });

    test("is refused before what else is wrong with the token", () => {
        expect(decideRotation(state({ status: "rejected" }), request(), day(3), lost)).toMatchObject({
            code: "ERR_TOKEN_LOST",
        });
    });

    test("noted in the state is refused with the end that the state knows", () => {
        const decision = decideRotation(
            state({ status: "lost", validUntil: day(12) }),
            request(),
            day(3),
            NO_JOURNAL,
        );
        expect(reason(decision)).toContain("stops working by 2030-01-13T00:00:00Z and");
    });

    test("noted in the state and in the journal is refused with the journal's end", () => {
        const decision = decideRotation(state({ status: "lost" }), request(), day(3), lost);
        expect(reason(decision)).toContain("stops working by 2030-01-17T00:00:00Z and");
    });

    test("whose predecessor's end nobody knows is said to end within days", () => {
        const { validUntil: _, ...endless } = state({ status: "lost" });
        expect(reason(decideRotation(endless, request(), day(3), NO_JOURNAL))).toContain(
            "stops working within days and",
        );
    });
});

describe("an interrupted rotation", () => {
    test("is taken up again, and the reason has the time of the first attempt", () => {
        expect(decideRotation(state(), request(), day(3), interrupted)).toEqual({
            action: "rotate",
            reason: "rotating, the rotation started at 2030-01-03T00:00:00Z got no clear answer",
        });
    });

    test("is taken up with the trigger as the reason when one fired", () => {
        expect(decideRotation(state({ policy: recorded }), fired(), day(3), interrupted)).toMatchObject({
            action: "rotate",
            reason: 'rotating, trigger "release" changed',
        });
    });

    test("waits through the last instant of an overlap and is taken up after it", () => {
        expect(decideRotation(stateInOverlap(), request(), day(14), interrupted)).toEqual({
            action: "wait",
            reason:
                "rotation is pending, the rotation started at 2030-01-03T00:00:00Z got no clear answer. The previous token is valid " +
                "until 2030-01-15T00:00:00Z, and the API allows no third one before that. The first `pulumi up` after it rotates.",
        });
        expect(decideRotation(stateInOverlap(), request(), day(14) + 1, interrupted).action).toBe("rotate");
    });

    test("does not keep settings from being recorded during an overlap, and makes nothing pending", () => {
        const changed = request({ otherChanges: true });
        expect(decideRotation(stateInOverlap(), changed, day(3), interrupted)).toMatchObject({
            action: "record",
            rotationPending: false,
        });
    });

    test("does not soften the refusal of a trigger that fires during an overlap", () => {
        const before = stateInOverlap({ policy: recorded });
        expect(decideRotation(before, fired(), day(3), interrupted)).toMatchObject({
            action: "refuse",
            code: "ERR_OVERLAP",
        });
    });

    test.each(dead)("of a token that is %s is not taken up", (name, lifeless) => {
        const expected = name === "rejected" ? "recheck" : "refuse";
        expect(decideRotation(lifeless, request(), day(3), interrupted).action).toBe(expected);
    });
});

const calledFor: [string, RotatingTokenState, RotationRequest][] = [
    ["a trigger fired", state({ policy: recorded }), fired()],
    ["the token is due", state({ validUntil: day(20) }), request()],
    ["a pending rotation can happen", state({ rotationPending: true }), request()],
];
const notCalledFor: [string, RotatingTokenState, RotationRequest][] = [
    ["nothing is to be done", state(), request()],
    ["settings change", state(), request({ otherChanges: true })],
    ["a trigger is deferred", stateInOverlap({ policy: recorded }), fired({ duringOverlap: "defer" })],
    ["a trigger is refused", stateInOverlap({ policy: recorded }), fired()],
    ["a due token waits", stateInOverlap({ validUntil: day(20) }), request()],
    ["another bootstrap token is given", state(), newBootstrap],
    ["the token is dead", state({ validUntil: day(1) }), request()],
];

describe("a rotation of another process", () => {
    test.each(calledFor)("is joined when %s", (_name, before, asked) => {
        expect(decideRotation(before, asked, day(3), busy)).toEqual({
            action: "join",
            reason: "process 4711 is rotating this token: waiting for its result",
        });
    });

    test.each(notCalledFor)("changes nothing when %s", (_name, before, asked) => {
        expect(decideRotation(before, asked, day(3), busy)).toEqual(
            decideRotation(before, asked, day(3), NO_JOURNAL),
        );
    });
});

describe("a file of the journal that cannot be used", () => {
    test.each(calledFor)("keeps the token from being rotated when %s", (_name, before, asked) => {
        const decision = decideRotation(before, asked, day(3), unreadable);
        expect(decision).toMatchObject({ action: "refuse", code: "ERR_JOURNAL" });
        expect("reason" in decision ? decision.reason : "").toBe(
            "not rotated: /journal/abc.1.json cannot be used: why. It may hold the only copy of a newer token. Use the " +
                "release that wrote it, restore the file, or, when you know that it holds nothing you need, move it away",
        );
    });

    test.each(notCalledFor)("changes nothing when %s", (_name, before, asked) => {
        expect(decideRotation(before, asked, day(3), unreadable)).toEqual(
            decideRotation(before, asked, day(3), NO_JOURNAL),
        );
    });
});

test("a policy that the program no longer gives does not rotate a token that was due by it", () => {
    const before = state({ policy: policy({ every: 1 * DAY }) });
    expect(decideRotation(before, request(), day(3), NO_JOURNAL).action).toBe("record");
});
