import { DAY } from "../../../src/base/duration";
import { fingerprint } from "../../../src/base/fingerprint";
import { DEFAULT_HTTP_OPTIONS } from "../../../src/http/http-options";
import type { IssueReply } from "../../../src/rotating-token/issue";
import { Rotation, RotationFailure } from "../../../src/rotating-token/rotation";
import { WAY_BACK } from "../../../src/systems/thousandeyes/settings";
import { failureOf } from "../../support/failure-of";
import {
    attemptFor,
    DEADLINE,
    MARK,
    OLD,
    SUCCESSOR,
    SUCCESSOR_MARK,
    TRIGGERS,
} from "../../support/journal-stage";
import { adoptedOutputs, ENDPOINT, outputs } from "../../support/rotating-token-outputs";
import { RotationStage } from "../../support/rotation-stage";
import { markTriggers, satisfiedBy } from "../../../src/rotating-token/triggers";
import { ISSUED, NO_JOURNAL } from "../../support/token-state";

const stage = new RotationStage();
const before = outputs({ token: OLD, tokenFingerprint: MARK });
const issuedReply: IssueReply = { kind: "issued", successor: SUCCESSOR, endIsAssumed: false };
const rotation = () => new Rotation(stage.system, stage.issuer, stage.host());
const obtain = () => rotation().obtain(before, TRIGGERS, NO_JOURNAL);

describe("recovering", () => {
    test("gives the same outputs when the journal has no successor", async () => {
        expect(await rotation().recover(before)).toBe(before);
        expect(await stage.host().journal.view(OLD)).toEqual(NO_JOURNAL);
    });

    test("goes from successor to successor as far as the journal leads", async () => {
        await stage.journal.issue();
        const journal = stage.journal.journal();
        const attempt = await journal.begin(attemptFor(SUCCESSOR.token, DEADLINE + 20 * DAY));
        if ("kind" in attempt) {
            throw new Error("blocked");
        }
        await journal.complete(attempt, { ...SUCCESSOR, token: "third-token" }, DEADLINE + 20 * DAY);
        expect(await rotation().recover(before)).toMatchObject({
            token: "third-token",
            tokenFingerprint: fingerprint("third-token"),
            previousToken: SUCCESSOR.token,
            issuedFor: markTriggers(TRIGGERS, "third-token"),
        });
        expect(stage.requests).toEqual([]);
    });

    test("of two successors, asked for with other values each, counts both as what the last one was issued for", async () => {
        const journal = stage.journal.journal();
        const begin = async (token: string, triggers: Record<string, string>) => {
            const attempt = await journal.begin({ ...attemptFor(token), triggers });
            if ("kind" in attempt) {
                throw new Error("blocked");
            }
            return attempt;
        };
        await journal.complete(await begin(OLD, { release: "2", person: "x" }), SUCCESSOR, DEADLINE);
        const third = { ...SUCCESSOR, token: "third-token" };
        await journal.complete(await begin(SUCCESSOR.token, { release: "3" }), third, DEADLINE);
        const { issuedFor, token } = await rotation().recover(before);
        expect(token).toBe("third-token");
        const of = (triggers: Record<string, string>) => satisfiedBy(issuedFor, triggers, "third-token");
        expect(of({ release: "2", person: "x" })).toEqual(["release", "person"]);
        expect(of({ release: "3" })).toEqual(["release"]);
        expect(of({ release: "1", person: "y", other: "2" })).toEqual([]);
        expect(of({ release: "x", person: "2" })).toEqual([]);
    });

    test("notes every token on the way as one that no backend is known to have", async () => {
        await stage.journal.issue();
        const host = stage.host();
        await new Rotation(stage.system, stage.issuer, host).recover(before);
        expect([SUCCESSOR_MARK, MARK].map((mark) => host.journal.wasHandedOut(mark))).toEqual([true, false]);
    });

    test("fails when the entry does not open with the token, and names the folder", async () => {
        const attempt = await stage.journal.begin();
        await stage.journal.journal().complete({ ...attempt, token: "another token" }, SUCCESSOR, DEADLINE);
        const failure = await failureOf(rotation().recover(before));
        expect(failure.code).toBe("ERR_JOURNAL");
        expect(failure.message).toContain(`entry for token ${MARK} (in ${stage.journal.folder})`);
    });
});

