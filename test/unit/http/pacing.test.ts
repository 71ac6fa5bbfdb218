import { Pacing } from "../../../src/http/pacing";
import type { RateLimitStanding } from "../../../src/http/rate-limit";
import { failureOf } from "../../support/failure-of";

const NOW = Date.parse("2030-01-01T00:00:10Z");
const RESET = Date.parse("2030-01-01T00:01:00Z");

const tick = () => new Promise(setImmediate);

const standing = (remaining: number, changes: Partial<RateLimitStanding> = {}): RateLimitStanding => ({
    limit: 240,
    remaining,
    reset: RESET,
    serverTime: NOW,
    ...changes,
});

/** Requests that are answered by hand, and a clock that is moved by hand. */
class Stage {
    time = NOW;
    readonly said: string[] = [];
    readonly waits: number[] = [];
    readonly asked: Promise<unknown>[] = [];
    private readonly open: ((answer: RateLimitStanding | undefined | Error) => void)[] = [];
    private readonly sleeping: (() => void)[] = [];
    readonly pacing: Pacing;

    constructor(longestWait = 120_000) {
        this.pacing = new Pacing({
            now: () => this.time,
            wait: (milliseconds) => {
                this.waits.push(milliseconds);
                return new Promise((go) => this.sleeping.push(go));
            },
            longestWait,
            rateLimit: "the rate limit",
            announce: (text) => this.said.push(text),
        });
    }

    get underWay(): number {
        return this.open.length;
    }

    /** Asks for so many requests. */
    async ask(count = 1): Promise<void> {
        this.asked.push(...Array.from({ length: count }, () => this.run()));
        await tick();
    }

    /** Answers the request that has been under way longest, or the one at this place. */
    async answer(news: RateLimitStanding | undefined | Error, at = 0): Promise<void> {
        this.open.splice(at, 1)[0]?.(news);
        await tick();
        await tick();
    }

    async sleepUntil(time: number): Promise<void> {
        this.time = time;
        for (const go of this.sleeping.splice(0)) {
            go();
        }
        await tick();
    }

    private run(): Promise<unknown> {
        const sent = () =>
            new Promise<RateLimitStanding | undefined>((resolve, reject) => {
                this.open.push((news) => {
                    if (news instanceof Error) {
                        reject(news);
                    } else {
                        resolve(news);
                    }
                });
            });
        const running = this.pacing.run(sent, (news) => news);
        running.catch(() => undefined);
        return running;
    }
}

test("the first request goes alone, to learn how many are left", async () => {
    const stage = new Stage();
    await stage.ask(20);
    expect(stage.underWay).toBe(1);
    await stage.answer(standing(239));
    expect(stage.underWay).toBe(19);
});

test("no more are under way than are left, whoever waits for the same answer", async () => {
    const stage = new Stage();
    await stage.ask(20);
    await stage.answer(standing(5));
    expect(stage.underWay).toBe(5);
    await stage.answer(standing(4));
    expect(stage.underWay).toBe(4);
    for (const left of [3, 2, 1]) {
        await stage.answer(standing(left));
        expect(stage.underWay).toBe(left);
    }
});

test("as long as no answer tells how many are left, one goes after another", async () => {
    const stage = new Stage();
    await stage.ask(3);
    for (const answer of [undefined, new Error("gone"), undefined]) {
        expect(stage.underWay).toBe(1);
        await stage.answer(answer);
    }
    expect(stage.underWay).toBe(0);
});

test("a failed request hands its turn on, and fails with its own error", async () => {
    const stage = new Stage();
    await stage.ask(2);
    const error = new Error("gone");
    await stage.answer(error);
    await expect(stage.asked[0]).rejects.toBe(error);
    expect(stage.underWay).toBe(1);
});

test("of answers that overtake each other the least that is left holds", async () => {
    const stage = new Stage();
    await stage.ask();
    await stage.answer(standing(10));
    await stage.ask(10);
    await stage.answer(standing(2), 9);
    await stage.answer(standing(9), 0);
    await stage.ask(5);
    // Eight of the first are under way, and none of the new ones: two are left at most.
    expect(stage.underWay).toBe(8);
});

test("an answer of an earlier window changes nothing, one of a later window counts", async () => {
    const stage = new Stage();
    await stage.ask();
    await stage.answer(standing(3));
    await stage.ask(3);
    await stage.answer(standing(0, { reset: RESET - 60_000 }));
    await stage.ask(5);
    expect(stage.underWay).toBe(3);
    await stage.answer(standing(50, { reset: RESET + 60_000 }));
    expect(stage.underWay).toBe(6);
});

