import { DAY } from "../../../src/base/duration";
import type { TokenAnswer } from "../../../src/rotating-token/answer";
import { answered, ASKED, ISSUED_ANSWER, IssueStage, SUCCESSOR_AS_ISSUED } from "../../support/issue-stage";
import { DEADLINE, MARK, OLD, SUCCESSOR, SUCCESSOR_MARK } from "../../support/journal-stage";
import { ISSUED } from "../../support/token-state";

const stage = new IssueStage();
const INTERRUPTED = { kind: "interrupted", firstStartedAt: ISSUED, deadline: DEADLINE };
const LOST_VIEW = { kind: "lost", firstStartedAt: ISSUED, deadline: DEADLINE };
const LOST_REPLY = {
    kind: "failed",
    code: "ERR_TOKEN_LOST",
    message:
        "Words. So a new token was issued but never reached this stack. The current token stops working by " +
        "2030-01-15T00:00:00Z and can't be rotated: its answer was lost, or another stack or person had it issued",
    lostWithDeadline: DEADLINE,
};

describe("a successor that is issued", () => {
    test("is in the reply, and sealed in the journal before", async () => {
        expect(await stage.issueWith(ISSUED_ANSWER)).toEqual({
            kind: "issued",
            successor: SUCCESSOR_AS_ISSUED,
            endIsAssumed: false,
        });
        expect(await stage.view()).toEqual({ kind: "issued", fingerprint: SUCCESSOR_MARK });
        expect(await stage.journal().recover(OLD)).toEqual(SUCCESSOR_AS_ISSUED);
        expect(stage.sent).toEqual([OLD]);
    });

    test("without an end is taken to live for two years, in the reply and in the journal", async () => {
        const validUntil = ISSUED + ASKED + 730 * DAY;
        expect(await stage.issueWith({ kind: "issued", token: SUCCESSOR.token })).toEqual({
            kind: "issued",
            successor: { ...SUCCESSOR_AS_ISSUED, validUntil },
            endIsAssumed: true,
        });
        expect(await stage.journal().recover(OLD)).toMatchObject({ validUntil });
    });

    test("is asked for once the intent is in the journal, with the resource's name and the deadline", async () => {
        let during: object = {};
        await stage.issueWith(ISSUED_ANSWER, {}, () => {
            during = stage.content();
        });
        expect(during).toMatchObject({
            state: "intent",
            fingerprint: MARK,
            resourceName: "ci",
            deadline: "2030-01-15T00:00:00Z",
        });
    });

    test("ends the old token no later than that ends by itself", async () => {
        await stage.issueWith(ISSUED_ANSWER, { validUntil: ISSUED + 5 * DAY });
        expect(stage.content()).toMatchObject({ deadline: "2030-01-06T00:00:00Z" });
    });
});

describe("an answer without a successor", () => {
    test("that is unclear says so, and leaves the attempt interrupted", async () => {
        expect(await stage.issueWith(answered("unclear"))).toEqual({
            kind: "failed",
            code: "ERR_AMBIGUOUS",
            message:
                "Words. A new token may have been issued. The current one still works. Run `pulumi up` again to find out",
        });
        expect(await stage.view()).toEqual(INTERRUPTED);
        expect(stage.content()).toMatchObject({ state: "unclear" });
    });

    test("that lost it says until when the old token works, and the journal notes the loss", async () => {
        expect(await stage.issueWith(answered("lost"))).toEqual(LOST_REPLY);
        expect(await stage.view()).toEqual(LOST_VIEW);
    });

    test("that lost it names the old token's own end when that comes first", async () => {
        const end = ISSUED + 5 * DAY;
        expect(await stage.issueWith(answered("lost"), { validUntil: end })).toMatchObject({
            lostWithDeadline: end,
        });
    });

    test("that rejects the token leaves no attempt", async () => {
        expect(await stage.issueWith(answered("rejected"))).toEqual({
            kind: "failed",
            code: "ERR_TOKEN_REJECTED",
            message: "Words",
        });
        expect(stage.names()).toEqual([]);
    });

    test("because nothing was processed says so with its code, and leaves no attempt", async () => {
        const answer: TokenAnswer = { kind: "not-processed", code: "ERR_RATE_LIMITED", message: "Words" };
        expect(await stage.issueWith(answer)).toEqual({
            kind: "failed",
            code: "ERR_RATE_LIMITED",
            message: "Words. Nothing was issued: the token stays as it is",
        });
        expect(stage.names()).toEqual([]);
    });
});

describe("an overlap that the API reports", () => {
    test("for a token known to be alone means that a successor is lost", async () => {
        expect(await stage.issueWith(answered("overlap"))).toEqual(LOST_REPLY);
        expect(await stage.view()).toEqual(LOST_VIEW);
    });

    test("for a token that was just pasted may come from its predecessor, and leaves no attempt", async () => {
        expect(await stage.issueWith(answered("overlap"), { mayHavePredecessor: true })).toEqual({
            kind: "failed",
            code: "ERR_OVERLAP",
            message:
                "Words. The current token was issued within the last 14 days, or is the newer one of the two: wait for " +
                "the end of the other, or revoke that one in the UI",
        });
        expect(stage.names()).toEqual([]);
    });

    test("after an attempt without a clear answer means that its successor is lost", async () => {
        await stage.issueWith(answered("unclear"), { mayHavePredecessor: true });
        stage.now = ISSUED + 2 * DAY;
        expect(await stage.issueWith(answered("overlap"), { mayHavePredecessor: true })).toEqual(LOST_REPLY);
        expect(await stage.view()).toEqual(LOST_VIEW);
    });
});

describe("after an attempt without a clear answer", () => {
    test("a successor is issued all the same when the first was not processed", async () => {
        await stage.issueWith(answered("unclear"));
        stage.now = ISSUED + 2 * DAY;
        expect(await stage.issueWith(ISSUED_ANSWER)).toMatchObject({ kind: "issued" });
        expect(await stage.journal().recover(OLD)).toMatchObject({ token: SUCCESSOR.token });
    });

    test("one that was not processed leaves the first attempt as it was", async () => {
        await stage.issueWith(answered("unclear"));
        stage.now = ISSUED + 2 * DAY;
        await stage.issueWith(answered("rejected"));
        expect(await stage.view()).toEqual(INTERRUPTED);
        expect(stage.names()).toEqual([`${MARK}.1.json`]);
    });
});
