import { getEventListeners } from "node:events";
import { Deadline } from "../../../src/http/deadline";

const LONG = 60_000;

/** So many deadlines with the same signal, and what each was told. */
function stage(count: number) {
    const controller = new AbortController();
    const told: { number: number; reason: Error }[] = [];
    const deadlines = Array.from(
        { length: count },
        (_, number) =>
            new Deadline({ time: LONG, signal: controller.signal }, (reason) => {
                told.push({ number, reason });
            }),
    );
    const clear = () => {
        for (const deadline of deadlines) {
            deadline.clear();
        }
    };
    return { controller, deadlines, told, clear };
}

test("a signal ends all that are under way, each once, with its reason", () => {
    const { controller, told, clear } = stage(3);
    const reason = new Error("refused");
    controller.abort(reason);
    clear();
    expect(told).toEqual([0, 1, 2].map((number) => ({ number, reason })));
});

test.each([0, 1, 2, 3])("what has ended is told nothing, whatever its place: %d", (ended) => {
    const { controller, deadlines, told } = stage(4);
    deadlines[ended]?.clear();
    deadlines[ended]?.clear();
    controller.abort(new Error("refused"));
    expect(told.map(({ number }) => number).toSorted()).toEqual([0, 1, 2, 3].filter((n) => n !== ended));
});

test("however many are under way, and have been, the signal has one listener", () => {
    const first = stage(50);
    first.clear();
    const { signal } = first.controller;
    const later = Array.from({ length: 50 }, () => new Deadline({ time: LONG, signal }, () => undefined));
    expect(getEventListeners(signal, "abort")).toHaveLength(1);
    for (const deadline of later) {
        deadline.clear();
    }
});

test("time ends one by itself, and no signal ends it again", async () => {
    const controller = new AbortController();
    const reasons: Error[] = [];
    await new Promise<void>((resolve) => {
        new Deadline({ time: 1, signal: controller.signal }, (reason) => {
            reasons.push(reason);
            resolve();
        });
    });
    controller.abort(new Error("refused"));
    expect(reasons.map(({ name }) => name)).toEqual(["TimeoutError"]);
});
