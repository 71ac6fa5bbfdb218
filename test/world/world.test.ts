import { inOrder, World } from "./world";

/** A part of what `npm run test:world` plays, in well under two minutes. */
const SCHEDULES = 2500;

jest.setTimeout(300_000);

test(`${SCHEDULES} schedules of runs, machines and clocks keep every promise of the journal`, async () => {
    for (const seed of inOrder(1, SCHEDULES)) {
        const { violation, story } = await World.play(seed);
        if (violation !== undefined) {
            throw new Error(`seed ${seed}: ${violation}\n${story.join("\n")}`);
        }
    }
});

test("the same seed tells the same story", async () => {
    const [one, other] = [await World.play(11), await World.play(11)];
    expect(one.story.length).toBeGreaterThan(5);
    expect(one).toEqual(other);
});
