import { readFileSync, statSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { DAY } from "../../../src/base/duration";
import { fingerprint } from "../../../src/base/fingerprint";
import { LEASE } from "../../../src/journal/limits";
import { thisProcess } from "../../../src/journal/process-identity";
import { CountingStore } from "../../support/counting-store";
import {
    attemptFor,
    DEAD,
    DEADLINE,
    ELSEWHERE,
    JournalStage,
    MARK,
    OLD,
    RECOVERED,
    SUCCESSOR,
    SUCCESSOR_MARK,
} from "../../support/journal-stage";
import { ISSUED } from "../../support/token-state";

const stage = new JournalStage();
const BUSY = { kind: "busy", pid: process.pid };
const INTERRUPTED = { kind: "interrupted", firstStartedAt: ISSUED, deadline: DEADLINE };

/** What an attempt is sealed with is another each time. */
const SEALED = Object.fromEntries(
    ["salt", "nonce", "ciphertext", "tag"].map((part) => [part, expect.any(String)]),
) as object;

describe("a journal without a folder", () => {
    test("knows nothing, and makes no folder by being asked", async () => {
        expect(await stage.view()).toEqual({ kind: "none" });
        expect(await stage.journal().recover(OLD)).toBeUndefined();
        expect(() => statSync(stage.folder)).toThrow("ENOENT");
    });

    test("that cannot be made says so when an attempt is to begin", async () => {
        symlinkSync(join(stage.folder, "..", "nowhere", "deeper"), stage.folder);
        const view = await stage.journal().begin(attemptFor(OLD));
        expect(view).toMatchObject({
            kind: "unreadable",
            problem: expect.stringContaining("is no folder") as string,
        });
    });
});

describe("the first attempt", () => {
    test("is an entry named by the token's fingerprint, with all that is known of it", async () => {
        const { name, entry, token, unclearUntil } = await stage.begin();
        expect({ name, token, unclearUntil }).toEqual({
            name: `${MARK}.1.json`,
            token: OLD,
            unclearUntil: undefined,
        });
        expect(entry).toEqual({
            state: "intent",
            fingerprint: MARK,
            resourceName: "ci",
            owner: thisProcess(),
            startedAt: ISSUED,
            firstStartedAt: ISSUED,
            deadline: DEADLINE,
            savedInState: false,
            cause: SEALED,
        });
        expect(stage.content()).toMatchObject({
            state: "intent",
            owner: { place: thisProcess().host, pid: process.pid, started: thisProcess().started },
            begun: "2030-01-01T00:00:00Z",
            since: "2030-01-01T00:00:00Z",
            done: false,
            deadline: "2030-01-15T00:00:00Z",
            cause: entry.cause,
        });
        expect(stage.entries()).toEqual([`${MARK}.1.json`]);
        expect((statSync(stage.folder).mode & 0o777).toString(8)).toBe("700");
    });

    test("takes the room for the sealed answer with it: more than an entry with a long token needs", async () => {
        const { name } = await stage.begin();
        const [reserve = "", ...others] = stage.names().filter((other) => other !== name);
        expect(others).toEqual([]);
        expect(statSync(stage.file(reserve)).size).toBeGreaterThanOrEqual(4096);
        const attempt = await stage.journal().begin({ ...attemptFor("another"), deadline: DEADLINE });
        if ("kind" in attempt) {
            throw new Error("blocked");
        }
        await stage.journal().complete(attempt, { ...SUCCESSOR, token: "x".repeat(1500) }, DEADLINE);
        expect(readFileSync(stage.file(attempt.name), "utf8").trimEnd().length).toBeLessThan(4000);
    });

    test("stands in the way of every other one of the same token, and of no other token's", async () => {
        await stage.begin();
        expect(await stage.view()).toEqual(BUSY);
        expect(await stage.journal(ELSEWHERE).begin(attemptFor(OLD))).toEqual(BUSY);
        expect(await stage.journal().view("000000000000")).toEqual({ kind: "none" });
        expect(stage.entries()).toHaveLength(1);
        expect(await stage.journal().begin(attemptFor("another"))).toMatchObject({
            name: `${fingerprint("another")}.1.json`,
        });
    });
});

describe("an attempt that certainly was not processed", () => {
    const abandon = async () => {
        await stage.journal().abandon(await stage.begin());
    };

    test("counts for nothing, and keeps its number", async () => {
        await abandon();
        expect(stage.content()).toMatchObject({ state: "void", fingerprint: MARK, done: false });
        expect(stage.names()).toEqual([`${MARK}.1.json`]);
        expect(await stage.view()).toEqual({ kind: "none" });
        expect(await stage.journal().recover(OLD)).toBeUndefined();
        expect(await stage.begin()).toMatchObject({
            name: `${MARK}.2.json`,
            unclearUntil: undefined,
            entry: { firstStartedAt: ISSUED },
        });
    });

    test("is one entry to write, and nothing to remove while it is the only one", async () => {
        const attempt = await stage.begin();
        const store = new CountingStore(stage.store);
        await stage.journal(thisProcess(), store).abandon(attempt);
        const looks = [`list ${MARK}.`, `read ${MARK}.1.json`];
        expect(store.calls).toEqual([`replace ${MARK}.1.json`, ...looks]);
    });

    test("is removed once a later one has the highest number, and nobody can be about to give its own again", async () => {
        await abandon();
        await abandon();
        expect(stage.entries()).toEqual([`${MARK}.1.json`, `${MARK}.2.json`]);
        stage.age(LEASE + 1000);
        await abandon();
        expect(stage.entries()).toEqual([`${MARK}.3.json`]);
        expect(await stage.view()).toEqual({ kind: "none" });
    });

    test("leaves what counts as it is, and what other tokens have", async () => {
        await stage.conclude("unclear");
        await stage.journal().begin(attemptFor("another"));
        await abandon();
        stage.age(LEASE + 1000);
        await abandon();
        const kept = [`${MARK}.1.json`, `${MARK}.3.json`, `${fingerprint("another")}.1.json`];
        expect(stage.entries()).toEqual(kept.sort());
        expect(await stage.view()).toEqual(INTERRUPTED);
    });

    test("is taken back although another one of the token cannot be read", async () => {
        const attempt = await stage.begin();
        await stage.store.create(`${MARK}.9.json`, "damaged", 0);
        await stage.journal().abandon(attempt);
        expect(stage.content()).toMatchObject({ state: "void" });
    });
});

describe("an attempt", () => {
    test("that ended without a clear answer is interrupted at once", async () => {
        await stage.conclude("unclear");
        expect(await stage.view()).toEqual(INTERRUPTED);
        expect(stage.content()).toMatchObject({ state: "unclear" });
    });

    test.each(["unclear", "lost"] as const)(
        "that ended %s has the deadline that its end gave it",
        async (state) => {
            const attempt = await stage.begin();
            await stage.journal().conclude(attempt, state, DEADLINE + DAY);
            expect(await stage.view()).toMatchObject({ firstStartedAt: ISSUED, deadline: DEADLINE + DAY });
            expect(stage.content()).toMatchObject({ state, deadline: "2030-01-16T00:00:00Z" });
        },
    );

    test("whose successor nobody holds is lost, and stands in the way of every other one", async () => {
        const lost = { kind: "lost", firstStartedAt: ISSUED, deadline: DEADLINE };
        await stage.conclude("lost");
        expect(await stage.view()).toEqual(lost);
        expect(await stage.journal().begin(attemptFor(OLD))).toEqual(lost);
        stage.now += 100 * DAY;
        stage.age(100 * DAY);
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
        const { name, entry, unclearUntil } = await second();
        expect(name).toBe(`${MARK}.2.json`);
        expect(entry).toMatchObject({
            state: "intent",
            startedAt: LATER,
            firstStartedAt: ISSUED,
            deadline: DEADLINE,
        });
        expect(unclearUntil).toBe(DEADLINE);
        expect(stage.entries()).toEqual([`${MARK}.1.json`, `${MARK}.2.json`]);
        expect(await stage.view()).toEqual(BUSY);
    });

    test("that ends without a clear answer too leaves the first one's instant", async () => {
        await stage.journal().conclude(await second(), "unclear", DEADLINE);
        expect(await stage.view()).toEqual(INTERRUPTED);
        expect(await stage.begin()).toMatchObject({
            name: `${MARK}.3.json`,
            unclearUntil: DEADLINE,
            entry: { firstStartedAt: ISSUED, deadline: DEADLINE },
        });
    });

    test("that certainly was not processed is taken back, and the first one counts again", async () => {
        await stage.journal().abandon(await second());
        expect(stage.entries()).toEqual([`${MARK}.1.json`, `${MARK}.2.json`]);
        expect(await stage.view()).toEqual(INTERRUPTED);
        expect(await stage.begin()).toMatchObject({ name: `${MARK}.3.json`, unclearUntil: DEADLINE });
    });

    test("that is issued has the successor", async () => {
        await stage.journal().complete(await second(), SUCCESSOR, DEADLINE + 3 * DAY);
        expect(await stage.view()).toEqual({ kind: "issued", fingerprint: SUCCESSOR_MARK });
        expect(await stage.journal().recover(OLD)).toEqual(RECOVERED);
        expect(stage.content(`${MARK}.2.json`)).toMatchObject({ deadline: "2030-01-18T00:00:00Z" });
    });
});
