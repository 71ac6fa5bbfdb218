import * as fc from "fast-check";
import { DAY } from "../../../src/base/duration";
import type { JournalView } from "../../../src/journal/view";
import { decideRotation } from "../../../src/decision/rotation";
import { rotatesAfter } from "../../../src/decision/causes";
import {
    assertFor,
    instant,
    isAlive,
    journalView,
    overlapIsOn,
    rotatedState,
    sameAsRecorded,
    tokenRequest,
    tokenState,
} from "../../support/arbitrary-token-state";
import { NO_JOURNAL } from "../../support/token-state";

const ACTIONS = ["none", "wait", "record", "rotate", "replace", "refuse", "recheck", "join", "recover"];
const ISSUING = ["rotate", "join", "recover"];

test("every state, request, instant and journal gets a decision, with a reason unless nothing is to be done", () => {
    assertFor([tokenState, tokenRequest, instant, journalView], (state, asked, now, view) => {
        const decision = decideRotation(state, asked, now, view);
        expect(ACTIONS).toContain(decision.action);
        expect(decision.action === "none" || decision.reason.length > 0).toBe(true);
    });
});

test("the same arguments get the same decision, and are left as they are", () => {
    assertFor([tokenState, tokenRequest, instant, journalView], (state, asked, now, view) => {
        const before = JSON.stringify([state, asked, now, view]);
        const first = decideRotation(state, asked, now, view);
        expect(decideRotation(state, asked, now, view)).toEqual(first);
        expect(JSON.stringify([state, asked, now, view])).toBe(before);
    });
});

test("nothing rotates and nothing is joined while the previous token is valid", () => {
    assertFor([tokenState, tokenRequest, instant, journalView], (state, asked, now, view) => {
        fc.pre(overlapIsOn(state, now));
        expect(["rotate", "join"]).not.toContain(decideRotation(state, asked, now, view).action);
    });
});

test("a successor that reached the state by whichever way is not followed by another within its overlap", () => {
    const later = fc.integer({ min: 0, max: 14 * DAY });
    assertFor(
        [tokenState, tokenRequest, instant, journalView, later, journalView],
        (state, asked, now, view, wait, viewAfter) => {
            fc.pre(ISSUING.includes(decideRotation(state, asked, now, view).action));
            const rotated = rotatedState(state, asked, now);
            const again = { ...asked, otherChanges: false };
            expect(["none", "wait"]).toContain(decideRotation(rotated, again, now + wait, NO_JOURNAL).action);
            expect(["rotate", "join"]).not.toContain(
                decideRotation(rotated, again, now + wait, viewAfter).action,
            );
        },
    );
});

test("without a cause nothing rotates and nothing is joined, whatever else the journal holds", () => {
    assertFor([tokenState, tokenRequest, instant, journalView], (arbitrary, asked, now, view) => {
        const state = {
            ...arbitrary,
            rotationPending: false,
            policy: { ...arbitrary.policy, triggers: {} },
        };
        fc.pre(view.kind !== "interrupted" && now <= (rotatesAfter(state, asked.policy) ?? Infinity));
        expect(["rotate", "join"]).not.toContain(decideRotation(state, asked, now, view).action);
    });
});

test("an interrupted rotation is taken up exactly when the token lives alone", () => {
    assertFor([tokenState, instant, journalView], (state, now, view) => {
        fc.pre(view.kind === "interrupted");
        const expected = isAlive(state, now) && !overlapIsOn(state, now);
        expect(decideRotation(state, sameAsRecorded(state), now, view).action === "rotate").toBe(expected);
    });
});

test("a successor in the journal is recovered unless another bootstrap token is given", () => {
    assertFor([tokenState, tokenRequest, instant], (state, asked, now) => {
        const { action } = decideRotation(state, asked, now, { kind: "issued", fingerprint: "issued-mark" });
        const isReplaced = decideRotation(state, asked, now, NO_JOURNAL).action === "replace";
        expect(action).toBe(isReplaced ? "replace" : "recover");
    });
});

test.each<[string, JournalView, object]>([
    ["a running rotation", { kind: "busy", pid: 1 }, { action: "join" }],
    ["an unreadable file", { kind: "unreadable", problem: "x" }, { action: "refuse", code: "ERR_JOURNAL" }],
])("%s changes a decision exactly when that is to rotate", (_name, view, instead) => {
    assertFor([tokenState, tokenRequest, instant], (state, asked, now) => {
        const without = decideRotation(state, asked, now, NO_JOURNAL);
        expect(decideRotation(state, asked, now, view)).toMatchObject(
            without.action === "rotate" ? instead : without,
        );
    });
});

test("no reason shows the value of a trigger or a fingerprint of the state", () => {
    assertFor([tokenState, tokenRequest, instant, journalView], (state, asked, now, view) => {
        expect(JSON.stringify(decideRotation(state, asked, now, view))).not.toMatch(/value-|"mark-/);
    });
});
