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

test("50 requests wait for nothing", async () => {
    expect(await sendingTimes(50, 0)).toEqual(Array<number>(50).fill(0));
});
