import { statSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { DAY } from "../../../src/base/duration";
import { thisProcess } from "../../../src/journal/process-identity";
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
const INTERRUPTED = { kind: "interrupted", firstStartedAt: ISSUED, deadline: DEADLINE };
const LONGEST = 120_000;

describe("a journal without a folder", () => {
    test("knows nothing, and makes no folder by being asked", async () => {
        expect(await stage.view()).toEqual({ kind: "none" });
        expect(await stage.journal().recover(OLD)).toBeUndefined();
        expect(() => statSync(stage.folder)).toThrow("ENOENT");
    });

    test("that cannot be made fails when an attempt begins", async () => {
        symlinkSync(join(stage.folder, "..", "nowhere", "deeper"), stage.folder);
        await expect(stage.begin()).rejects.toThrow(/ENOENT|EEXIST/);
    });
});

describe("the first attempt", () => {
    test("is an entry named by the token's fingerprint, with all that is known of it", async () => {
        const { name, entry } = await stage.begin();
        expect(name).toBe(`${MARK}.1.json`);
        expect(entry).toEqual({
            state: "intent",
            fingerprint: MARK,
            resourceName: "ci",
            owner: thisProcess(),
            startedAt: ISSUED,
            firstStartedAt: ISSUED,
            deadline: DEADLINE,
            savedInState: false,
        });
        expect(stage.content()).toMatchObject({
            state: "intent",
            owner: { place: thisProcess().host, pid: process.pid, started: thisProcess().started },
            begun: "2030-01-01T00:00:00Z",
            since: "2030-01-01T00:00:00Z",
            done: false,
            deadline: "2030-01-15T00:00:00Z",
        });
        expect(stage.names()).toEqual([`${MARK}.1.json`]);
        expect((statSync(stage.folder).mode & 0o777).toString(8)).toBe("700");
    });

    test("stands in the way of every other one of the same token, and of no other token's", async () => {
        await stage.begin();
        expect(await stage.view()).toEqual(BUSY);
        expect(await stage.journal(ELSEWHERE).begin(MARK, "ci", DEADLINE)).toEqual(BUSY);
        expect(await stage.journal().view("000000000000")).toEqual({ kind: "none" });
        expect(stage.names()).toHaveLength(1);
    });

    test("is taken back without a trace", async () => {
        await stage.journal().abandon(await stage.begin());
        expect(stage.names()).toEqual([]);
        expect(await stage.view()).toEqual({ kind: "none" });
    });
});

describe("an attempt", () => {
    test.each([
        ["of this process", thisProcess()],
        ["of a process that cannot be seen from here", ELSEWHERE],
    ])("%s is busy as long as one can take, and interrupted from then on", async (_name, owner) => {
        await stage.begin(owner);
        stage.now += LONGEST - 1;
        expect(await stage.view()).toEqual({ kind: "busy", pid: owner.pid });
        stage.now += 1;
        expect(await stage.view()).toEqual(INTERRUPTED);
    });

    test("from the future is busy as long as one can take, and interrupted beyond", async () => {
        await stage.begin();
        stage.now -= LONGEST - 1;
        expect(await stage.view()).toEqual(BUSY);
        stage.now -= 1;
        expect(await stage.view()).toEqual(INTERRUPTED);
    });

    test("of a process that died is interrupted at once", async () => {
        await stage.begin(DEAD);
        expect(await stage.view()).toEqual(INTERRUPTED);
    });

    test("that ended without a clear answer is interrupted at once", async () => {
        await stage.conclude("unclear");
        expect(await stage.view()).toEqual(INTERRUPTED);
        expect(stage.content()).toMatchObject({ state: "unclear" });
    });

    test("whose successor nobody holds is lost, and stands in the way of every other one", async () => {
        const lost = { kind: "lost", firstStartedAt: ISSUED, deadline: DEADLINE };
        await stage.conclude("lost");
        expect(await stage.view()).toEqual(lost);
        expect(await stage.journal().begin(MARK, "ci", DEADLINE)).toEqual(lost);
        stage.now += 100 * DAY;
        expect(await stage.view()).toEqual(lost);
    });
});

describe("an attempt after an interrupted one", () => {
    const LATER = ISSUED + 3 * DAY;
    const second = async () => {
        await stage.begin(DEAD);
        stage.now = LATER;
        return stage.begin(thisProcess(), DEADLINE + 3 * DAY);
    };

    test("has the next number, its own start, and the first one's instant and deadline", async () => {
        const { name, entry } = await second();
        expect(name).toBe(`${MARK}.2.json`);
        expect(entry).toMatchObject({
            state: "intent",
            startedAt: LATER,
            firstStartedAt: ISSUED,
            deadline: DEADLINE,
        });
        expect(stage.names()).toEqual([`${MARK}.1.json`, `${MARK}.2.json`]);
        expect(await stage.view()).toEqual(BUSY);
    });

    test("that ends without a clear answer too leaves the first one's instant and deadline", async () => {
        await stage.journal().conclude(await second(), "unclear");
        expect(await stage.view()).toEqual(INTERRUPTED);
        expect(await stage.begin()).toMatchObject({
            name: `${MARK}.3.json`,
            entry: { firstStartedAt: ISSUED, deadline: DEADLINE },
        });
    });

    test("that certainly was not processed is taken back, and the first one counts again", async () => {
        await stage.journal().abandon(await second());
        expect(stage.names()).toEqual([`${MARK}.1.json`]);
        expect(await stage.view()).toEqual(INTERRUPTED);
        expect(await stage.begin()).toMatchObject({ name: `${MARK}.2.json` });
    });

    test("that is issued has the successor", async () => {
        await stage.journal().complete(await second(), OLD, SUCCESSOR);
        expect(await stage.view()).toEqual({ kind: "issued", fingerprint: SUCCESSOR_MARK });
        expect(await stage.journal().recover(OLD)).toEqual(SUCCESSOR);
    });
});
