import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CarelessObjectStore } from "../../support/careless-object-store";
import { FaultProxy } from "../../support/fault-proxy";
import { DELETE, GET, LIST, PUT, S3Ground } from "./s3-ground";
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

const ground = new S3Ground();
const secrets = () => ground.secrets;

/** Long enough for a machine that is busy. */
const TIME_LIMIT = 1000;

/** Pauses before the tries of an entry that must not be lost. */
const LONG_PAUSES = [1000, 2000, 4000, 8000, 15_000, 15_000, 15_000];

const entry = async () => (await ground.server.entries(ground.place)).get(NAME);

test("a service that is down lets nothing be asked for, after three tries", async () => {
    await expectNothingWithout(
        ground,
        `${new URL(ground.proxy.url).host} could not be reached (ECONNREFUSED): nothing was sent`,
    );
});

test("a service that comes back before the third try is none that was down", async () => {
    const { store, pauses } = await expectAllAfterThreeTries(ground);
    await store.remove([NAME]);
    expect(pauses).toEqual([...PAUSES, ...PAUSES, ...PAUSES, ...PAUSES]);
    expect(await entry()).toBeUndefined();
});

test("the same store finds a service again that was down", async () => {
    const { store } = ground.open();
    await store.create(NAME, TEXT);
    await ground.proxy.close();
    await failureOf(store.list(), secrets());
    await ground.proxy.open();
    expect(await store.list()).toEqual([NAME]);
});

test.each([
    ["a name that nobody has", "https://s3.invalid", "s3.invalid could not be reached (ENOTFOUND)"],
    ["no TLS", "https", "could not be reached securely (ERR_SSL_"],
])("nothing is asked for where an endpoint has %s", async (_name, endpoint, said) => {
    const url = endpoint === "https" ? ground.proxy.url.replace("http:", "https:") : endpoint;
    const { store } = ground.openAt(ground.server.address(ground.place, url));
    expect(await refusalOf(store.create(NAME, TEXT), secrets())).toContain(said);
    expect(ground.proxy.seen).toEqual([]);
});

test("a service that does not answer has its time, three times", async () => {
    const { store, pauses } = ground.open({ timeLimit: TIME_LIMIT });
    ground.proxy.meetAll(PUT, "hangs");
    const before = performance.now();
    const said = "gave no complete answer (TimeoutError)";
    expect(await refusalOf(store.create(NAME, TEXT), secrets())).toContain(said);
    const took = performance.now() - before;
    expect(took).toBeGreaterThan(3 * TIME_LIMIT - 50);
    expect(took).toBeLessThan(3 * TIME_LIMIT + 2000);
    expect(ground.proxy.count(PUT)).toBe(3);
    expect(pauses).toEqual(PAUSES);
    expect(await entry()).toBeUndefined();
});

test("a list and a text that end in the middle have the same time, and are looked for again", async () => {
    const { store, pauses } = ground.open({ timeLimit: TIME_LIMIT });
    await store.create(NAME, TEXT);
    ground.proxy.meet(LIST, "stalls");
    ground.proxy.meet(GET, "stalls");
    expect(await store.list()).toEqual([NAME]);
    expect(await store.read(NAME)).toBe(TEXT);
    expect([LIST, GET].map((requests) => ground.proxy.count(requests))).toEqual([2, 2]);
    expect(pauses).toEqual([300, 300]);
});

test("the time for a request is eight seconds by default", async () => {
    const timers = jest.spyOn(globalThis, "setTimeout");
    await ground.open().store.list();
    const limits = timers.mock.calls.map(([, milliseconds]) => milliseconds ?? 0);
    timers.mockRestore();
    expect(limits.filter((limit) => limit > 5000)).toEqual([8000]);
});

describe("a connection that breaks", () => {
    test("before a request is processed: it is sent again", async () => {
        const { store, pauses } = ground.open();
        ground.proxy.meet(PUT, "is cut off", "is cut off");
        expect(await store.create(NAME, TEXT)).toBe(true);
        expect(ground.proxy.count(PUT)).toBe(3);
        expect(pauses).toEqual(PAUSES);
        expect(await entry()).toBe(TEXT);
    });

    test("after an entry was created: the second try finds it, and it is this one's", async () => {
        const { store } = ground.open();
        ground.proxy.meet(PUT, "loses its answer");
        expect(await store.create(NAME, TEXT)).toBe(true);
        expect(ground.proxy.count(PUT)).toBe(2);
        expect(await entry()).toBe(TEXT);
    });

    test("after somebody else had created it: it stays that one's", async () => {
        await ground.open().store.create(NAME, "first");
        ground.proxy.reset();
        ground.proxy.meet(PUT, "loses its answer");
        expect(await ground.open().store.create(NAME, TEXT)).toBe(false);
        expect(ground.proxy.count(PUT)).toBe(2);
        expect(await entry()).toBe("first");
    });

    test("after an entry was created, at every try: nothing is asked for", async () => {
        const { store } = ground.open();
        ground.proxy.meetAll(PUT, "loses its answer");
        const said = "gave no complete answer (UND_ERR_SOCKET)";
        expect(await refusalOf(store.create(NAME, TEXT), secrets())).toContain(said);
        expect(ground.proxy.count(PUT)).toBe(3);
        expect(await entry()).toBe(TEXT);
    });

    test("after an entry was removed: the second try finds nothing to remove", async () => {
        const { store } = ground.open();
        await store.create(NAME, TEXT);
        ground.proxy.meet(DELETE, "loses its answer");
        await store.remove([NAME]);
        expect(ground.proxy.count(DELETE)).toBe(2);
        expect(await entry()).toBeUndefined();
    });
});

