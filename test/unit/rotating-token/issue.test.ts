import { DAY } from "../../../src/base/duration";
import { TransportError } from "../../../src/http/errors";
import type { TokenAnswer } from "../../../src/rotating-token/answer";
import { answered, ASKED, ISSUED_ANSWER, IssueStage, SUCCESSOR_AS_ISSUED } from "../../support/issue-stage";
import { DEADLINE, MARK, OLD, SUCCESSOR, SUCCESSOR_MARK, TRIGGERS } from "../../support/journal-stage";
import { ISSUED } from "../../support/token-state";

const stage = new IssueStage();
const INTERRUPTED = { kind: "interrupted", firstStartedAt: ISSUED, deadline: DEADLINE };

describe("a successor that is issued", () => {
    test("is in the reply, and sealed in the journal before", async () => {
        expect(await stage.issueWith(ISSUED_ANSWER)).toEqual({
            kind: "issued",
            successor: SUCCESSOR_AS_ISSUED,
            endIsAssumed: false,
        });
        expect(await stage.view()).toEqual({ kind: "issued", fingerprint: SUCCESSOR_MARK });
        expect(await stage.journal().recover(OLD)).toEqual({ ...SUCCESSOR_AS_ISSUED, triggers: TRIGGERS });
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

    test("has what it was asked for in the journal, which without the old token tells no value", async () => {
        const triggers = { release: "a-secret-value" };
        await stage.issueWith(ISSUED_ANSWER, { triggers });
        expect(await stage.journal().recover(OLD)).toMatchObject({ triggers });
        expect(JSON.stringify(stage.content())).not.toContain("a-secret-value");
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

    test("that rejects the token leaves an attempt that came to nothing", async () => {
        expect(await stage.issueWith(answered("rejected"))).toEqual({
            kind: "failed",
            code: "ERR_TOKEN_REJECTED",
            message: "Words",
        });
        expect(await stage.view()).toEqual({ kind: "none" });
        expect(stage.content()).toMatchObject({ state: "void" });
    });

    test("because nothing was processed says so with its code, and leaves an attempt that came to nothing", async () => {
        const answer: TokenAnswer = { kind: "not-processed", code: "ERR_RATE_LIMITED", message: "Words" };
        expect(await stage.issueWith(answer)).toEqual({
            kind: "failed",
            code: "ERR_RATE_LIMITED",
            message: "Words. Nothing was issued: the token stays as it is",
        });
        expect(await stage.view()).toEqual({ kind: "none" });
        expect(stage.content()).toMatchObject({ state: "void" });
    });
});

describe("a request that fails", () => {
    const failing = (error: Error) => () => {
        throw error;
    };

    test("in an unforeseen way is unclear, in the journal too, and says nothing of what it worked with", async () => {
        const reply = await stage.issueWith(ISSUED_ANSWER, {}, failing(new RangeError(`bad ${OLD}`)));
        expect(reply).toEqual({
            kind: "failed",
            code: "ERR_AMBIGUOUS",
            message:
                "the request failed in an unforeseen way (RangeError). A new token may have been issued. The current " +
                "one still works. Run `pulumi up` again to find out",
        });
        expect(await stage.view()).toEqual(INTERRUPTED);
        expect(stage.content()).toMatchObject({ state: "unclear" });
    });

    test("before it could reach the API is not processed", async () => {
        const reply = await stage.issueWith(ISSUED_ANSWER, {}, failing(new TransportError("Words", false)));
        expect(reply).toMatchObject({ kind: "failed", code: "ERR_CONNECTION" });
        expect(stage.content()).toMatchObject({ state: "void" });
    });
});

describe("a pause between the intent and the request", () => {
    const NOT_SENT = {
        kind: "failed",
        code: "ERR_CONNECTION",
        message:
            "the request was not sent: 31 s had passed since it was noted in the journal, as when a machine is " +
            "suspended. Nothing was issued: the token stays as it is",
    };

    test.each<[string, () => void]>([
        ["the clock that shows the time", () => (stage.now += 31_000)],
        ["the clock that only goes on", () => (stage.elapsed += 31_000)],
    ])("of more than 30 seconds by %s has nothing sent, and leaves nothing open", async (_clock, pause) => {
        stage.beforeSending = pause;
        expect(await stage.issueWith(ISSUED_ANSWER)).toEqual(NOT_SENT);
        expect(stage.sent).toEqual([]);
        expect(stage.content()).toMatchObject({ state: "void" });
    });

    test("of 30 seconds is none that counts", async () => {
        stage.beforeSending = () => (stage.now += 30_000);
        expect(await stage.issueWith(ISSUED_ANSWER)).toMatchObject({ kind: "issued" });
    });
});

describe("after an attempt without a clear answer", () => {
    test("a successor is issued all the same when the first was not processed", async () => {
        await stage.issueWith(answered("unclear"));
        stage.now = ISSUED + 2 * DAY;
        expect(await stage.issueWith(ISSUED_ANSWER)).toMatchObject({ kind: "issued" });
        expect(await stage.journal().recover(OLD)).toMatchObject({ token: SUCCESSOR.token });
    });

    test("a successor that is issued later ends the old token by its own time", async () => {
        await stage.issueWith(answered("unclear"));
        stage.now = ISSUED + 2 * DAY;
        await stage.issueWith(ISSUED_ANSWER);
        expect(stage.content(`${MARK}.2.json`)).toMatchObject({ deadline: "2030-01-17T00:00:00Z" });
    });

    test("another one keeps the deadline of the first", async () => {
        await stage.issueWith(answered("unclear"));
        stage.now = ISSUED + 2 * DAY;
        await stage.issueWith(answered("unclear"));
        expect(await stage.view()).toEqual(INTERRUPTED);
    });

    test("one that was not processed leaves the first attempt as it was", async () => {
        await stage.issueWith(answered("unclear"));
        stage.now = ISSUED + 2 * DAY;
        await stage.issueWith(answered("rejected"));
        expect(await stage.view()).toEqual(INTERRUPTED);
        expect(stage.content(`${MARK}.2.json`)).toMatchObject({ state: "void" });
    });
});
