import type { IssueReply } from "../../../src/thousandeyes/issue-successor";
import { Succession } from "../../../src/thousandeyes/succession";
import { outputs } from "../../support/api-token-outputs";
import { failureOf } from "../../support/failure-of";
import { DEADLINE, ELSEWHERE, MARK, OLD, SUCCESSOR, SUCCESSOR_MARK } from "../../support/journal-stage";
import { SuccessionStage } from "../../support/succession-stage";
import { ISSUED } from "../../support/token-state";

const stage = new SuccessionStage();
const before = outputs({ token: OLD, tokenFingerprint: MARK });
const issuedReply: IssueReply = { kind: "issued", successor: SUCCESSOR, endIsAssumed: false };
const succession = () => new Succession(stage.context);

describe("a successor that another process is at", () => {
    test("is waited for and taken over, and that is said once", async () => {
        const attempt = stage.journal.begin(ELSEWHERE);
        stage.meanwhile = () => {
            if (stage.waits.length === 3) {
                stage.journal.journal(ELSEWHERE).complete(attempt, OLD, SUCCESSOR);
            }
        };
        expect(await succession().obtain(before)).toMatchObject({ token: SUCCESSOR.token });
        expect(stage.waits).toEqual([250, 250, 250]);
        expect(stage.lines).toEqual([
            `ci: process ${ELSEWHERE.pid} is rotating this token: waiting for its result`,
        ]);
        expect(stage.requests).toEqual([]);
    });

    test("is asked for here once the other one took its attempt back", async () => {
        const attempt = stage.journal.begin(ELSEWHERE);
        stage.meanwhile = () => {
            stage.journal.journal(ELSEWHERE).abandon(attempt);
        };
        stage.replies.push(issuedReply);
        expect(await succession().obtain(before)).toMatchObject({ token: SUCCESSOR.token });
    });

    test("is asked for here once the other one can no longer be at it", async () => {
        stage.journal.begin(ELSEWHERE);
        stage.replies.push(issuedReply);
        await succession().obtain(before);
        expect(stage.waits).toHaveLength(480);
        expect(stage.requests).toHaveLength(1);
    });

    test("is waited for 150 seconds at most, when one attempt follows the other", async () => {
        let attempt = stage.journal.begin(ELSEWHERE);
        stage.meanwhile = () => {
            stage.journal.journal().abandon(attempt);
            attempt = stage.journal.begin(ELSEWHERE);
        };
        const failure = await failureOf(succession().obtain(before));
        expect(failure.code).toBe("ERR_BUSY");
        expect(stage.waits).toHaveLength(601);
        expect(stage.requests).toEqual([]);
    });
});

describe("a request that the journal stood in the way of", () => {
    test("is followed by taking over what the other process had issued meanwhile", async () => {
        stage.replies.push({ kind: "blocked", view: { kind: "issued", fingerprint: SUCCESSOR_MARK } });
        const context = stage.context;
        const issue: typeof context.issue = (request) => {
            stage.journal.issue(ELSEWHERE);
            return context.issue(request);
        };
        const after = await new Succession({ ...context, issue }).obtain(before);
        expect(after).toMatchObject({ token: SUCCESSOR.token });
        expect(stage.requests).toHaveLength(1);
    });

    test("is made again when the other attempt is gone", async () => {
        stage.replies.push({ kind: "blocked", view: { kind: "none" } }, issuedReply);
        expect(await succession().obtain(before)).toMatchObject({ token: SUCCESSOR.token });
        expect(stage.requests).toHaveLength(2);
    });

    test("fails with the deadline when the successor is lost", async () => {
        stage.replies.push({ kind: "blocked", view: { kind: "lost", since: ISSUED, deadline: DEADLINE } });
        expect(await failureOf(succession().obtain(before))).toMatchObject({
            code: "ERR_TOKEN_LOST",
            lostWithDeadline: DEADLINE,
        });
    });

    test("fails with the problem when an entry is unreadable", async () => {
        stage.replies.push({ kind: "blocked", view: { kind: "unreadable", problem: "a file is damaged" } });
        expect(await failureOf(succession().obtain(before))).toMatchObject({
            code: "ERR_JOURNAL",
            message: "a file is damaged",
        });
    });
});
