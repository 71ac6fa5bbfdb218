import { Pacing } from "../../../src/http/pacing";
import type { IssueReply } from "../../../src/rotating-token/issue";
import type { Issuer } from "../../../src/rotating-token/issuer";
import type { Attempt } from "../../../src/journal/journal";
import { Rotation, RotationFailure } from "../../../src/rotating-token/rotation";
import { failureOf } from "../../support/failure-of";
import { noTransport } from "../../support/host";
import {
    DEADLINE,
    ELSEWHERE,
    MARK,
    OLD,
    SUCCESSOR,
    SUCCESSOR_MARK,
    TRIGGERS,
} from "../../support/journal-stage";
import { outputs } from "../../support/rotating-token-outputs";
import { RotationStage } from "../../support/rotation-stage";
import { ISSUED, NO_JOURNAL } from "../../support/token-state";

const stage = new RotationStage();
const before = outputs({ token: OLD, tokenFingerprint: MARK });
const issuedReply: IssueReply = { kind: "issued", successor: SUCCESSOR, endIsAssumed: false };

/** Rotates as `update` does: after a look at the journal. */
async function obtain(issuer: Issuer = stage.issuer) {
    const host = stage.host();
    return new Rotation(stage.system, issuer, host).obtain(before, TRIGGERS, await host.journal.view(OLD));
}

describe("a successor that another process is at", () => {
    test("is waited for and taken over, and that is said once", async () => {
        const attempt = await stage.journal.begin(ELSEWHERE);
        stage.meanwhile = async () => {
            if (stage.waits.length === 3) {
                await stage.journal.journal(ELSEWHERE).complete(attempt, SUCCESSOR, DEADLINE);
            }
        };
        expect(await obtain()).toMatchObject({ token: SUCCESSOR.token });
        expect(stage.waits).toEqual([250, 500, 1000]);
        expect(stage.lines).toEqual([
            `ci: process ${ELSEWHERE.pid} is rotating this token: waiting for its result`,
        ]);
        expect(stage.requests).toEqual([]);
    });

    test("is asked for here once the other one took its attempt back", async () => {
        const attempt = await stage.journal.begin(ELSEWHERE);
        stage.meanwhile = () => stage.journal.journal(ELSEWHERE).abandon(attempt);
        stage.replies.push(issuedReply);
        expect(await obtain()).toMatchObject({ token: SUCCESSOR.token });
    });

    test("is looked for ever more rarely: after 250 ms at first, and every 5 seconds in the end", async () => {
        const attempt = await stage.journal.begin(ELSEWHERE);
        stage.meanwhile = async () => {
            if (stage.waits.length === 7) {
                await stage.journal.journal(ELSEWHERE).complete(attempt, SUCCESSOR, DEADLINE);
            }
        };
        await obtain();
        expect(stage.waits).toEqual([250, 500, 1000, 2000, 4000, 5000, 5000]);
    });

    test.each<[string, (attempt: Attempt) => void | Promise<void>]>([
        [
            "without a clear answer",
            (attempt) => stage.journal.journal(ELSEWHERE).conclude(attempt, "unclear", DEADLINE),
        ],
        [
            "because the other one can no longer be at it",
            () => {
                stage.journal.age(180_000);
            },
        ],
    ])("is not asked for by whoever waited for the attempt and sees it end %s", async (_how, end) => {
        const attempt = await stage.journal.begin(ELSEWHERE);
        stage.meanwhile = () => end(attempt);
        const failure = await failureOf(obtain());
        expect(failure).toBeInstanceOf(RotationFailure);
        expect(failure).toMatchObject({
            code: "ERR_AMBIGUOUS",
            message: `process ${ELSEWHERE.pid} was rotating this token, and got no clear answer in the attempt of 2030-01-01T00:00:00Z. A new token may have been issued. The current one still works. Run \`pulumi up\` again to find out`,
        });
        expect([stage.waits, stage.requests]).toEqual([[250], []]);
    });

    test("is lost, with the deadline, for whoever waited for the attempt that lost it", async () => {
        const attempt = await stage.journal.begin(ELSEWHERE);
        stage.meanwhile = () => stage.journal.journal(ELSEWHERE).conclude(attempt, "lost", DEADLINE);
        expect(await failureOf(obtain())).toMatchObject({
            code: "ERR_TOKEN_LOST",
            lostWithDeadline: DEADLINE,
        });
    });

    test("is waited for 210 seconds at most, when one attempt follows the other", async () => {
        let attempt = await stage.journal.begin(ELSEWHERE);
        const start = stage.journal.now;
        stage.meanwhile = async () => {
            await stage.journal.journal().abandon(attempt);
            attempt = await stage.journal.begin(ELSEWHERE);
        };
        const failure = await failureOf(obtain());
        expect(failure).toBeInstanceOf(RotationFailure);
        expect(failure).toMatchObject({
            code: "ERR_BUSY",
            message: `process ${ELSEWHERE.pid} is rotating this token and does not come to an end. Run \`pulumi up\` again later`,
        });
        const waited = stage.journal.now - start;
        expect(waited).toBeGreaterThan(210_000);
        expect(waited).toBeLessThanOrEqual(215_000);
        expect(stage.requests).toEqual([]);
    });
});

