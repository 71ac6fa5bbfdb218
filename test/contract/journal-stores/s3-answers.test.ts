import type { Fault } from "../../support/fault-proxy";
import { DELETE, GET, LIST, PUT, S3Ground } from "./s3-ground";
import { failureOf, lossOf, NAME, PAUSES, refusalOf, TEXT } from "./service-stage";

const ground = new S3Ground();

const page = (status: number): Fault => ({
    status,
    body: `<html><body><h1>Sorry</h1><hr>${TEXT}</body></html>`,
    headers: { "content-type": "text/html" },
});

test.each([
    [403, "AccessDenied"],
    [404, "NoSuchBucket"],
    [400, "InvalidArgument"],
    [501, "NotImplemented"],
    [301, "PermanentRedirect"],
])("an answer %i (%s) is final: one try, and nothing is asked for", async (status, code) => {
    const { store, pauses } = ground.open();
    ground.proxy.meetAll(/aaaaaaaaaaaa|list-type/, ground.refused(status, code));
    const said = `the service answered ${status} (${code})`;
    expect(await refusalOf(store.create(NAME, TEXT), ground.secrets)).toBe(`${ground.words}: ${said}`);
    expect(await failureOf(store.read(NAME), ground.secrets)).toBe(said);
    expect(await failureOf(store.list(), ground.secrets)).toBe(said);
    expect(await failureOf(store.ages(), ground.secrets)).toBe(said);
    expect(await failureOf(store.remove([NAME]), ground.secrets)).toBe(said);
    expect([PUT, GET, LIST, DELETE].map((requests) => ground.proxy.count(requests))).toEqual([1, 1, 2, 1]);
    expect(pauses).toEqual([]);
});

const PASSING = [
    [409, "ConditionalRequestConflict"],
    [409, "OperationAborted"],
    [429, "TooManyRequests"],
    [500, "InternalError"],
    [503, "SlowDown"],
    [503, "ServiceUnavailable"],
    [400, "RequestTimeout"],
] as const;

test.each(PASSING)("an answer %i (%s) that comes once is passed over", async (status, code) => {
    const { store, pauses } = ground.open();
    ground.proxy.meet(PUT, ground.refused(status, code));
    ground.proxy.meet(LIST, ground.refused(status, code), ground.refused(status, code));
    ground.proxy.meet(GET, ground.refused(status, code));
    ground.proxy.meet(DELETE, ground.refused(status, code));
    expect(await store.create(NAME, TEXT)).toBe(true);
    expect(await store.list()).toEqual([NAME]);
    expect(await store.read(NAME)).toBe(TEXT);
    await store.remove([NAME]);
    expect([PUT, LIST, GET, DELETE].map((requests) => ground.proxy.count(requests))).toEqual([2, 3, 2, 2]);
    expect(pauses).toEqual([300, 300, 1500, 300, 300]);
    expect(await store.list()).toEqual([]);
});

test.each(PASSING)("an answer %i (%s) that stays is met three times", async (status, code) => {
    const { store, pauses } = ground.open();
    ground.proxy.meetAll(PUT, ground.refused(status, code));
    const said = await refusalOf(store.create(NAME, TEXT), ground.secrets);
    expect(said).toBe(`${ground.words}: the service answered ${status} (${code})`);
    expect(ground.proxy.count(PUT)).toBe(3);
    expect(pauses).toEqual(PAUSES);
    expect(await ground.open().store.list()).toEqual([]);
});

test.each([502, 503, 504])("a page of a load balancer (%i) may pass", async (status) => {
    const { store } = ground.open();
    ground.proxy.meet(PUT, page(status), { status });
    ground.proxy.meet(LIST, page(status), { status });
    ground.proxy.meet(GET, page(status), { status });
    expect(await store.create(NAME, TEXT)).toBe(true);
    expect(await store.list()).toEqual([NAME]);
    expect(await store.read(NAME)).toBe(TEXT);
    ground.proxy.meetAll(LIST, page(status));
    expect(await failureOf(store.list(), ground.secrets)).toMatch(
        new RegExp(`^the service answered ${status} \\(\\w+\\)$`),
    );
});

test.each([403, 404])("a page of a proxy (%i) is no missing entry, and no empty list", async (status) => {
    const { store } = ground.open();
    ground.proxy.meetAll(/aaaaaaaaaaaa|list-type/, page(status));
    const said = new RegExp(`the service answered ${status} \\(\\w+\\)$`);
    expect(await failureOf(store.read(NAME), ground.secrets)).toMatch(said);
    expect(await failureOf(store.list(), ground.secrets)).toMatch(said);
    expect(await refusalOf(store.create(NAME, TEXT), ground.secrets)).toMatch(said);
    expect(ground.proxy.count(GET)).toBe(1);
});

const EMPTY: Fault = { status: 200 };
const XHTML: Fault = { status: 200, body: "<html><body><p>Sign in</p></body></html>" };

test.each([
    ["a page of a proxy", page(200)],
    ["a page of a proxy in XML", XHTML],
    ["nothing", EMPTY],
])("%s (200) is no empty list, and puts no entry", async (_name, fault) => {
    const { store } = ground.open();
    ground.proxy.meetAll(LIST, fault);
    ground.proxy.meetAll(/^PUT/, fault);
    await failureOf(store.list(), ground.secrets);
    await failureOf(store.ages(), ground.secrets);
    const said = `${ground.words}: what answered is no S3 service`;
    expect(await refusalOf(store.create(NAME, TEXT), ground.secrets)).toBe(said);
    expect(ground.proxy.count(PUT)).toBe(0);
    expect(await lossOf(store.replace(NAME, TEXT), ground.secrets)).toContain(
        `${said}. The entry is kept on this`,
    );
    await store.settled();
});

test("a bare 404 is no missing entry", async () => {
    const { store } = ground.open();
    ground.proxy.meet(GET, { status: 404 });
    expect(await failureOf(store.read(NAME), ground.secrets)).toMatch(/^the service answered 404 \(\w+\)$/);
});

test("what is deeper than a journal's entries is not asked for", async () => {
    await ground.open().store.list("aaaaaaaaaaaa.");
    expect(ground.proxy.seen).toEqual([
        `GET /journal/?list-type=2&prefix=${ground.place}%2Faaaaaaaaaaaa.&delimiter=%2F`,
    ]);
});

test("an answer 412 is somebody else's entry: one try", async () => {
    const { store, pauses } = ground.open();
    ground.proxy.meet(PUT, ground.refused(412, "PreconditionFailed"));
    expect(await store.create(NAME, TEXT)).toBe(false);
    expect(ground.proxy.count(PUT)).toBe(1);
    expect(pauses).toEqual([]);
});

test("an answer that this machine's clock is wrong has the request signed with the service's time", async () => {
    const { store } = ground.open();
    jest.spyOn(Date, "now").mockImplementation(() => performance.timeOrigin + performance.now() - 3_600_000);
    try {
        expect(await store.create(NAME, TEXT)).toBe(true);
        expect(await store.list()).toEqual([NAME]);
        expect(Math.abs((await store.ages()).get(NAME) ?? NaN)).toBeLessThan(10_000);
    } finally {
        jest.restoreAllMocks();
    }
});
