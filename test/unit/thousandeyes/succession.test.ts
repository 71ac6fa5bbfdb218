import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { DAY } from "../../../src/lifecycle/duration";
import { fingerprint } from "../../../src/lifecycle/fingerprint";
import type { IssueReply } from "../../../src/thousandeyes/issue-successor";
import { Succession, SuccessionFailure } from "../../../src/thousandeyes/succession";
import { WAY_BACK } from "../../../src/thousandeyes/way-back";
import { adoptedOutputs, ENDPOINT, outputs } from "../../support/api-token-outputs";
import { failureOf } from "../../support/failure-of";
import { DEADLINE, MARK, OLD, SUCCESSOR, SUCCESSOR_MARK } from "../../support/journal-stage";
import { SuccessionStage } from "../../support/succession-stage";
import { ISSUED } from "../../support/token-state";

const stage = new SuccessionStage();
const before = outputs({ token: OLD, tokenFingerprint: MARK });
const issuedReply: IssueReply = { kind: "issued", successor: SUCCESSOR, endIsAssumed: false };
const succession = () => new Succession(stage.context);
const damage = (file: string) => {
    writeFileSync(file, readFileSync(file, "utf8").slice(0, 90));
};

describe("recovering", () => {
    test("gives the same outputs when the journal has no successor", async () => {
        expect(await succession().recover(before)).toBe(before);
        expect(await succession().view(OLD)).toEqual({ kind: "none" });
    });

    test("goes from successor to successor as far as the journal leads", async () => {
        stage.journal.issue();
        const journal = stage.journal.journal();
        const attempt = journal.begin(SUCCESSOR_MARK, "ci", DEADLINE + 20 * DAY);
        if ("kind" in attempt) {
            throw new Error("blocked");
        }
        journal.complete(attempt, SUCCESSOR.token, { ...SUCCESSOR, token: "third-token" });
        expect(await succession().recover(before)).toMatchObject({
            token: "third-token",
            tokenFingerprint: fingerprint("third-token"),
            previousToken: SUCCESSOR.token,
        });
        expect(stage.requests).toEqual([]);
    });

    test("fails when the entry does not open with the token, and names the folder", async () => {
        const attempt = stage.journal.begin();
        stage.journal.journal().complete(attempt, "another token", SUCCESSOR);
        const failure = await failureOf(succession().recover(before));
        expect(failure.code).toBe("ERR_JOURNAL");
        expect(failure.message).toContain(`entry for token ${MARK} (in ${stage.journal.folder})`);
    });
});

describe("obtaining a successor", () => {
    test("asks for it with what the state knows, and puts it in the token's place", async () => {
        stage.replies.push(issuedReply);
        const after = await succession().obtain(before);
        expect(after).toMatchObject({ token: SUCCESSOR.token, previousToken: OLD, status: "active" });
        expect(stage.requests).toEqual([
            {
                token: OLD,
                resourceName: "ci",
                apiEndpoint: ENDPOINT,
                journalFolder: stage.journal.folder,
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
            await succession().obtain(adoptedOutputs({ token: OLD, tokenFingerprint: MARK }));
            expect(stage.requests[0]).toMatchObject({ mayHavePredecessor: expected });
            expect(stage.requests[0]).not.toHaveProperty("validUntil");
        },
    );

    test("takes one from the journal instead of asking", async () => {
        stage.journal.issue();
        expect(await succession().obtain(before)).toMatchObject({ token: SUCCESSOR.token });
        expect(stage.requests).toEqual([]);
    });

    test("warns when the end of the new token is only assumed", async () => {
        stage.replies.push({ ...issuedReply, endIsAssumed: true });
        await succession().obtain(before);
        expect(stage.lines).toEqual([
            "ci: warning: the API gave no end for the new token: 2 years are assumed",
        ]);
    });

    test("warns when the journal cannot be used, and has the token all the same", async () => {
        stage.replies.push({ ...issuedReply, journalProblem: "EROFS" });
        expect(await succession().obtain(before)).toMatchObject({ token: SUCCESSOR.token });
        expect(stage.lines).toEqual([
            expect.stringMatching(/^ci: warning: the journal in .* cannot be used \(EROFS\)/),
        ]);
    });

    test.each(["ERR_TOKEN_LOST", "ERR_TOKEN_REJECTED"] as const)(
        "that failed with %s says the way back",
        async (code) => {
            stage.replies.push({ kind: "failed", code, message: "Words", lostWithDeadline: DEADLINE });
            const failure = await failureOf(succession().obtain(before));
            expect(failure).toMatchObject({
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
        const failure = await failureOf(succession().obtain(before));
        expect(failure).toBeInstanceOf(SuccessionFailure);
        expect(failure).toMatchObject({ code: "ERR_OVERLAP", message: "Words" });
        expect(stage.lines).toHaveLength(1);
    });

    test("whose process gave no reply is ambiguous", async () => {
        stage.replies.push(new Error("it ended with SIGKILL"));
        const failure = await failureOf(succession().obtain(before));
        expect(failure.code).toBe("ERR_AMBIGUOUS");
        expect(failure.message).toContain("gave no reply (it ended with SIGKILL)");
    });
});

describe("settling", () => {
    const after = outputs({
        token: SUCCESSOR.token,
        tokenFingerprint: SUCCESSOR_MARK,
        previousToken: OLD,
        previousValidUntil: "2030-01-15T00:00:00Z",
    });

    test("marks the entry of the previous token", async () => {
        stage.journal.issue();
        await succession().settle(after);
        expect(stage.journal.content()).toMatchObject({ done: true });
    });

    test("touches nothing when the state has no previous token or another successor", async () => {
        stage.journal.issue();
        await succession().settle(before);
        await succession().settle({ ...after, tokenFingerprint: fingerprint("another") });
        expect(stage.journal.content()).toMatchObject({ done: false });
    });

    test("does nothing when the journal is gone", async () => {
        stage.journal.issue();
        rmSync(stage.journal.folder, { recursive: true });
        await succession().settle(after);
        expect(stage.lines).toEqual([]);
    });

    test("warns of an entry that cannot be read, and leaves it", async () => {
        const { file } = stage.journal.issue();
        damage(file);
        await succession().settle(after);
        expect(stage.lines).toEqual([expect.stringMatching(/^ci: warning: .*\. It is left as it is$/)]);
        expect(stage.journal.names()).toEqual([`${MARK}.1.json`]);
    });
});