describe("a request that the journal stood in the way of", () => {
    test("is followed by taking over what the other process had issued meanwhile", async () => {
        stage.replies.push({ kind: "blocked", view: { kind: "issued", fingerprint: SUCCESSOR_MARK } });
        const { issuer } = stage;
        const after = await obtain({
            issue: async (request) => {
                await stage.journal.issue(ELSEWHERE);
                return issuer.issue(request);
            },
        });
        expect(after).toMatchObject({ token: SUCCESSOR.token });
        expect(stage.requests).toHaveLength(1);
    });

    test("is followed by waiting for the other process", async () => {
        const { issuer } = stage;
        stage.replies.push({ kind: "blocked", view: { kind: "busy", pid: ELSEWHERE.pid } });
        const after = await obtain({
            issue: async (request) => {
                const attempt = await stage.journal.begin(ELSEWHERE);
                stage.meanwhile = () =>
                    stage.journal.journal(ELSEWHERE).complete(attempt, SUCCESSOR, DEADLINE);
                return issuer.issue(request);
            },
        });
        expect(after).toMatchObject({ token: SUCCESSOR.token });
        expect([stage.waits, stage.requests.length]).toEqual([[250], 1]);
    });

    test("is made again when the other attempt is gone", async () => {
        stage.replies.push({ kind: "blocked", view: NO_JOURNAL }, issuedReply);
        expect(await obtain()).toMatchObject({ token: SUCCESSOR.token });
        expect(stage.requests).toHaveLength(2);
    });

    test("is made five times at most", async () => {
        stage.replies.push(...Array<IssueReply>(5).fill({ kind: "blocked", view: NO_JOURNAL }), issuedReply);
        expect(await failureOf(obtain())).toMatchObject({
            code: "ERR_BUSY",
            message: "other processes keep rotating this token. Run `pulumi up` again later",
        });
        expect(stage.requests).toHaveLength(5);
    });

    test("fails with the deadline when the successor is lost", async () => {
        const view = { kind: "lost", firstStartedAt: ISSUED, deadline: DEADLINE } as const;
        stage.replies.push({ kind: "blocked", view });
        expect(await failureOf(obtain())).toMatchObject({
            code: "ERR_TOKEN_LOST",
            lostWithDeadline: DEADLINE,
        });
    });

    test("fails with the problem when an entry is unreadable", async () => {
        stage.replies.push({ kind: "blocked", view: { kind: "unreadable", problem: "a file is damaged" } });
        expect(await failureOf(obtain())).toMatchObject({
            code: "ERR_JOURNAL",
            message: "a file is damaged",
        });
    });
});

test("what the issuing process was told of the rate limit holds for the next request, which is not sent", async () => {
    const pacing = new Pacing({
        now: () => stage.journal.now,
        wait: () => Promise.reject(new Error("no wait is allowed")),
        rateLimit: "the limit",
        longestWait: 0,
        announce: () => undefined,
    });
    const host = stage.host({ transport: () => Promise.resolve({ ...noTransport(), pacing }) });
    const standing = { limit: 1, remaining: 0, reset: ISSUED + 60_000, serverTime: ISSUED };
    const { issuer } = stage;
    const telling: Issuer = { issue: async (request) => ({ ...(await issuer.issue(request)), standing }) };
    const rotation = new Rotation(stage.system, telling, host);
    stage.replies.push(issuedReply);
    await rotation.obtain(before, TRIGGERS, NO_JOURNAL);
    const failure = await failureOf(rotation.obtain(before, TRIGGERS, NO_JOURNAL));
    expect(failure.code).toBe("ERR_RATE_LIMITED");
    expect(stage.requests).toHaveLength(1);
});