test("with none left the next window is waited for, and told of once", async () => {
    const stage = new Stage();
    await stage.ask();
    await stage.answer(standing(0));
    await stage.ask(300);
    expect(stage.underWay).toBe(0);
    expect(stage.said).toEqual(["waiting 50 s for the rate limit"]);
    expect(new Set(stage.waits)).toEqual(new Set([RESET - NOW]));
    await stage.sleepUntil(RESET);
    expect(stage.underWay).toBe(240);
    expect(stage.said).toHaveLength(1);
});

test("the next window has its own announcement", async () => {
    const stage = new Stage();
    await stage.ask();
    await stage.answer(standing(0));
    await stage.ask();
    await stage.sleepUntil(RESET);
    await stage.answer(standing(0, { reset: RESET + 60_000, serverTime: RESET }));
    await stage.ask();
    expect(stage.said).toEqual(["waiting 50 s for the rate limit", "waiting 60 s for the rate limit"]);
});

test.each([
    ["ahead", 20_000, 30_000],
    ["behind", -20_000, 70_000],
])("a server whose clock is %s is waited for by its own clock", async (_name, ahead, wait) => {
    const stage = new Stage();
    await stage.ask();
    await stage.answer(standing(0, { serverTime: NOW + ahead }));
    await stage.ask();
    expect(stage.waits).toEqual([wait]);
    await stage.sleepUntil(NOW + wait - 1);
    expect(stage.underWay).toBe(0);
    await stage.sleepUntil(NOW + wait);
    expect(stage.underWay).toBe(1);
});

test("of several readings of the server's clock the one that is furthest ahead holds", async () => {
    const stage = new Stage();
    await stage.ask();
    await stage.answer(standing(2, { serverTime: NOW + 900 }));
    await stage.ask(2);
    await stage.answer(standing(0, { serverTime: NOW }));
    await stage.answer(standing(0, { serverTime: NOW }));
    await stage.ask();
    expect(stage.waits).toEqual([49_100]);
});

test("a wait of exactly the longest is made", async () => {
    const stage = new Stage(50_000);
    await stage.ask();
    await stage.answer(standing(0));
    await stage.ask();
    expect(stage.waits).toEqual([50_000]);
});

test("a longer wait fails at once, sends nothing and says when to come back", async () => {
    const stage = new Stage(49_999);
    await stage.ask();
    await stage.answer(standing(0));
    await stage.ask();
    const error = await failureOf(stage.asked.at(-1) ?? Promise.resolve());
    expect(error.code).toBe("ERR_RATE_LIMITED");
    expect(error.message).toBe(
        "the rate limit is exceeded until 2030-01-01T00:01:00Z, longer than rateLimitWait (49.999 s). " +
            "Run again then, in 1 min, or raise it: `pulumi config set pulumi-api-tokens:rateLimitWait 2m`",
    );
    expect([stage.underWay, stage.said, stage.waits]).toEqual([0, [], []]);
});

test("a wait beyond what a date can hold fails as any other that is too long", async () => {
    const stage = new Stage();
    await stage.ask();
    await stage.answer(standing(0, { reset: 8.64e15, serverTime: 0 }));
    await stage.ask();
    const { message } = await failureOf(stage.asked.at(-1) ?? Promise.resolve());
    expect(message).toContain("exceeded until +275760-09-13T00:00:00Z");
    expect(message).toMatch(/in \d+ min$/);
});

test.each([
    [1439, "1440m`"],
    [1440, "in 1440 min"],
])("a wait of %i min is offered as far as the setting may go", async (minutes, end) => {
    const stage = new Stage();
    await stage.ask();
    await stage.answer(standing(0, { reset: minutes * 60_000, serverTime: 0 }));
    await stage.ask();
    const { message } = await failureOf(stage.asked.at(-1) ?? Promise.resolve());
    expect(message.endsWith(end)).toBe(true);
});

test("an answer that tells nothing of a limit is handed on, and what was told before holds", async () => {
    const stage = new Stage();
    await stage.ask();
    await stage.answer(standing(1));
    await stage.ask(2);
    expect(stage.underWay).toBe(1);
    await stage.answer(undefined);
    await expect(stage.asked[1]).resolves.toBeUndefined();
    await stage.ask();
    expect(stage.underWay).toBe(1);
});
