import type { RotatingTokenInputs } from "../../../src/rotating-token/inputs";
import type { RotatingTokenOutputs } from "../../../src/rotating-token/state";
import { WAY_BACK } from "../../../src/systems/thousandeyes/settings";
import { failureOf } from "../../support/failure-of";
import { DEADLINE, ELSEWHERE, MARK, OLD, SUCCESSOR, SUCCESSOR_MARK } from "../../support/journal-stage";
import { inputs, outputs } from "../../support/rotating-token-outputs";
import { RotationStage } from "../../support/rotation-stage";
import { NO_JOURNAL } from "../../support/token-state";

const stage = new RotationStage();
const olds = outputs({
    token: OLD,
    tokenFingerprint: MARK,
    bootstrapFingerprint: MARK,
    rotation: { triggers: { release: "1" } },
});
const fired: RotatingTokenInputs = inputs({
    bootstrapToken: OLD,
    rotation: { triggers: { release: "2" } },
});
const lifecycle = () => stage.lifecycle();

/** The outputs that reach the state together with a failure, and its message. */
async function keptOf(call: Promise<unknown>): Promise<RotatingTokenOutputs & { message: string }> {
    const { properties, message } = await stage.initErrorOf(call);
    return { ...(properties as RotatingTokenOutputs), message };
}

const fail = (reply: { code: "ERR_TOKEN_LOST" | "ERR_TOKEN_REJECTED"; lostWithDeadline?: number }) => {
    stage.replies.push({ kind: "failed", message: "Words", ...reply });
};

describe("an update that finds the successor lost", () => {
    test("notes it in the state, with the end, and nothing of what was asked for", async () => {
        fail({ code: "ERR_TOKEN_LOST", lostWithDeadline: DEADLINE });
        const { message, ...kept } = await keptOf(lifecycle().update(olds, fired));
        expect(kept).toEqual({
            ...olds,
            status: "lost",
            validUntil: "2030-01-15T00:00:00Z",
            endBeforeLoss: "2032-01-01T00:00:00Z",
            rotatesAfter: "2029-11-16T00:00:00Z",
        });
        expect(message).toBe(`ci: Words. ${WAY_BACK} [ERR_TOKEN_LOST]`);
    });

    test("because another process lost it notes it just so", async () => {
        const attempt = await stage.journal.begin(ELSEWHERE);
        stage.meanwhile = () => stage.journal.journal(ELSEWHERE).conclude(attempt, "lost", DEADLINE);
        const kept = await keptOf(lifecycle().update(olds, fired));
        expect(kept).toMatchObject({ status: "lost", validUntil: "2030-01-15T00:00:00Z" });
        expect(kept.message).toContain(WAY_BACK);
    });
});

describe("an update that finds the token rejected", () => {
    const rejected = async (before: RotatingTokenOutputs, news = fired) => {
        fail({ code: "ERR_TOKEN_REJECTED" });
        const { message: _, ...kept } = await keptOf(lifecycle().update(before, news));
        return kept;
    };

    test("notes it in the state, and the end, the triggers and all other settings stay", async () => {
        const moved = { ...fired, apiEndpoint: "https://other.example.com/v7" };
        expect(await rejected(olds, moved)).toEqual({
            ...olds,
            status: "rejected",
            rotatesAfter: "2031-11-02T00:00:00Z",
        });
    });

    test("rotates for the same trigger once the token works again", async () => {
        const kept = await rejected(olds);
        const again = await lifecycle().refresh(kept);
        expect(again).toMatchObject({ status: "active", rotation: { triggers: { release: "1" } } });
        expect((await lifecycle().decide(again, fired)).decision).toEqual({
            action: "rotate",
            reason: 'rotating, trigger "release" changed',
        });
        stage.replies.push({ kind: "issued", successor: SUCCESSOR, endIsAssumed: false });
        expect(await lifecycle().update(again, fired)).toMatchObject({ tokenFingerprint: SUCCESSOR_MARK });
    });

    test("keeps a pending rotation pending", async () => {
        const pending = { ...olds, rotationPending: true } as const;
        expect(await rejected(pending)).toMatchObject({ rotationPending: true });
    });
});

test.each(["ERR_AMBIGUOUS", "ERR_OVERLAP", "ERR_RATE_LIMITED"] as const)(
    "an update that fails with %s leaves the state as it was",
    async (code) => {
        stage.replies.push({ kind: "failed", code, message: "Words" });
        const failure = await failureOf(lifecycle().update(olds, fired));
        expect(failure).toMatchObject({ code, message: "Words" });
        expect(await stage.journal.view()).toEqual(NO_JOURNAL);
    },
);

test("an update whose entry does not open leaves the state as it was", async () => {
    const attempt = await stage.journal.begin();
    await stage.journal.journal().complete({ ...attempt, token: "another token" }, SUCCESSOR, DEADLINE);
    expect(await failureOf(lifecycle().update(olds, fired))).toMatchObject({ code: "ERR_JOURNAL" });
});
