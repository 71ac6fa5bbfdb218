import { getEventListeners } from "node:events";
import { unlessAborted } from "../../../src/http/unless-aborted";

const REASON = new Error("enough");
const never = new Promise<string>(() => undefined);

test("a signal that is aborted ends what is waited for, with its reason", async () => {
    const controller = new AbortController();
    const outcome = unlessAborted(controller.signal, never);
    controller.abort(REASON);
    await expect(outcome).rejects.toBe(REASON);
});

test.each([
    ["a result", () => Promise.resolve("done"), { value: "done" }],
    ["a failure", () => Promise.reject(REASON), { reason: REASON }],
])(
    "%s is passed on, and nothing is left at the signal",
    async (_name, end: () => Promise<string>, expected) => {
        const { signal } = new AbortController();
        const outcome = unlessAborted(signal, end());
        expect(getEventListeners(signal, "abort")).toHaveLength(1);
        const [settled] = await Promise.allSettled([outcome]);
        await new Promise((resolve) => setImmediate(resolve));
        expect(settled).toMatchObject(expected);
        expect(getEventListeners(signal, "abort")).toEqual([]);
    },
);
