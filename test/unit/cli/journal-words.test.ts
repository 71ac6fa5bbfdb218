import { describeAttempt } from "../../../src/cli/journal-commands/words";
import type { FoundAttempt } from "../../../src/journal/attempts";
import { AttemptReader } from "../../../src/journal/attempt-reader";
import { openStore } from "../../../src/journal/stores/open";
import { JournalStage, MARK } from "../../support/journal-stage";

const stage = new JournalStage();

async function onlyAttempt(): Promise<FoundAttempt> {
    const [attempt] = await new AttemptReader(openStore(stage.folder)).of(MARK);
    if (attempt === undefined) {
        throw new Error("nothing is there");
    }
    return attempt;
}

test("an attempt that a process is at has its process, whatever the words are", async () => {
    await stage.begin();
    const attempt = await onlyAttempt();
    expect(describeAttempt(MARK, attempt, { kind: "busy", pid: 4711 })).toMatchObject({
        level: "fine",
        pid: 4711,
        words: expect.stringContaining("process 4711") as string,
    });
    const interrupted = { kind: "interrupted", firstStartedAt: 0, deadline: 0 } as const;
    const left = describeAttempt(MARK, attempt, interrupted);
    expect(left.level).toBe("soon");
    expect(left).not.toHaveProperty("pid");
});

test("one that has come to its end has none, whoever asks meanwhile", async () => {
    await stage.issue();
    const view = { kind: "busy", pid: 4711 } as const;
    expect(describeAttempt(MARK, await onlyAttempt(), view)).not.toHaveProperty("pid");
});
