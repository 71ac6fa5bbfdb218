import * as fc from "fast-check";
import { TransportError } from "../../../src/http/errors";
import type { HttpAnswer } from "../../../src/http/http-client";
import { retried } from "../../../src/http/retries";

const START = Date.parse("2030-01-01T00:00:00Z");

function answerOf(status: number, headers: Record<string, string> = {}): HttpAnswer {
    return { status, body: "", header: (name) => headers[name] };
}

/** A clock that waits move, and what was said and waited for. */
function stage({ budget = 10_000, random = (): number => 0.5 } = {}) {
    let time = START;
    const pauses: number[] = [];
    const said: string[] = [];
    let sent = 0;
    const context = {
        now: () => time,
        wait: (milliseconds: number) => {
            pauses.push(milliseconds);
            time += milliseconds;
            return Promise.resolve();
        },
        random,
        budget,
        announce: (text: string) => said.push(text),
    };
    const run = (outcomes: (index: number) => HttpAnswer | Error) =>
        retried(() => {
            const outcome = outcomes(sent++);
            return outcome instanceof Error ? Promise.reject(outcome) : Promise.resolve(outcome);
        }, context);
    return { run, pauses, said, sent: () => sent, elapsed: () => time - START };
}

test.each([200, 301, 400, 401, 403, 404, 408, 409, 500, 501, 505])(
    "%i is an answer that stays",
    async (status) => {
        const { run, sent, pauses } = stage();
        expect((await run(() => answerOf(status))).status).toBe(status);
        expect([sent(), pauses]).toEqual([1, []]);
    },
);

test.each([429, 502, 503, 504])("after %i the same request may succeed", async (status) => {
    const { run, sent } = stage();
    expect((await run((index) => answerOf(index < 2 ? status : 200))).status).toBe(200);
    expect(sent()).toBe(3);
});

test("a failure that may pass is tried again, and the last one is thrown when the budget is used up", async () => {
    const { run, sent, elapsed } = stage();
    const failures = Array.from({ length: 50 }, (_, index) => new TransportError(`no ${index}`, true));
    const last = await run((index) => failures[index] ?? answerOf(200)).catch((error: unknown) => error);
    expect(last).toBe(failures[sent() - 1]);
    expect(sent()).toBeGreaterThan(3);
    expect(elapsed()).toBeLessThanOrEqual(10_000);
});

test("the last answer is given when the budget is used up", async () => {
    const { run, sent } = stage();
    expect((await run(() => answerOf(503))).status).toBe(503);
    expect(sent()).toBeGreaterThan(3);
});

test("without a budget a request is sent once", async () => {
    const { run, sent } = stage({ budget: 0 });
    expect((await run(() => answerOf(503))).status).toBe(503);
    expect(sent()).toBe(1);
});

test("a pause that ends with the budget is made, one that ends after it is not", async () => {
    const exact = stage({ budget: 100 });
    await exact.run(() => answerOf(503));
    expect(exact.pauses).toEqual([100]);
    const short = stage({ budget: 99 });
    await short.run(() => answerOf(503));
    expect(short.pauses).toEqual([]);
});

test("a failure that will not pass, and any other error, is thrown at once", async () => {
    for (const error of [new TransportError("no", false, false), new Error("of another kind")]) {
        const { run, sent } = stage();
        await expect(run(() => error)).rejects.toBe(error);
        expect(sent()).toBe(1);
    }
});

test("a failure before sending that may pass is tried again", async () => {
    const { run } = stage();
    const failure = new TransportError("refused", false, true);
    expect((await run((index) => (index === 0 ? failure : answerOf(200)))).status).toBe(200);
});

test("pauses are anything from nothing to a limit that doubles from 0.2 s up to 5 s", async () => {
    const share = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    await fc.assert(
        fc.asyncProperty(fc.array(share, { minLength: 40, maxLength: 40 }), async (shares) => {
            let at = 0;
            const { run, pauses } = stage({ budget: 1e9, random: () => shares[at++] ?? 0 });
            await run((index) => answerOf(index < 40 ? 503 : 200));
            const limits = shares.map((_, tries) => Math.min(5000, 200 * 2 ** tries));
            expect(pauses).toEqual(shares.map((one, tries) => one * (limits[tries] ?? NaN)));
        }),
        { numRuns: 50 },
    );
});

test("a person is told once, when it takes more than two seconds, of what and for how long", async () => {
    const { run, said } = stage({ random: () => 0.999 });
    await run(() => answerOf(502));
    expect(said).toEqual(["trying again for up to 8 s: the answer was 502"]);
    const brief = stage({ random: () => 0.999, budget: 1500 });
    await brief.run(() => new TransportError("gone", true)).catch(() => undefined);
    expect(brief.said).toEqual([]);
    const failing = stage({ random: () => 0.999 });
    await failing.run(() => new TransportError("gone", true)).catch(() => undefined);
    expect(failing.said).toEqual(["trying again for up to 8 s: gone"]);
});

const standing = (remaining: string) => ({
    "x-organization-rate-limit-limit": "240",
    "x-organization-rate-limit-remaining": remaining,
    "x-organization-rate-limit-reset": String(START / 1000 + 60),
});

test("a 429 that tells when to come back is sent again without a pause, and at most three times", async () => {
    const { run, sent, pauses } = stage({ budget: 0 });
    expect((await run(() => answerOf(429, { "retry-after": "0" }))).status).toBe(429);
    expect([sent(), pauses]).toEqual([3, []]);
});

test("the wait for a rate limit is no time of the budget", async () => {
    const { run, sent, elapsed } = stage({ budget: 1 });
    await run((index) => (index === 0 ? answerOf(429, standing("0")) : answerOf(503)));
    expect(sent()).toBeGreaterThan(5);
    expect(elapsed()).toBeGreaterThan(50_000);
    expect(elapsed()).toBeLessThanOrEqual(60_001);
});

test("a 429 with requests left is one like any other", async () => {
    const { run, pauses } = stage();
    await run((index) => (index === 0 ? answerOf(429, standing("5")) : answerOf(200)));
    expect(pauses).toEqual([100]);
});

test("an answer other than a 429 with no requests left stays", async () => {
    const { run, sent } = stage();
    expect((await run(() => answerOf(200, standing("0")))).status).toBe(200);
    expect(sent()).toBe(1);
});
