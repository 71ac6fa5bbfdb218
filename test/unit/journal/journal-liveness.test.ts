import { DAY } from "../../../src/base/duration";
import { LEASE, LONGEST_WAIT, SEND_WINDOW } from "../../../src/journal/limits";
import { thisProcess } from "../../../src/journal/process-identity";
import { CountingStore } from "../../support/counting-store";
import { attemptFor, DEAD, DEADLINE, ELSEWHERE, JournalStage, MARK, OLD } from "../../support/journal-stage";
import { ISSUED } from "../../support/token-state";

const stage = new JournalStage();
const BUSY = { kind: "busy", pid: process.pid };
const INTERRUPTED = { kind: "interrupted", firstStartedAt: ISSUED, deadline: DEADLINE };
const SECOND = 1000;

/** What a process sees of an attempt that is so old by the store's clock. */
function viewAt(age: number) {
    return stage.journal(thisProcess(), stage.storeOfAge(age)).view(MARK);
}

/** What is asked of the store for one view. */
async function askedForView(): Promise<string[]> {
    const store = new CountingStore(stage.store);
    await stage.journal(thisProcess(), store).view(MARK);
    return store.calls;
}

test("an attempt can take 3 minutes: 30 s until it sends, 2 minutes for a request, and 30 s for the end", () => {
    expect({ SEND_WINDOW, LEASE }).toEqual({ SEND_WINDOW: 30 * SECOND, LEASE: 180 * SECOND });
});

test("whoever waits for an attempt waits longer than one can take", () => {
    expect(LONGEST_WAIT).toBe(LEASE + 30 * SECOND);
});

describe("an attempt of a process that can be seen from here", () => {
    test.each([
        ["just begun", 0],
        ["a year old", 365 * DAY],
        ["of a time to come", -365 * DAY],
    ])("is busy as long as that runs: %s by the store's clock", async (_name, age) => {
        await stage.begin();
        stage.age(age);
        expect(await stage.view()).toEqual(BUSY);
        expect(await viewAt(age)).toEqual(BUSY);
        expect(await stage.journal().begin(attemptFor(OLD))).toEqual(BUSY);
    });

    test.each([365 * DAY, -365 * DAY])(
        "is busy as long as that runs, %d ms away by the clock",
        async (distance) => {
            await stage.begin();
            stage.now += distance;
            expect(await stage.view()).toEqual(BUSY);
        },
    );

    test("is interrupted at once when that has ended", async () => {
        await stage.begin(DEAD);
        expect(await stage.view()).toEqual(INTERRUPTED);
        expect(await viewAt(0)).toEqual(INTERRUPTED);
    });

    test.each([
        ["lives", thisProcess()],
        ["has ended", DEAD],
    ])("has no age that anybody asks for: the process %s", async (_name, owner) => {
        await stage.begin(owner);
        expect((await askedForView()).filter((call) => call.startsWith("ages"))).toEqual([]);
    });
});

describe("an attempt of a process that cannot be seen from here", () => {
    test("is busy as long as one can take by the store's clock, and interrupted from then on", async () => {
        await stage.begin(ELSEWHERE);
        expect(await viewAt(0)).toEqual(BUSY);
        expect(await viewAt(LEASE - 1)).toEqual(BUSY);
        expect(await viewAt(LEASE)).toEqual(INTERRUPTED);
        expect(await viewAt(365 * DAY)).toEqual(INTERRUPTED);
    });

    test("is so by the times of the files in a folder", async () => {
        await stage.begin(ELSEWHERE);
        stage.age(LEASE - 20 * SECOND);
        expect(await stage.view()).toEqual(BUSY);
        stage.age(21 * SECOND);
        expect(await stage.view()).toEqual(INTERRUPTED);
    });

    test.each([365 * DAY, -365 * DAY, LEASE, -LEASE])(
        "is busy or not whatever this machine's clock says: %d ms later",
        async (distance) => {
            await stage.begin(ELSEWHERE);
            stage.now += distance;
            expect(await stage.view()).toEqual(BUSY);
            expect(await viewAt(LEASE)).toEqual(INTERRUPTED);
        },
    );

    test("is busy when it is of a time to come: the store's clock was put back", async () => {
        await stage.begin(ELSEWHERE);
        expect(await viewAt(-DAY)).toEqual(BUSY);
    });

    test("is as old as its own entry, not as an earlier one", async () => {
        await stage.conclude("unclear");
        stage.age(DAY);
        await stage.begin(ELSEWHERE);
        expect(await stage.view()).toEqual(BUSY);
        const store = stage.storeOfAge(0);
        store.ages = () =>
            Promise.resolve(
                new Map([
                    [`${MARK}.1.json`, 0],
                    [`${MARK}.2.json`, LEASE],
                ]),
            );
        expect(await stage.journal(thisProcess(), store).view(MARK)).toEqual(INTERRUPTED);
    });

    test("has the ages of its own token asked for alone", async () => {
        await stage.begin(ELSEWHERE);
        expect((await askedForView()).filter((call) => call.startsWith("ages"))).toEqual([`ages ${MARK}.`]);
    });

    test("is interrupted when its entry is gone by the time its age is asked for", async () => {
        await stage.begin(ELSEWHERE);
        const store = stage.storeOfAge(0);
        store.ages = () => Promise.resolve(new Map());
        expect(await stage.journal(thisProcess(), store).view(MARK)).toEqual(INTERRUPTED);
    });

    test("cannot be told to be over when the store does not say how old it is", async () => {
        await stage.begin(ELSEWHERE);
        const store = stage.storeOfAge(0);
        store.ages = () => Promise.reject(new Error("no clock there"));
        expect(await stage.journal(thisProcess(), store).view(MARK)).toEqual({
            kind: "unreadable",
            problem: "no clock there",
        });
    });
});
