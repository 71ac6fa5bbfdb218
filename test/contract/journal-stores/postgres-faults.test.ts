import { PostgresGround } from "./postgres-ground";
import {
    expectAllAfterThreeTries,
    expectNothingWithout,
    failureOf,
    lossOf,
    NAME,
    PAUSES,
    refusalOf,
    TEXT,
} from "./service-stage";

const ground = new PostgresGround();
const secrets = () => ground.secrets;

/** Long enough for a machine that is busy. */
const TIME_LIMIT = 1000;

const REPLACED = TEXT.replace("sealed", "replaced");

test("a server that is down lets nothing be asked for, after three tries", async () => {
    await expectNothingWithout(ground, `connect ECONNREFUSED 127.0.0.1:${ground.proxy.port}`);
});

test("a server that comes back before the third try is none that was down", async () => {
    await expectAllAfterThreeTries(ground);
});

test("connections that a pooler breaks as it starts anew, and that the server ends, are made anew", async () => {
    const { store } = ground.open();
    await store.create(NAME, TEXT);
    ground.proxy.sever();
    expect(await store.list()).toEqual([NAME]);
    await ground.sql`
        select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'pulumi-api-tokens'`;
    expect(await store.read(NAME)).toBe(TEXT);
    ground.proxy.sever();
    await noticed();
    await store.replace(NAME, REPLACED);
    expect(await ground.entry(NAME)).toBe(REPLACED);
});

test("a server that ends a request in the middle is asked again", async () => {
    const { store, pauses } = ground.open({
        meanwhile: async () => {
            await blocker.release();
            await noticed();
        },
    });
    await store.create(NAME, TEXT);
    const blocker = await lock();
    const listed = store.list();
    await ended();
    expect(await listed).toEqual([NAME]);
    expect(pauses).toEqual([300]);
});

test("a table that somebody has locked has the time for a request, three times, and is found again", async () => {
    const { store, pauses } = ground.open({ timeLimit: TIME_LIMIT });
    await store.create(NAME, TEXT);
    const blocker = await lock();
    const before = performance.now();
    const said = "no answer within 1 s";
    expect(await failureOf(store.list(), secrets())).toBe(said);
    const took = performance.now() - before;
    expect(took).toBeGreaterThan(3 * TIME_LIMIT - 50);
    expect(took).toBeLessThan(3 * TIME_LIMIT + 2000);
    expect(pauses).toEqual(PAUSES);
    expect(await refusalOf(store.create("b.1.json", TEXT), secrets())).toBe(`${ground.words}: ${said}`);
    await blocker.release();
    expect(await store.read(NAME)).toBe(TEXT);
    expect(await store.list()).toEqual([NAME]);
});

test("a server that falls silent in the middle is reached by another connection", async () => {
    const { store, pauses } = ground.open({ timeLimit: TIME_LIMIT });
    await store.create(NAME, TEXT);
    ground.proxy.freeze();
    expect(await Promise.all([store.list(), store.read(NAME)])).toEqual([[NAME], TEXT]);
    expect(pauses).toEqual([300, 300]);
});

test("a server that falls silent and then refuses connections ends no process", async () => {
    const { store, pauses } = ground.open({ timeLimit: TIME_LIMIT });
    await store.create(NAME, TEXT);
    ground.proxy.freeze();
    ground.proxy.refuse();
    expect(await failureOf(store.list(), secrets())).toMatch(/^(connect ECONNREFUSED|read ECONNRESET)/);
    expect(pauses).toEqual(PAUSES);
    await ground.proxy.open();
    expect(await store.list()).toEqual([NAME]);
});

test("a server that takes a connection and says nothing has the same time", async () => {
    const { store, pauses } = ground.open({ timeLimit: TIME_LIMIT });
    ground.proxy.isSilent = true;
    expect(await refusalOf(store.create(NAME, TEXT), secrets())).toMatch(
        /: (no answer within 1 s|write CONNECT_TIMEOUT 127\.0\.0\.1:\d+)$/,
    );
    expect(pauses).toEqual(PAUSES);
    ground.proxy.isSilent = false;
    expect(await store.create(NAME, TEXT)).toBe(true);
});

