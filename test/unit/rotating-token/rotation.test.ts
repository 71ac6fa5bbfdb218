import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { DAY } from "../../../src/base/duration";
import { fingerprint } from "../../../src/base/fingerprint";
import { DEFAULT_HTTP_OPTIONS } from "../../../src/http/http-options";
import type { IssueReply } from "../../../src/rotating-token/issue";
import { Rotation, RotationFailure } from "../../../src/rotating-token/rotation";
import { WAY_BACK } from "../../../src/systems/thousandeyes/settings";
import { failureOf } from "../../support/failure-of";
import { DEADLINE, MARK, OLD, SUCCESSOR, SUCCESSOR_MARK } from "../../support/journal-stage";
import { adoptedOutputs, ENDPOINT, outputs } from "../../support/rotating-token-outputs";
import { RotationStage } from "../../support/rotation-stage";
import { ISSUED, NO_JOURNAL } from "../../support/token-state";

const stage = new RotationStage();
const before = outputs({ token: OLD, tokenFingerprint: MARK });
const issuedReply: IssueReply = { kind: "issued", successor: SUCCESSOR, endIsAssumed: false };
const rotation = () => new Rotation(stage.system, stage.issuer, stage.host());
const obtain = () => rotation().obtain(before, NO_JOURNAL);

describe("recovering", () => {
    test("gives the same outputs when the journal has no successor", async () => {
        expect(await rotation().recover(before)).toBe(before);
        expect(await stage.host().journal.view(OLD)).toEqual(NO_JOURNAL);
    });

    test("goes from successor to successor as far as the journal leads", async () => {
        await stage.journal.issue();
        const journal = stage.journal.journal();
        const attempt = await journal.begin(SUCCESSOR_MARK, "ci", DEADLINE + 20 * DAY);
        if ("kind" in attempt) {
            throw new Error("blocked");
        }
        await journal.complete(attempt, SUCCESSOR.token, { ...SUCCESSOR, token: "third-token" });
        expect(await rotation().recover(before)).toMatchObject({
            token: "third-token",
            tokenFingerprint: fingerprint("third-token"),
            previousToken: SUCCESSOR.token,
        });
        expect(stage.requests).toEqual([]);
    });

    test("fails when the entry does not open with the token, and names the folder", async () => {
        const attempt = await stage.journal.begin();
        await stage.journal.journal().complete(attempt, "another token", SUCCESSOR);
        const failure = await failureOf(rotation().recover(before));
        expect(failure.code).toBe("ERR_JOURNAL");
        expect(failure.message).toContain(`entry for token ${MARK} (in ${stage.journal.folder})`);
    });
});

describe("obtaining a successor", () => {
    test("asks for it with what the state and the run know, and puts it in the token's place", async () => {
        stage.replies.push(issuedReply);
        const after = await obtain();
        expect(after).toMatchObject({ token: SUCCESSOR.token, previousToken: OLD, status: "active" });
        expect(stage.requests).toEqual([
            {
                system: "thousandeyes",
                endpoint: ENDPOINT,
                token: OLD,
                resourceName: "ci",
                journalLocation: stage.journal.folder,
                http: DEFAULT_HTTP_OPTIONS,
                validUntil: Date.parse("2032-01-01T00:00:00Z"),
                mayHavePredecessor: true,
            },
        ]);
        expect(stage.lines).toEqual([]);
    });

    test.each([
        [15 * DAY - 1, true],
        [15 * DAY, false],
    ])(
        "of a token %d ms old, the overlap and a day for other clocks, says whether that may have a predecessor: %p",
        async (age, expected) => {
            stage.replies.push(issuedReply);
            stage.journal.now = ISSUED + age;
            await rotation().obtain(adoptedOutputs({ token: OLD, tokenFingerprint: MARK }), NO_JOURNAL);
            expect(stage.requests[0]).toMatchObject({ mayHavePredecessor: expected });
            expect(stage.requests[0]).not.toHaveProperty("validUntil");
        },
    );

    test("takes one from the journal instead of asking", async () => {
        await stage.journal.issue();
        const seen = await stage.journal.view();
        expect(await rotation().obtain(before, seen)).toMatchObject({ token: SUCCESSOR.token });
        expect(stage.requests).toEqual([]);
    });

    test.each([
        [{ kind: "lost", firstStartedAt: ISSUED, deadline: DEADLINE } as const, "ERR_TOKEN_LOST"],
        [{ kind: "unreadable", problem: "a file is damaged" } as const, "ERR_JOURNAL"],
    ])("asks for nothing where the journal was seen to stand in the way: $kind", async (seen, code) => {
        expect((await failureOf(rotation().obtain(before, seen))).code).toBe(code);
        expect(stage.requests).toEqual([]);
    });

    test("has this run look at the journal anew afterwards, whatever came of it", async () => {
        const host = stage.host();
        const sees = async () => (await host.journal.view(OLD)).kind;
        expect(await sees()).toBe("none");
        await stage.journal.issue();
        expect(await sees()).toBe("none");
        stage.replies.push(new Error("it ended with SIGKILL"));
        await failureOf(new Rotation(stage.system, stage.issuer, host).obtain(before, NO_JOURNAL));
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
            expect.stringMatching(/^ci: warning: the journal in .* cannot be used \(EROFS\)/),
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
        expect(failure.message).toContain("gave no reply (it ended with SIGKILL)");
    });
});

describe("a successor that is in a saved state", () => {
    const after = outputs({
        token: SUCCESSOR.token,
        tokenFingerprint: SUCCESSOR_MARK,
        previousToken: OLD,
        previousValidUntil: "2030-01-15T00:00:00Z",
    });

    test("has the entry of the previous token marked", async () => {
        await stage.journal.issue();
        await rotation().markSaved(after);
        expect(stage.journal.content()).toMatchObject({ done: true });
    });

    test("has nothing touched without a previous token, or when it is another than the entry's", async () => {
        await stage.journal.issue();
        await rotation().markSaved(before);
        await rotation().markSaved({ ...after, tokenFingerprint: fingerprint("another") });
        expect(stage.journal.content()).toMatchObject({ done: false });
    });

    test("needs no journal: one that is gone is no matter", async () => {
        await stage.journal.issue();
        rmSync(stage.journal.folder, { recursive: true });
        await rotation().markSaved(after);
        expect(stage.lines).toEqual([]);
    });

    test("has an entry that cannot be read left as it is, with a warning", async () => {
        const { name } = await stage.journal.issue();
        const file = stage.journal.file(name);
        writeFileSync(file, readFileSync(file, "utf8").slice(0, 90));
        await rotation().markSaved(after);
        expect(stage.lines).toEqual([expect.stringMatching(/^ci: warning: .*\. It is left as it is$/)]);
        expect(stage.journal.names()).toEqual([`${MARK}.1.json`]);
    });
});
