import type { Socket } from "node:net";
import { BROKEN, closed, inPieces, receivedFrom, useServers } from "./recording-stage";

useServers();

test("after a second of silence nothing more of a broken answer is waited for, and not before", async () => {
    let socket: Socket | undefined;
    const received = await receivedFrom((one, ...others) => {
        socket = one;
        inPieces([BROKEN, "one", "two", "three"], 400)(one, ...others);
    });
    expect(received).toBe(`${BROKEN}onetwothree`);
    await closed(socket);
});

test("five seconds are the longest that more of a broken answer is waited for, whatever comes", async () => {
    const pieces = Array.from({ length: 100 }, () => "x");
    const received = await receivedFrom(inPieces([BROKEN, ...pieces], 200));
    const length = (received?.length ?? 0) - BROKEN.length;
    expect(length).toBeGreaterThan(5);
    expect(length).toBeLessThan(30);
}, 20_000);
