import { readStanding } from "../../../src/http/rate-limit";

const NOW = Date.parse("2030-01-01T00:00:10.250Z");
const DATE = "Tue, 01 Jan 2030 00:00:05 GMT";
const SERVER = Date.parse(DATE);

const LIMITS = {
    "x-organization-rate-limit-limit": "240",
    "x-organization-rate-limit-remaining": "17",
    "x-organization-rate-limit-reset": String(Date.parse("2030-01-01T00:01:00Z") / 1000),
};
const RESET = Date.parse("2030-01-01T00:01:00Z");

const read = (headers: Record<string, string>, status = 200) =>
    readStanding({ status, body: "", header: (name) => headers[name] }, NOW);

test("the three headers tell where a client stands, by the server's clock", () => {
    expect(read({ ...LIMITS, date: DATE })).toEqual({
        limit: 240,
        remaining: 17,
        reset: RESET,
        serverTime: SERVER,
    });
});

test.each([undefined, "", "yesterday evening"])("with the date %j the clock here counts", (date) => {
    expect(read({ ...LIMITS, ...(date === undefined ? {} : { date }) })?.serverTime).toBe(NOW);
});

test.each(Object.keys(LIMITS))("without %s an answer tells nothing", (name) => {
    expect(read({ ...LIMITS, [name]: "" })).toBeUndefined();
});

test.each(["-1", "1.5", "1e3", " 7", "7 ", "0x10", "many", "1234567890123"])(
    "%j is no number of requests",
    (text) => {
        expect(read({ ...LIMITS, "x-organization-rate-limit-remaining": text })).toBeUndefined();
    },
);

test("a limit of no requests at all is none", () => {
    const none = { ...LIMITS, "x-organization-rate-limit-limit": "0" };
    expect(read(none)).toBeUndefined();
    expect(read({ ...none, "retry-after": "5" }, 429)?.limit).toBe(Infinity);
});

test("twelve digits are a number", () => {
    expect(read({ ...LIMITS, "x-organization-rate-limit-remaining": "123456789012" })?.remaining).toBe(
        123456789012,
    );
});

test("no header tells nothing, whatever the status", () => {
    expect(read({})).toBeUndefined();
    expect(read({}, 429)).toBeUndefined();
    expect(read({ "retry-after": "soon" }, 429)).toBeUndefined();
});

test.each([
    ["30", SERVER + 30_000],
    ["0", SERVER],
    ["Tue, 01 Jan 2030 00:02:05 GMT", SERVER + 120_000],
    ["Tue, 01 Jan 2019 00:00:00 GMT", SERVER],
])("of a 429 Retry-After takes precedence: %s", (text, reset) => {
    const standing = read({ ...LIMITS, date: DATE, "retry-after": text }, 429);
    expect(standing).toEqual({ limit: 240, remaining: 0, reset, serverTime: SERVER });
});

test("a 429 with Retry-After alone tells no limit", () => {
    expect(read({ "retry-after": "5" }, 429)).toEqual({
        limit: Infinity,
        remaining: 0,
        reset: NOW + 5000,
        serverTime: NOW,
    });
});

test("a Retry-After that cannot be read leaves the other headers", () => {
    expect(read({ ...LIMITS, "retry-after": "soon" }, 429)?.remaining).toBe(17);
});

test.each([200, 503])("the Retry-After of a %i says nothing of the rate limit", (status) => {
    expect(read({ "retry-after": "5" }, status)).toBeUndefined();
});
