import { rmSync, symlinkSync, writeFileSync } from "node:fs";
import { DAY } from "../../../src/base/duration";
import { answered, ISSUED_ANSWER, IssueStage, SUCCESSOR_AS_ISSUED } from "../../support/issue-stage";
import { DEAD, DEADLINE, ELSEWHERE } from "../../support/journal-stage";
import { ISSUED } from "../../support/token-state";

const stage = new IssueStage();

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
});

describe("a journal that cannot be written", () => {
    const withoutFolder = () => {
        symlinkSync(`${stage.folder}-nowhere/deeper`, stage.folder);
    };
    const loseFolder = () => {
        rmSync(stage.folder, { recursive: true });
    };

    test("before the request does not keep the token from the reply, which has the problem", async () => {
        withoutFolder();
        expect(await stage.issueWith(ISSUED_ANSWER)).toEqual({
            kind: "issued",
            successor: SUCCESSOR_AS_ISSUED,
            endIsAssumed: false,
            journalProblem: expect.stringMatching(/ENOENT|EEXIST/) as string,
        });
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
        const journalProblem = expect.stringMatching(/ENOENT|EEXIST/) as string;
        expect(await stage.issueWith(answered(kind), {}, loseFolder)).toMatchObject({ code, journalProblem });
        withoutFolder();
        expect(await stage.issueWith(answered(kind))).toMatchObject({ code, journalProblem });
    });

    test("names the old token's end by the request when there is no entry", async () => {
        withoutFolder();
        const end = ISSUED + 5 * DAY;
        expect(await stage.issueWith(answered("lost"))).toMatchObject({ lostWithDeadline: DEADLINE });
        stage.now = ISSUED;
        expect(await stage.issueWith(answered("lost"), { validUntil: end })).toMatchObject({
            lostWithDeadline: end,
        });
    });
});