describe("an entry that cannot be replaced", () => {
    const REPLACED = TEXT.replace("sealed", "replaced");

    test.each(["loses its answer", "is cut off", "hangs"] as const)(
        "because the request %s: it is kept here, sent again, and no longer kept here",
        async (fault) => {
            const { store, pauses, unsent } = ground.open({ timeLimit: TIME_LIMIT });
            await store.create(NAME, TEXT);
            ground.proxy.meet(PUT, fault, fault);
            const loss = await lossOf(store.replace(NAME, REPLACED), [...secrets(), REPLACED]);
            const place = unsent.describe(NAME);
            expect(loss).toMatch(/gave no complete answer \((UND_ERR_SOCKET|TimeoutError)\)\. The entry is/);
            expect(loss).toContain(`is kept on this machine, in ${place}, and is tried again for a minute`);
            await store.settled();
            expect(pauses).toEqual([1000, 2000]);
            expect(await entry()).toBe(REPLACED);
            expect(await unsent.list()).toEqual([]);
        },
    );

    test("for a minute stays here, and is sent by whoever looks for it next", async () => {
        const { store, pauses, unsent } = ground.open();
        await store.create(NAME, TEXT);
        await ground.proxy.close();
        await lossOf(store.replace(NAME, REPLACED), [...secrets(), REPLACED]);
        await store.settled();
        expect(pauses).toEqual(LONG_PAUSES);
        expect(await unsent.read(NAME)).toBe(REPLACED);

        const next = ground.open();
        expect(await next.store.unplaced(NAME)).toEqual([REPLACED]);
        expect(await unsent.list()).toEqual([NAME]);
        await ground.proxy.open();
        expect(await next.store.unplaced(NAME)).toEqual([REPLACED]);
        expect(await entry()).toBe(REPLACED);
        expect(await next.store.unplaced(NAME)).toEqual([]);
    });

    test("nor kept here is said in the message, sealed: there it is the only copy", async () => {
        const { store, unsent } = ground.open();
        await store.create(NAME, TEXT);
        rmSync(unsent.describe(), { recursive: true, force: true });
        writeFileSync(join(ground.folder, "unsent"), "");
        ground.proxy.meet(PUT, ground.refused(403, "AccessDenied"));
        const loss = await store.replace(NAME, REPLACED).catch(String);
        expect(loss).toContain("the service answered 403 (AccessDenied). Neither could the entry be kept");
        expect(loss).toMatch(/this is its only copy, sealed, and belongs to s3:.*aaaaaaaaaaaa\.1\.json: /);
        expect(loss).toContain(`: ${REPLACED}`);
        await store.settled();
        expect(await entry()).toBe(REPLACED);
    });
});

describe("a service that ignores the condition", () => {
    const careless = new CarelessObjectStore();
    const address = () => ground.server.address(ground.place, careless.url);
    const probe = () => `journal/${ground.place}/.conditions`;

    beforeEach(() => careless.open());
    afterEach(() => careless.close());

    test("is refused before anything is put under an entry's name, by every run anew", async () => {
        for (let run = 0; run < 2; run++) {
            const { store } = ground.openAt(address());
            for (let call = 0; call < 2; call++) {
                const refusal = await refusalOf(store.create(NAME, TEXT), secrets());
                expect(refusal).toMatch(
                    /^s3:\/\/journal\/place-\d+\/ takes a second entry of the same name: .* Keep the journal elsewhere$/,
                );
            }
            expect(await store.list()).toEqual([]);
        }
        expect([...careless.objects.keys()]).toEqual([probe()]);
    });

    test("is refused also where the answer to the probe got lost", async () => {
        const way = new FaultProxy(new URL(careless.url));
        await way.open();
        way.meet(/^PUT .*conditions/, "loses its answer", "is cut off");
        const { store } = ground.openAt(ground.server.address(ground.place, way.url));
        expect(await refusalOf(store.create(NAME, TEXT), secrets())).toContain("ignores the condition");
        expect(careless.objects.has(`journal/${ground.place}/${NAME}`)).toBe(false);
        await way.close();
    });
});
