import { join } from "node:path";
import { fingerprint } from "../../../src/base/fingerprint";
import type { ExportedStack, ExportedToken } from "../../../src/cli/stacks/exported-state";
import { readJournals } from "../../../src/cli/status/journals";
import { statusReport } from "../../../src/cli/status/report";
import { statusText } from "../../../src/cli/status/text";
import { styleFor } from "../../../src/cli/terminal";
import { readJournal } from "../../../src/cli/tokens/journal-facts";
import { Journal } from "../../../src/journal/journal";
import { systemProcesses } from "../../../src/journal/process-identity";
import { openStore } from "../../../src/journal/stores/open";
import { copyRecordedJournal } from "../../support/recorded";
import { temporaryFolder } from "../../support/temporary-folder";
import { NOW } from "./situations";

const folder = temporaryFolder();

function token(name: string, tokenFingerprint: string): ExportedToken {
    const outputs = { status: "active", tokenFingerprint, issuedAt: "2026-11-01T00:00:00Z" };
    return { name, type: "thousandeyes:ApiToken", outputs };
}

const stateOf = (tokens: ExportedToken[], more: Partial<ExportedStack> = {}) => ({
    tokens,
    cutOff: [],
    ...more,
});

/** Has the successor of a token sealed in the journal. */
async function seal(place: string, old: string, successor: string): Promise<void> {
    const journal = new Journal(openStore(place), systemProcesses, () => NOW);
    const begun = await journal.begin({ token: old, resourceName: "ci", deadline: NOW, triggers: {} });
    if ("kind" in begun) {
        throw new Error("blocked");
    }
    await journal.complete(begun, { token: successor, issuedAt: NOW, validUntil: NOW + 1000 }, NOW);
}

test("a token in two stacks is told of, and so is a run that was cut off; only the latter is to be seen to", () => {
    const readings = [
        { stack: "organization/a/dev", state: stateOf([token("one", "0123456789ab")]) },
        { stack: "organization/b/dev", state: stateOf([token("two", "0123456789ab")], { cutOff: ["two"] }) },
    ];
    const { notices, level } = statusReport(readings, new Map(), NOW, true);
    expect(level).toBe("soon");
    expect(notices).toMatchObject([
        {
            about: "organization/b/dev",
            level: "soon",
            words: expect.stringContaining("worked on two") as string,
        },
        { about: "token 0123456789ab", level: "fine", words: expect.stringContaining("2 places") as string },
    ]);
});

test("what is sealed for a token that no stack has is told of where all stacks were read", async () => {
    const place = join(folder.path, "journal");
    await seal(place, "pasted", "first");
    await seal(place, "first", "second");
    await seal(place, "nobody's", "a lost create");
    const readings = [{ stack: "s", state: stateOf([token("ci", fingerprint("second"))]) }];
    const journals = new Map([["s", await readJournal(openStore(place), new Set([fingerprint("second")]))]]);
    const { notices, level } = statusReport(readings, journals, NOW, true);
    // Those that the stack's own token came from are none.
    expect(notices).toHaveLength(1);
    expect(notices[0]?.words).toContain(`token ${fingerprint("a lost create")} is sealed for whoever has`);
    expect(level).toBe("fine");
    expect(statusReport(readings, journals, NOW, false).notices).toEqual([]);
});

test("each stack is looked up in the journal that its config names, unless one is given", async () => {
    const [own, given] = [join(folder.path, "own"), join(folder.path, "given")];
    copyRecordedJournal(own);
    await seal(given, "old", "new");
    const state = stateOf([token("lost", "dd2cb3ccbdd3")], { journal: own });
    const people = { name: "v", type: "versio:ApiToken" as const, outputs: {} };
    const readings = [
        { stack: "a", state },
        { stack: "b", state: { tokens: [people], cutOff: [] } },
    ];
    const configured = await readJournals(readings, undefined);
    expect([...configured.keys()]).toEqual(["a"]);
    expect(configured.get("a")?.facts.get("dd2cb3ccbdd3")?.view.kind).toBe("lost");
    const other = await readJournals(readings, given);
    expect(other.get("a")).toMatchObject({ place: given });
    expect(other.get("a")?.facts.size).toBe(0);
    const wrong = await readJournals([{ stack: "a", state: { ...state, journal: "here" } }], undefined);
    expect(wrong.get("a")?.problem).toContain("must be an absolute path");
});

test("no token anywhere is said, and is fine", () => {
    const report = statusReport([{ stack: "s", state: stateOf([]) }], new Map(), NOW, true);
    expect(report.level).toBe("fine");
    expect(statusText(report, styleFor(false))).toBe("no tokens in 1 stack  2026-11-27T03:41:17Z\n");
});

test("a name that would act on a terminal does not", () => {
    const odd = "a\u001b[2Jb";
    const report = statusReport(
        [{ stack: odd, state: stateOf([token(odd, "0123456789ab")]) }],
        new Map(),
        NOW,
        true,
    );
    expect(statusText(report, styleFor(false))).not.toContain("\u001b");
});