describe("obtaining a successor", () => {
    test("asks for it with what the state and the run know, and puts it in the token's place", async () => {
        stage.replies.push(issuedReply);
        const after = await obtain();
        expect(after).toMatchObject({
            token: SUCCESSOR.token,
            previousToken: OLD,
            status: "active",
            issuedFor: markTriggers(TRIGGERS, SUCCESSOR.token),
        });
        expect(stage.requests).toEqual([
            {
                system: "thousandeyes",
                endpoint: ENDPOINT,
                token: OLD,
                resourceName: "ci",
                resourceKey: "ci",
                journalLocation: stage.journal.folder,
                http: DEFAULT_HTTP_OPTIONS,
                triggers: TRIGGERS,
                issuedAt: Date.parse("2030-01-01T00:00:00Z"),
                validUntil: Date.parse("2032-01-01T00:00:00Z"),
            },
        ]);
        expect(stage.lines).toEqual([]);
    });

    test("of a token whose end nobody knows asks without one, and says since when the token is there", async () => {
        stage.replies.push(issuedReply);
        const pasted = adoptedOutputs({ token: OLD, tokenFingerprint: MARK });
        await rotation().obtain(pasted, TRIGGERS, NO_JOURNAL);
        expect(stage.requests[0]).toMatchObject({ issuedAt: ISSUED });
        expect(stage.requests[0]).not.toHaveProperty("validUntil");
    });

    test("of a token whose noted start is too early says when it was issued, by its end", async () => {
        stage.replies.push(issuedReply);
        const recorded = { ...before, issuedAt: "2029-12-12T00:00:00Z" };
        await rotation().obtain(recorded, TRIGGERS, NO_JOURNAL);
        expect(stage.requests[0]).toMatchObject({ issuedAt: Date.parse("2032-01-01T00:00:00Z") - 730 * DAY });
    });

    test("notes the new token as one that no backend is known to have", async () => {
        stage.replies.push(issuedReply);
        const host = stage.host();
        await new Rotation(stage.system, stage.issuer, host).obtain(before, TRIGGERS, NO_JOURNAL);
        expect(host.journal.wasHandedOut(SUCCESSOR_MARK)).toBe(true);
    });

    test("takes one from the journal instead of asking", async () => {
        await stage.journal.issue();
        const seen = await stage.journal.view();
        expect(await rotation().obtain(before, TRIGGERS, seen)).toMatchObject({ token: SUCCESSOR.token });
        expect(stage.requests).toEqual([]);
    });

    test.each([
        [{ kind: "lost", firstStartedAt: ISSUED, deadline: DEADLINE } as const, "ERR_TOKEN_LOST"],
        [{ kind: "unreadable", problem: "a file is damaged" } as const, "ERR_JOURNAL"],
    ])("asks for nothing where the journal was seen to stand in the way: $kind", async (seen, code) => {
        expect((await failureOf(rotation().obtain(before, TRIGGERS, seen))).code).toBe(code);
        expect(stage.requests).toEqual([]);
    });

    test("has this run look at the journal anew afterwards, whatever came of it", async () => {
        const host = stage.host();
        const sees = async () => (await host.journal.view(OLD)).kind;
        expect(await sees()).toBe("none");
        await stage.journal.issue();
        expect(await sees()).toBe("none");
        stage.replies.push(new Error("it ended with SIGKILL"));
        await failureOf(new Rotation(stage.system, stage.issuer, host).obtain(before, TRIGGERS, NO_JOURNAL));
        expect(await sees()).toBe("issued");
    });

    test("warns when the end of the new token is only assumed", async () => {
        stage.replies.push({ ...issuedReply, endIsAssumed: true });
        await obtain();
        expect(stage.lines).toEqual([
            "ci: warning: the API gave no end for the new token: 730 days are assumed",
        ]);
    });

    test("warns when the journal cannot be used, and has the token all the same", async () => {
        stage.replies.push({ ...issuedReply, journalProblem: "EROFS" });
        expect(await obtain()).toMatchObject({ token: SUCCESSOR.token });
        expect(stage.lines).toEqual([
            `ci: warning: the journal in ${stage.journal.folder} cannot be used (EROFS). Without it a run that dies before its state is saved loses the new token. Make the folder writable, or name another one in PULUMI_API_TOKENS_JOURNAL`,
        ]);
    });

    test.each(["ERR_TOKEN_LOST", "ERR_TOKEN_REJECTED"] as const)(
        "that failed with %s says the way back",
        async (code) => {
            stage.replies.push({ kind: "failed", code, message: "Words", lostWithDeadline: DEADLINE });
            expect(await failureOf(obtain())).toMatchObject({
                code,
                message: `Words. ${WAY_BACK}`,
                lostWithDeadline: DEADLINE,
            });
        },
    );

    test("that failed otherwise says what happened, after a warning for the journal", async () => {
        stage.replies.push({
            kind: "failed",
            code: "ERR_OVERLAP",
            message: "Words",
            journalProblem: "EROFS",
        });
        const failure = await failureOf(obtain());
        expect(failure).toBeInstanceOf(RotationFailure);
        expect(failure).toMatchObject({ code: "ERR_OVERLAP", message: "Words" });
        expect(stage.lines).toHaveLength(1);
    });

    test("whose process gave no reply is ambiguous", async () => {
        stage.replies.push(new Error("it ended with SIGKILL"));
        const failure = await failureOf(obtain());
        expect(failure.code).toBe("ERR_AMBIGUOUS");
        expect(failure).toBeInstanceOf(RotationFailure);
        expect(failure.message).toBe(
            "the process that asks for a new token gave no reply (it ended with SIGKILL). A new token may have been " +
                "issued. Run `pulumi up` again: the journal shows what became of it",
        );
    });
});
