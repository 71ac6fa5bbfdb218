import { Pacing } from "../../../src/http/pacing";
import { CountedLimit } from "../../../src/http/rate-limit";

const MINUTE = 60_000;

/** When so many requests are sent, each of which takes so long: milliseconds. */
async function sendingTimes(count: number, duration: number): Promise<number[]> {
    const counted = new CountedLimit(50);
    const sent: number[] = [];
    let time = 0;
    const wait = (milliseconds: number) => {
        time += milliseconds;
        return Promise.resolve();
    };
    const pacing = new Pacing({
        now: () => time,
        wait,
        longestWait: 2 * MINUTE,
        rateLimit: "the limit",
        announce: () => undefined,
    });
    const send = () => {
        counted.count(time);
        sent.push(time);
        return wait(duration);
    };
    await Promise.all(Array.from({ length: count }, () => pacing.run(send, () => counted.standing(time))));
    return sent;
}

test.each([0, 40, 700, 2500])(
    "of 180 requests that take %i ms each no minute has more than 50, wherever it begins",
    async (duration) => {
        const sent = await sendingTimes(180, duration);
        expect(sent).toHaveLength(180);
        const most = sent.map(
            (start) => sent.filter((time) => time >= start && time < start + MINUTE).length,
        );
        expect(Math.max(...most)).toBeLessThanOrEqual(50);
    },
);

test("a request counts for a minute, and a server that was never asked has all of them left", () => {
    const counted = new CountedLimit(2);
    expect(counted.standing(1000)).toEqual({ limit: 2, remaining: 2, reset: 61_000, serverTime: 1000 });
    counted.count(1000);
    counted.count(60_999);
    expect(counted.standing(60_999)).toMatchObject({ remaining: 0, reset: 120_999 });
    counted.count(61_000);
    expect(counted.standing(61_000)).toMatchObject({ remaining: 0, reset: 121_000 });
    counted.count(61_001);
    expect(counted.standing(61_001)).toMatchObject({ remaining: 0, reset: 121_001 });
    counted.count(121_000);
    expect(counted.standing(121_000)).toMatchObject({ remaining: 0, reset: 181_000 });
    counted.count(181_000);
    expect(counted.standing(181_000)).toMatchObject({ remaining: 1, reset: 241_000 });
});

test("a server without a limit has no standing", () => {
    const counted = new CountedLimit(Infinity);
    counted.count(0);
    expect(counted.standing(0)).toBeUndefined();
});

test("50 requests wait for nothing", async () => {
    expect(await sendingTimes(50, 0)).toEqual(Array<number>(50).fill(0));
});
