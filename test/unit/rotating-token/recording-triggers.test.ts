import { DAY } from "../../../src/base/duration";
import { decideRotation } from "../../../src/decision/rotation";
import type { RotatingTokenInputs } from "../../../src/rotating-token/inputs";
import { recordCreation, recordSuccession, toRequest } from "../../../src/rotating-token/recording";
import {
    type RotatingTokenOutputs,
    succeed,
    toTokenState,
    withDerived,
} from "../../../src/rotating-token/state";
import { markTriggers, type Triggers } from "../../../src/rotating-token/triggers";
import { inputs, outputs } from "../../support/rotating-token-outputs";
import { day, ISSUED, NO_JOURNAL } from "../../support/token-state";

const OWN_INPUTS = ["apiEndpoint"];
const asking = (triggers: Triggers, more: Partial<RotatingTokenInputs> = {}) =>
    inputs({ rotation: { triggers }, ...more });
const recorded = (triggers: Triggers) => outputs({ rotation: { triggers } });

/** The successor of a token, as it is when it was asked for with these triggers. */
const successorOf = (olds: RotatingTokenOutputs, triggers?: Triggers) => {
    const times = { issuedAt: ISSUED, validUntil: day(730) };
    return succeed(
        olds,
        { token: "next", ...times, ...(triggers === undefined ? {} : { triggers }) },
        14 * DAY,
    );
};
const succession = (before: Triggers, issuedFor: Triggers | undefined, now: Triggers) => {
    const olds = recorded(before);
    return recordSuccession(olds, successorOf(olds, issuedFor), asking(now), OWN_INPUTS);
};

/** What the next run makes of it, once the overlap is over and the previous token has left the state. */
const nextDecision = (olds: RotatingTokenOutputs, news: RotatingTokenInputs, when = day(20)) => {
    const alone = withDerived(olds, when);
    return decideRotation(toTokenState(alone), toRequest(alone, news, OWN_INPUTS, false), when, NO_JOURNAL)
        .action;
};

describe("a new token", () => {
    test("that was asked for with the present triggers has followed them, and that is all there is to note", () => {
        const { outputs: after, stillAsked } = succession(
            { release: "1" },
            { release: "2" },
            { release: "2" },
        );
        expect(stillAsked).toEqual([]);
        expect(after.rotation).toEqual({ triggers: { release: "2" } });
        expect(after).not.toHaveProperty("issuedFor");
        expect(after).toMatchObject({ token: "next", previousToken: "current" });
        expect(nextDecision(after, asking({ release: "2" }))).toBe("none");
    });

    test("that was asked for before a trigger changed has not followed that: it still calls for a rotation", () => {
        const { outputs: after, stillAsked } = succession(
            { release: "1" },
            { release: "1" },
            { release: "2" },
        );
        expect(stillAsked).toEqual(["release"]);
        expect(after.rotation).toEqual({ triggers: { release: "1" } });
        expect(nextDecision(after, asking({ release: "2" }))).toBe("rotate");
    });

    test("of two changes has followed that which it was asked for", () => {
        const now = { release: "2", person: "y" };
        const { outputs: after, stillAsked } = succession(
            { release: "1", person: "x" },
            { release: "2" },
            now,
        );
        expect(stillAsked).toEqual(["person"]);
        expect(after.rotation).toEqual({ triggers: { release: "2", person: "x" } });
    });

    test("that was asked for with a value that has changed again since is right for who asks for that value", () => {
        const { outputs: after, stillAsked } = succession(
            { release: "1" },
            { release: "2" },
            { release: "3" },
        );
        expect(stillAsked).toEqual(["release"]);
        expect(after.issuedFor).toEqual(markTriggers({ release: "2" }, "next"));
        expect(nextDecision(after, asking({ release: "3" }))).toBe("rotate");
        expect(nextDecision(after, asking({ release: "2" }))).toBe("record");
        expect(nextDecision(after, asking({ release: "1" }))).toBe("none");
    });

    test("has nothing left to follow when the trigger was set back meanwhile", () => {
        const { outputs: after, stillAsked } = succession(
            { release: "1" },
            { release: "2" },
            { release: "1" },
        );
        expect(stillAsked).toEqual([]);
        expect(nextDecision(after, asking({ release: "1" }))).toBe("none");
        expect(nextDecision(after, asking({ release: "2" }))).toBe("record");
    });

    test("has nothing to follow of triggers that came or went", () => {
        const { outputs: after, stillAsked } = succession({ gone: "1" }, { gone: "1" }, { added: "1" });
        expect(stillAsked).toEqual([]);
        expect(after.rotation).toEqual({ triggers: { added: "1" } });
    });

    test("of which nobody knows what it was asked for counts as asked for with the present triggers", () => {
        const { outputs: after, stillAsked } = succession({ release: "1" }, undefined, { release: "2" });
        expect(stillAsked).toEqual([]);
        expect(after.rotation).toEqual({ triggers: { release: "2" } });
    });

    test("comes with everything else that the program asks for", () => {
        const olds = recorded({ release: "1" });
        const rotation = { every: "90d", triggers: { release: "3" } };
        const news = inputs({ apiEndpoint: "https://other.example.com/v7", rotation });
        const { outputs: after } = recordSuccession(
            olds,
            successorOf(olds, { release: "2" }),
            news,
            OWN_INPUTS,
        );
        expect(after).toMatchObject({
            apiEndpoint: "https://other.example.com/v7",
            rotation: { every: "90d", triggers: { release: "1" } },
        });
    });
});

describe("a token that a refresh took from the journal", () => {
    const recovered = successorOf(recorded({ release: "1" }), { release: "2" });

    test("is not rotated again for the trigger that it was asked for", () => {
        expect(nextDecision(recovered, asking({ release: "2" }))).toBe("record");
        expect(nextDecision(recovered, asking({ release: "2" }), day(1))).toBe("record");
    });

    test("is rotated for a trigger that has changed since", () => {
        expect(nextDecision(recovered, asking({ release: "3" }))).toBe("rotate");
    });
});

describe("a new resource", () => {
    const created = (issuedFor: Triggers | undefined, news: RotatingTokenInputs) =>
        recordCreation(successorOf(outputs(news.rotation && { rotation: news.rotation }), issuedFor), news);

    test("whose token was asked for with its triggers has nothing else to note", () => {
        const news = asking({ release: "1" });
        const after = created({ release: "1" }, news);
        expect(after).not.toHaveProperty("issuedFor");
        expect(nextDecision(after, news)).toBe("none");
    });

    test("without triggers has nothing else to note, whatever its token was asked for", () => {
        expect(created({ release: "1" }, inputs())).not.toHaveProperty("issuedFor");
        expect(created(undefined, inputs())).toMatchObject({ token: "next" });
    });

    test.each<[string, Triggers]>([
        ["another value", { release: "2" }],
        ["one trigger more", { release: "1", person: "x" }],
    ])("that asks for %s than its token was asked for notes that, and rotates for none of it", (_n, now) => {
        const after = created({ release: "1" }, asking(now));
        expect(after.issuedFor).toEqual(markTriggers({ release: "1" }, "next"));
        expect(nextDecision(after, asking(now))).toBe("none");
    });
});
