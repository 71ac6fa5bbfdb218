import { readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { DAY } from "../../../src/lifecycle/duration";
import { currentOwner } from "../../../src/lifecycle/owner";
import {
    DEAD,
    DEADLINE,
    ELSEWHERE,
    JournalStage,
    MARK,
    OLD,
    SUCCESSOR,
    SUCCESSOR_MARK,
} from "../../support/journal-stage";
import { ISSUED } from "../../support/token-state";

const stage = new JournalStage();
const BUSY = { kind: "busy", pid: process.pid };
const INTERRUPTED = { kind: "interrupted", since: ISSUED, deadline: DEADLINE };
const LONGEST = 120_000;

describe("a journal without a folder", () => {
    test("knows nothing, and makes no folder by being asked", () => {
        expect(stage.view()).toEqual({ kind: "none" });
        expect(stage.journal().recover(OLD)).toBeUndefined();
        expect(() => statSync(stage.folder)).toThrow("ENOENT");
    });

    test("that cannot be made fails when an attempt begins", () => {
        symlinkSync(join(stage.folder, "..", "nowhere", "deeper"), stage.folder);
        expect(() => stage.begin()).toThrow(/ENOENT|EEXIST/);
    });
});

describe("the first attempt", () => {
    test("is a file named by the token's fingerprint, with all that is known of it", () => {
        const { file, entry } = stage.begin();
        expect(file).toBe(join(stage.folder, `${MARK}.1.json`));
        expect(entry).toEqual({
            state: "intent",
            fingerprint: MARK,
            resourceName: "ci",
            owner: currentOwner(),
            begun: ISSUED,
            since: ISSUED,
            deadline: DEADLINE,
            done: false,
        });
        expect(stage.content()).toMatchObject({
            state: "intent",
            owner: currentOwner(),
            deadline: "2030-01-15T00:00:00Z",
        });
        expect(stage.names()).toEqual([`${MARK}.1.json`]);
        expect((statSync(dirname(file)).mode & 0o777).toString(8)).toBe("700");
    });

    test("stands in the way of every other one of the same token, and of no other token's", () => {
        stage.begin();
        expect(stage.view()).toEqual(BUSY);
        expect(stage.journal(ELSEWHERE).begin(MARK, "ci", DEADLINE)).toEqual(BUSY);
        expect(stage.journal().view("000000000000")).toEqual({ kind: "none" });
        expect(stage.names()).toHaveLength(1);
    });

    test("is taken back without a trace", () => {
        stage.journal().abandon(stage.begin());
        expect(stage.names()).toEqual([]);
        expect(stage.view()).toEqual({ kind: "none" });
    });
});

describe("an attempt", () => {
    test.each([
        ["of this process", currentOwner()],
        ["of a process that cannot be seen from here", ELSEWHERE],
    ])("%s is busy as long as one can take, and interrupted from then on", (_name, owner) => {
        stage.begin(owner);
        stage.now += LONGEST - 1;
        expect(stage.view()).toEqual({ kind: "busy", pid: owner.pid });
        stage.now += 1;
        expect(stage.view()).toEqual(INTERRUPTED);
    });

    test("from the future is busy as long as one can take, and interrupted beyond", () => {
        stage.begin();
        stage.now -= LONGEST - 1;
        expect(stage.view()).toEqual(BUSY);
        stage.now -= 1;
        expect(stage.view()).toEqual(INTERRUPTED);
    });

    test("of a process that died is interrupted at once", () => {
        stage.begin(DEAD);
        expect(stage.view()).toEqual(INTERRUPTED);
    });

    test("that ended without a clear answer is interrupted at once", () => {
        stage.journal().conclude(stage.begin(), "unclear");
        expect(stage.view()).toEqual(INTERRUPTED);
        expect(stage.content()).toMatchObject({ state: "unclear" });
    });

    test("whose successor nobody holds is lost, and stands in the way of every other one", () => {
        const lost = { kind: "lost", since: ISSUED, deadline: DEADLINE };
        stage.journal().conclude(stage.begin(), "lost");
        expect(stage.view()).toEqual(lost);
        expect(stage.journal().begin(MARK, "ci", DEADLINE)).toEqual(lost);
        stage.now += 100 * DAY;
        expect(stage.view()).toEqual(lost);
    });
});

describe("an attempt after an interrupted one", () => {
    const LATER = ISSUED + 3 * DAY;
    const second = () => {
        stage.begin(DEAD);
        stage.now = LATER;
        return stage.begin(currentOwner(), DEADLINE + 3 * DAY);
    };

    test("has the next number, its own beginning, and the first one's instant and deadline", () => {
        const { file, entry } = second();
        expect(file).toBe(join(stage.folder, `${MARK}.2.json`));
        expect(entry).toMatchObject({ state: "intent", begun: LATER, since: ISSUED, deadline: DEADLINE });
        expect(stage.names()).toEqual([`${MARK}.1.json`, `${MARK}.2.json`]);
        expect(stage.view()).toEqual(BUSY);
    });

    test("that ends without a clear answer too leaves the first one's instant and deadline", () => {
        stage.journal().conclude(second(), "unclear");
        expect(stage.view()).toEqual(INTERRUPTED);
        expect(stage.begin()).toMatchObject({
            file: join(stage.folder, `${MARK}.3.json`),
            entry: { since: ISSUED, deadline: DEADLINE },
        });
    });

    test("that certainly was not processed is taken back, and the first one counts again", () => {
        stage.journal().abandon(second());
        expect(stage.names()).toEqual([`${MARK}.1.json`]);
        expect(stage.view()).toEqual(INTERRUPTED);
        expect(stage.begin().file).toBe(join(stage.folder, `${MARK}.2.json`));
    });

    test("that is issued has the successor", () => {
        stage.journal().complete(second(), OLD, SUCCESSOR);
        expect(stage.view()).toEqual({ kind: "issued", fingerprint: SUCCESSOR_MARK });
        expect(stage.journal().recover(OLD)).toEqual(SUCCESSOR);
    });
});

describe("a sealed successor whose process died before it was in place", () => {
    const unplaced = () => {
        const { file } = stage.issue(DEAD);
        const sealed = readFileSync(file, "utf8");
        rmSync(file);
        stage.begin(DEAD);
        writeFileSync(`${file}.tmp`, sealed);
        return { file, sealed };
    };

    test("is found and opened", () => {
        unplaced();
        expect(stage.view()).toEqual({ kind: "issued", fingerprint: SUCCESSOR_MARK });
        expect(stage.journal().recover(OLD)).toEqual(SUCCESSOR);
    });

    test("is put in place once it is in a saved state", () => {
        unplaced();
        stage.journal().settle(MARK, SUCCESSOR_MARK);
        expect(stage.content()).toMatchObject({ state: "issued", done: true });
        expect(stage.names()).toEqual([`${MARK}.1.json`]);
        expect(stage.journal().recover(OLD)).toEqual(SUCCESSOR);
    });

    test.each([
        ["cut off", (text: string) => text.slice(0, -20)],
        ["about another token", (text: string) => text.replace(MARK, "000000000000")],
        ["no successor", (text: string) => text.replace('"issued"', '"unclear"')],
    ])("is passed over when it is %s: the attempt is an interrupted one", (_name, damage) => {
        const { file, sealed } = unplaced();
        writeFileSync(`${file}.tmp`, damage(sealed));
        expect(stage.view()).toEqual(INTERRUPTED);
        expect(stage.journal().recover(OLD)).toBeUndefined();
    });

    test("does not count where the attempt has ended in another way", () => {
        const { file, sealed } = unplaced();
        rmSync(file);
        stage.journal(DEAD).conclude(stage.begin(DEAD), "unclear");
        writeFileSync(`${file}.tmp`, sealed);
        expect(stage.view()).toEqual(INTERRUPTED);
    });
});