describe("an answer that gets lost", () => {
    test("after an entry was created: the second try finds it, and it is this one's", async () => {
        const { store, pauses } = ground.open();
        await store.create("b.1.json", TEXT);
        ground.proxy.loseAnswer("INSERT 0 1");
        expect(await store.create(NAME, TEXT)).toBe(true);
        expect(pauses).toEqual([300]);
        expect(await ground.entry(NAME)).toBe(TEXT);
    });

    test("after somebody else had created it: it stays that one's", async () => {
        await ground.open().store.create(NAME, "first");
        const { store, pauses } = ground.open();
        await store.create("b.1.json", TEXT);
        ground.proxy.loseAnswer("INSERT 0 0");
        expect(await store.create(NAME, TEXT)).toBe(false);
        expect(pauses).toEqual([300]);
        expect(await ground.entry(NAME)).toBe("first");
    });

    test("after the table was made: the second try uses it", async () => {
        const { store, pauses } = ground.open();
        ground.proxy.loseAnswer("CREATE TABLE");
        expect(await store.create(NAME, TEXT)).toBe(true);
        expect(pauses).toEqual([300]);
    });

    test("after an entry was replaced: it is kept here, sent again, and no longer kept here", async () => {
        const { store, pauses, unsent } = ground.open();
        await store.create(NAME, TEXT);
        ground.proxy.loseAnswer("INSERT 0 1");
        const loss = await lossOf(store.replace(NAME, REPLACED), [...secrets(), REPLACED]);
        expect(loss).toMatch(
            /: write CONNECTION_CLOSED 127\.0\.0\.1:\d+\. The entry is kept on this machine/,
        );
        expect(loss).toContain(unsent.describe(NAME));
        await store.settled();
        expect(pauses).toEqual([1000]);
        expect(await ground.entry(NAME)).toBe(REPLACED);
        expect(await unsent.list()).toEqual([]);
    });

    test("after an entry was removed: the second try finds nothing to remove", async () => {
        const { store, pauses } = ground.open();
        await store.create(NAME, TEXT);
        ground.proxy.loseAnswer("DELETE 1");
        await store.remove([NAME]);
        expect(pauses).toEqual([300]);
        expect(await store.list()).toEqual([]);
    });
});

test("an entry that cannot be replaced for a minute stays here, and is sent by whoever looks for it next", async () => {
    const { store, pauses, unsent } = ground.open();
    await store.create(NAME, TEXT);
    await ground.proxy.close();
    await lossOf(store.replace(NAME, REPLACED), [...secrets(), REPLACED]);
    await store.settled();
    expect(pauses).toHaveLength(7);
    expect(await unsent.read(NAME)).toBe(REPLACED);
    await ground.proxy.open();
    const next = ground.open();
    expect(await next.store.unplaced(NAME)).toEqual([REPLACED]);
    expect(await ground.entry(NAME)).toBe(REPLACED);
    expect(await next.store.unplaced(NAME)).toEqual([]);
});

/** Time for a client to see that its connection is gone. */
const noticed = () => new Promise((resolve) => setTimeout(resolve, 100));

/** Locks the table, as somebody does who works on it. */
async function lock(): Promise<{ release: () => Promise<void> }> {
    const connection = await ground.sql.reserve();
    await connection`begin`;
    await connection`lock table ${connection(ground.table)} in access exclusive mode`;
    return {
        release: async () => {
            await connection`rollback`;
            connection.release();
        },
    };
}

/** Ends the request that waits for the lock. */
async function ended(): Promise<void> {
    for (let isEnded = false; !isEnded;) {
        const rows = await ground.sql`
            select pg_terminate_backend(pid) from pg_stat_activity
            where application_name = 'pulumi-api-tokens' and wait_event_type = 'Lock'`;
        isEnded = rows.length > 0;
    }
}
