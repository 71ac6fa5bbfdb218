import { rmSync, writeFileSync } from "node:fs";
import { DAY } from "../../../src/base/duration";
import { thisProcess } from "../../../src/journal/process-identity";
import { JournalRefusal, type JournalStore } from "../../../src/journal/store";
import type { TokenAnswer } from "../../../src/rotating-token/answer";
import type { IssueRequest } from "../../../src/rotating-token/issue";
import { answered, ISSUED_ANSWER, IssueStage, SUCCESSOR_AS_ISSUED } from "../../support/issue-stage";
import { DEAD, DEADLINE, ELSEWHERE, MARK, OLD, SUCCESSOR_MARK } from "../../support/journal-stage";
import { ISSUED } from "../../support/token-state";

const stage = new IssueStage();

/** A journal in which nothing can be created, with an error that says why. */
const hindered = (error: Error, meanwhile: () => Promise<unknown> = () => Promise.resolve()) => {
    const store = Object.assign(Object.create(stage.store) as JournalStore, {
        create: async () => {
            await meanwhile();
            throw error;
        },
    });
    return stage.journal(thisProcess(), store);
};
const FULL = new Error("ENOSPC: no space left on device");
const withoutAttempt = (answer: TokenAnswer, changes: Partial<IssueRequest> = {}) =>
    stage.issueWith(answer, changes, undefined, hindered(FULL));

describe("nothing is sent", () => {
    test.each<[string, () => Promise<unknown>, string]>([
        ["a successor is in the journal", () => stage.issue(DEAD), "issued"],
        ["a successor is lost", () => stage.conclude("lost"), "lost"],
        ["another process is at it", () => stage.begin(ELSEWHERE), "busy"],
        [
            "an entry is unreadable",
            async () => {
                const { name } = await stage.begin();
                writeFileSync(stage.file(name), "?");
            },
            "unreadable",
        ],
    ])("when %s: the reply is what the journal knows", async (_name, prepare, kind) => {
        await prepare();
        const view = await stage.view();
        expect(view.kind).toBe(kind);
        expect(await stage.issueWith(ISSUED_ANSWER)).toEqual({ kind: "blocked", view });
        expect(stage.sent).toEqual([]);
    });

    test("when the journal must not be used, which is an error of its own", async () => {
        const journal = hindered(new JournalRefusal("it belongs to another user"));
        expect(await stage.issueWith(ISSUED_ANSWER, {}, undefined, journal)).toEqual({
            kind: "failed",
            code: "ERR_JOURNAL",
            message: "nothing was asked for: it belongs to another user",
        });
        expect(stage.sent).toEqual([]);
    });

    test.each<[string, () => Promise<unknown>, string]>([
        ["begins an attempt", () => stage.begin(ELSEWHERE), "busy"],
        ["has a successor issued", () => stage.issue(ELSEWHERE), "issued"],
        ["loses a successor", () => stage.conclude("lost", ELSEWHERE), "lost"],
    ])("when another process %s while this one cannot write to the journal", async (_what, prepare, kind) => {
        const reply = stage.issueWith(ISSUED_ANSWER, {}, undefined, hindered(FULL, prepare));
        expect(await reply).toMatchObject({ kind: "blocked", view: { kind } });
        expect(stage.sent).toEqual([]);
    });
});

describe("a journal that cannot be written", () => {
    const loseFolder = () => {
        rmSync(stage.folder, { recursive: true });
    };

    test("before the request does not keep the token from the reply, which has the problem", async () => {
        expect(await withoutAttempt(ISSUED_ANSWER)).toEqual({
            kind: "issued",
            successor: SUCCESSOR_AS_ISSUED,
            endIsAssumed: false,
            journalProblem: FULL.message,
        });
        expect(stage.sent).toEqual([OLD]);
    });

    test("after an attempt without a clear answer does not keep the next one from being made", async () => {
        await stage.conclude("unclear", DEAD);
        expect(await withoutAttempt(ISSUED_ANSWER)).toMatchObject({ kind: "issued" });
        expect(stage.sent).toEqual([OLD]);
    });

    test("after the request does not keep the token from the reply, which has the problem", async () => {
        expect(await stage.issueWith(ISSUED_ANSWER, {}, loseFolder)).toEqual({
            kind: "issued",
            successor: SUCCESSOR_AS_ISSUED,
            endIsAssumed: false,
            journalProblem: expect.stringContaining("ENOENT") as string,
        });
    });

    test.each([
        ["unclear", "ERR_AMBIGUOUS"],
        ["lost", "ERR_TOKEN_LOST"],
        ["rejected", "ERR_TOKEN_REJECTED"],
        ["overlap", "ERR_TOKEN_LOST"],
    ] as const)("does not hide that the answer was %s", async (kind, code) => {
        const journalProblem = expect.stringMatching(/ENOENT/) as string;
        expect(await stage.issueWith(answered(kind), {}, loseFolder)).toMatchObject({ code, journalProblem });
        expect(await withoutAttempt(answered(kind))).toMatchObject({ code, journalProblem: FULL.message });
    });

    test("names the old token's end by the request when there is no entry", async () => {
        const end = ISSUED + 5 * DAY;
        expect(await withoutAttempt(answered("lost"))).toMatchObject({ lostWithDeadline: DEADLINE });
        stage.now = ISSUED;
        expect(await withoutAttempt(answered("lost"), { validUntil: end })).toMatchObject({
            lostWithDeadline: end,
        });
    });
});

test("of two processes at once one asks, and the other one is told what the journal knows of it", async () => {
    const replies = await Promise.all([stage.issueWith(ISSUED_ANSWER), stage.issueWith(ISSUED_ANSWER)]);
    expect(replies.map(({ kind }) => kind).sort()).toEqual(["blocked", "issued"]);
    expect(stage.sent).toEqual([OLD]);
    expect(await stage.view()).toEqual({ kind: "issued", fingerprint: SUCCESSOR_MARK });
    expect(stage.names()).toEqual([`${MARK}.1.json`]);
});
