import { openStack, type Stack } from "../support/stack";
import { useStackStage } from "../support/stack-stage";

jest.setTimeout(300_000);

const stage = useStackStage();

/** A stack of a project of its own, with the program of examples/rotate. */
function stackNamed(name: string, token: string): Promise<Stack> {
    return openStack(stage, { example: "rotate", as: name }, token);
}

test("two stacks on one machine that create from the same token at once ask the API once", async () => {
    const pasted = await stage.newToken();
    const first = await stackNamed("first", pasted);
    const second = await stackNamed("second", pasted);
    await stage.control.addFault({ kind: "delay", delayMs: 3000, path: "/v7/api-tokens", times: 1 });
    await Promise.all([first.up(), second.up()]);

    const posts = (await stage.control.requests()).filter(({ method }) => method === "POST");
    expect(posts).toHaveLength(1);
    const [one, other] = [await first.outputs(), await second.outputs()];
    expect(one.token).toBe(other.token);
    expect(await stage.statusOf(one.token)).toBe(200);
});

test("two stacks on one machine that rotate the same token at once ask the API once", async () => {
    const pasted = await stage.newToken("2001");
    const stacks = [await stackNamed("third", pasted), await stackNamed("fourth", pasted)] as const;
    await stacks[0].up();
    await stacks[1].up();
    await stage.advance(20);
    await stage.control.clearRequests();
    for (const stack of stacks) {
        stack.configure({ release: "2" });
    }
    await stage.control.addFault({ kind: "delay", delayMs: 3000, path: "/v7/api-tokens", times: 1 });
    await Promise.all(stacks.map((stack) => stack.up()));

    const posts = (await stage.control.requests()).filter(({ method }) => method === "POST");
    expect(posts).toHaveLength(1);
    const [one, other] = [await stacks[0].outputs(), await stacks[1].outputs()];
    expect(one.token).toBe(other.token);
    expect(one.status).toBe("active");
    expect(await stage.statusOf(one.token)).toBe(200);
});
