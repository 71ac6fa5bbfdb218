import { DAY } from "../../../src/base/duration";
import { answered, ASKED, ISSUED_ANSWER, IssueStage } from "../../support/issue-stage";
import { DEADLINE, OLD } from "../../support/journal-stage";
import { ISSUED } from "../../support/token-state";

const stage = new IssueStage();
const LOST_VIEW = { kind: "lost", firstStartedAt: ISSUED, deadline: DEADLINE };
const LOST_REPLY = {
    kind: "failed",
    code: "ERR_TOKEN_LOST",
    message:
        "Words. So a new token was issued but never reached this stack. The current token stops working by " +
        "2030-01-15T00:00:00Z and can't be rotated. Either the answer with the new token was lost, or another stack or " +
        "person had it issued",
    lostWithDeadline: DEADLINE,
};
const OVERLAP_REPLY = {
    kind: "failed",
    code: "ERR_OVERLAP",
    message:
        "Words. The current token was issued within the last 14 days, or is the newer one of the two: wait for " +
        "the end of the other, or revoke that one in the UI",
};
/** The token was pasted a moment ago: it may be the newer one of two. */
const justPasted = { issuedAt: ISSUED };

describe("an answer that lost the successor", () => {
    test("says until when the old token works, and the journal notes the loss", async () => {
        expect(await stage.issueWith(answered("lost"))).toEqual(LOST_REPLY);
        expect(await stage.view()).toEqual(LOST_VIEW);
    });

    test("is a loss although the token may have a predecessor", async () => {
        expect(await stage.issueWith(answered("lost"), justPasted)).toEqual(LOST_REPLY);
    });

    test("names the old token's own end when that comes first", async () => {
        const end = ISSUED + 5 * DAY;
        expect(await stage.issueWith(answered("lost"), { validUntil: end })).toMatchObject({
            lostWithDeadline: end,
        });
    });

    test("after an attempt without a clear answer counts from now: that one was not processed", async () => {
        await stage.issueWith(answered("unclear"));
        stage.now = ISSUED + 2 * DAY;
        const deadline = DEADLINE + 2 * DAY;
        expect(await stage.issueWith(answered("lost"))).toMatchObject({ lostWithDeadline: deadline });
        expect(await stage.view()).toMatchObject({ kind: "lost", deadline });
    });
});

describe("two valid tokens, as the API reports them,", () => {
    test("where one is known to be alone mean that a successor is lost", async () => {
        expect(await stage.issueWith(answered("overlap"))).toEqual(LOST_REPLY);
        expect(await stage.view()).toEqual(LOST_VIEW);
    });

    test("where one was just pasted may be that one and its predecessor: nothing is lost", async () => {
        expect(await stage.issueWith(answered("overlap"), justPasted)).toEqual(OVERLAP_REPLY);
        expect(await stage.view()).toEqual({ kind: "none" });
    });

    test.each([
        ["up to the last millisecond of", 15 * DAY - 1, "ERR_OVERLAP"],
        ["after", 15 * DAY, "ERR_TOKEN_LOST"],
    ])("are an overlap or a loss %s the overlap and a day", async (_when, age, code) => {
        const issuedAt = ISSUED + ASKED - age;
        expect(await stage.issueWith(answered("overlap"), { issuedAt })).toMatchObject({ code });
    });

    test("may be a predecessor's as long after an attempt without a clear answer, which stays open", async () => {
        await stage.issueWith(answered("unclear"), justPasted);
        stage.now = ISSUED + 2 * DAY;
        expect(await stage.issueWith(answered("overlap"), justPasted)).toEqual(OVERLAP_REPLY);
        expect(await stage.view()).toEqual({
            kind: "interrupted",
            firstStartedAt: ISSUED,
            deadline: DEADLINE,
        });
    });

    test("after an attempt without a clear answer come from that one, and end the token by its deadline", async () => {
        await stage.issueWith(answered("unclear"));
        stage.now = ISSUED + 2 * DAY;
        expect(await stage.issueWith(answered("overlap"))).toEqual(LOST_REPLY);
        expect(await stage.view()).toEqual(LOST_VIEW);
    });

    test.each([
        ["a day", DAY, DEADLINE],
        ["a day and a millisecond", DAY + 1, DEADLINE + 15 * DAY],
    ])(
        "%s after the deadline of an attempt without a clear answer end the token by %#",
        async (_w, late, end) => {
            await stage.issueWith(answered("unclear"));
            stage.now = DEADLINE + late - ASKED;
            expect(await stage.issueWith(answered("overlap"))).toMatchObject({ lostWithDeadline: end });
            expect(await stage.view()).toMatchObject({ kind: "lost", deadline: end });
        },
    );
});

describe("the time of the API's answer", () => {
    const BEHIND = 20 * DAY;

    test("is when the successor was issued, whatever the clock of this machine shows", async () => {
        stage.serverTime = ISSUED - BEHIND;
        const reply = await stage.issueWith(ISSUED_ANSWER);
        expect(reply).toMatchObject({ successor: { issuedAt: ISSUED - BEHIND } });
        expect(await stage.journal().recover(OLD)).toMatchObject({ issuedAt: ISSUED - BEHIND });
        expect(stage.content()).toMatchObject({ deadline: "2029-12-26T00:00:00Z" });
    });

    test("is what the age of the token is counted to", async () => {
        // By this machine's clock the overlap is over.
        stage.serverTime = ISSUED - BEHIND;
        const issuedAt = ISSUED - BEHIND - 10 * DAY;
        expect(await stage.issueWith(answered("overlap"), { issuedAt })).toEqual(OVERLAP_REPLY);
    });

    test("is what the deadline of an unclear attempt and of a loss is counted from", async () => {
        stage.serverTime = ISSUED - BEHIND;
        const deadline = DEADLINE - BEHIND;
        await stage.issueWith(answered("unclear"));
        expect(await stage.view()).toMatchObject({ kind: "interrupted", deadline });
        expect(await stage.issueWith(answered("lost"))).toMatchObject({ lostWithDeadline: deadline });
    });
});
