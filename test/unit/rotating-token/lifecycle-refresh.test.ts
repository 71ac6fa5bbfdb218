import { DAY } from "../../../src/base/duration";
import { ApiTokenError } from "../../../src/base/errors";
import { lose } from "../../../src/rotating-token/state";
import { markTriggers } from "../../../src/rotating-token/triggers";
import { WAY_BACK } from "../../../src/systems/thousandeyes/settings";
import { failureOf } from "../../support/failure-of";
import { DEADLINE, MARK, OLD, SUCCESSOR, SUCCESSOR_MARK, TRIGGERS } from "../../support/journal-stage";
import { inputs, outputs } from "../../support/rotating-token-outputs";
import { RotationStage } from "../../support/rotation-stage";
import { ISSUED, NO_JOURNAL } from "../../support/token-state";

const stage = new RotationStage();
const REJECTED = new ApiTokenError("ERR_TOKEN_REJECTED", "answered 401");
const rotation = { triggers: { release: "1" } };
const olds = outputs({ token: OLD, tokenFingerprint: MARK, bootstrapFingerprint: MARK, rotation });
const NEXT = { token: SUCCESSOR.token, tokenFingerprint: SUCCESSOR_MARK, previousToken: OLD };
const lifecycle = () => stage.lifecycle();

describe("refreshing", () => {
    test("takes a newer token from the journal, and says that the state was older", async () => {
        await stage.journal.issue();
        expect(await lifecycle().refresh(olds)).toMatchObject({ ...NEXT, status: "active" });
        expect(stage.lines).toEqual([
            expect.stringMatching(
                /^ci: recovered from the journal: the state was older than the token, token /,
            ),
        ]);
    });

    test("notes what a newer token was asked for, so that it is not asked for again", async () => {
        await stage.journal.issue();
        const refreshed = await lifecycle().refresh(olds);
        expect(refreshed).toMatchObject({ rotation, issuedFor: markTriggers(TRIGGERS, SUCCESSOR.token) });
        const news = inputs({ bootstrapToken: OLD, rotation: { triggers: TRIGGERS } });
        expect((await lifecycle().decide(refreshed, news)).decision.action).toBe("record");
        const recorded = await lifecycle().update(refreshed, news);
        expect(recorded).toMatchObject({ ...NEXT, rotation: { triggers: TRIGGERS } });
        expect((await lifecycle().decide(recorded, news)).decision.action).toBe("none");
        expect(stage.requests).toEqual([]);
    });

    test("marks the entry of a previous token whose end has passed before it forgets that token", async () => {
        await stage.journal.issue();
        stage.journal.now = DEADLINE + 1000;
        const saved = outputs({ ...NEXT, previousValidUntil: "2030-01-15T00:00:00Z" });
        const refreshed = await lifecycle().refresh(saved);
        expect(refreshed).not.toHaveProperty("previousToken");
        expect(stage.journal.content()).toMatchObject({ done: true });
    });

    test("does not send a token that has expired, and warns", async () => {
        stage.users.push(new Error("not to be asked"));
        stage.journal.now = ISSUED + 730 * DAY;
        expect(await lifecycle().refresh(olds)).toMatchObject({ token: OLD, status: "active" });
        expect(stage.users).toHaveLength(1);
        expect(stage.lines).toEqual([`ci: warning: the token expired at 2032-01-01T00:00:00Z. ${WAY_BACK}`]);
    });

    test("keeps a rejected token in the state and warns, and takes it back once it works", async () => {
        stage.users.push(REJECTED);
        const rejected = await lifecycle().refresh(olds);
        expect(rejected).toMatchObject({ token: OLD, status: "rejected" });
        expect(stage.lines).toEqual([
            `ci: warning: answered 401. It stays in state, and a later \`pulumi up\` asks once more. If it is dead: ${WAY_BACK}`,
        ]);
        expect(await lifecycle().refresh(rejected)).toMatchObject({ status: "active" });
    });

    test("fails when it gets no answer about the token", async () => {
        const error = new ApiTokenError("ERR_CONNECTION", "unreachable");
        stage.users.push(error);
        expect(await failureOf(lifecycle().refresh(olds))).toBe(error);
    });
});

describe("refreshing a token that was called lost", () => {
    const lost = lose(olds, DEADLINE);

    test("leaves it lost although it works, for as long as a token with a successor may", async () => {
        await stage.journal.conclude("lost");
        stage.journal.now = DEADLINE;
        expect(await lifecycle().refresh(lost)).toMatchObject({ status: "lost" });
        expect(stage.journal.content()).toMatchObject({ state: "lost" });
        expect(stage.lines).toEqual([]);
    });

    test("and works after that says that nothing was issued, has its end back, and can be rotated", async () => {
        await stage.journal.conclude("lost");
        stage.journal.now = DEADLINE + 1000;
        const living = await lifecycle().refresh(lost);
        expect(living).toEqual({ ...olds, rotatesAfter: "2031-11-02T00:00:00Z" });
        expect(stage.lines).toEqual([
            "ci: the token still works although it was called lost: nothing was issued",
        ]);
        expect(await stage.journal.view()).toEqual(NO_JOURNAL);
        const news = inputs({ bootstrapToken: OLD, rotation: { triggers: TRIGGERS } });
        expect((await lifecycle().decide(living, news)).decision.action).toBe("rotate");
    });

    test("and is rejected after that notes it", async () => {
        stage.users.push(REJECTED);
        stage.journal.now = DEADLINE + 1000;
        expect(await lifecycle().refresh(lost)).toMatchObject({ token: OLD, status: "rejected" });
    });

    test("takes the newer one from a journal that has it after all", async () => {
        await stage.journal.issue();
        expect(await lifecycle().refresh(lost)).toMatchObject({ ...NEXT, status: "active" });
    });
});

describe("deleting", () => {
    const goodbye = (mark: string, end: string) =>
        `ci: token ${mark} leaves the state and stays valid until ${end}: the API cannot revoke it. To end it now: ${stage.system.tokensInUi}`;

    test("says until when the token stays valid, and where it can be ended", async () => {
        await lifecycle().delete(olds);
        expect(stage.lines).toEqual([goodbye(MARK, "2032-01-01T00:00:00Z")]);
        expect(stage.requests).toEqual([]);
    });

    test("names a newer token that only the journal has as well, and until when each works", async () => {
        await stage.journal.issue();
        await lifecycle().delete(olds);
        expect(stage.lines).toEqual([
            goodbye(MARK, "2030-01-15T00:00:00Z"),
            goodbye(SUCCESSOR_MARK, "2032-01-01T00:00:00Z"),
        ]);
        expect(stage.journal.content()).toMatchObject({ state: "issued", done: false });
    });

    test("goes on when the journal holds something that does not open, and warns of it", async () => {
        const attempt = await stage.journal.begin();
        await stage.journal.journal().complete({ ...attempt, token: "another token" }, SUCCESSOR, DEADLINE);
        await lifecycle().delete(olds);
        expect(stage.lines).toEqual([
            expect.stringMatching(
                /^ci: warning: the journal may hold a newer token, and cannot be read: .* it is damaged$/,
            ),
            goodbye(MARK, "2032-01-01T00:00:00Z"),
        ]);
    });
});
