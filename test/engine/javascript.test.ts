import { openStack, type Run, saidOf, type Stack } from "../support/stack";
import { configuredProgram } from "../support/stack-programs";
import { useStackStage } from "../support/stack-stage";

jest.setTimeout(300_000);
const stage = useStackStage();

const created = ["GET /users/current", "POST /api-tokens", "GET /users/current"];
const rotated = ["POST /api-tokens", "GET /users/current"];

/** The main scenario, in a program that is plain CommonJS. */
describe("a program in JavaScript", () => {
    let stack: Stack;
    let refresh: Run;
    const runs: Run[] = [];
    const tokens: (string | undefined)[] = [];

    async function up(): Promise<void> {
        runs.push(await stack.up());
        tokens.push((await stack.outputs()).token);
    }

    beforeAll(async () => {
        stack = await openStack(stage, configuredProgram, await stage.newToken());
        stack.configure({ rotation: { triggers: { release: "1" } } });
        await up();
        await up();
        await stage.advance(20);
        stack.configure({ rotation: { triggers: { release: "2" } } });
        await up();
        await stage.advance(700);
        refresh = await stack.refresh();
        await up();
    });

    test("sends what its step needs: creating three requests, no change none, rotating two", () => {
        expect(runs.map(({ requests }) => requests)).toEqual([created, [], rotated, rotated]);
    });

    test("gets a new token at create and at each rotation, and keeps it in between", () => {
        const [first, second, third, fourth] = tokens;
        expect(second).toBe(first);
        expect(new Set([first, third, fourth]).size).toBe(3);
    });

    test("says why it rotates", () => {
        expect(runs.slice(2).map((run) => saidOf("ci", run)[0])).toEqual([
            'ci: rotating, trigger "release" changed',
            expect.stringMatching(/^ci: rotating, (29|30) days left \(beforeExpiry 60d\)$/),
        ]);
    });

    test("can be refreshed when the token is due: it is asked about, and no rotation is announced", () => {
        expect(refresh.requests).toEqual(["GET /users/current"]);
        expect(saidOf("ci", refresh)).toEqual([]);
    });

    test("can leave out the bootstrap token afterwards: nothing is sent, nothing is replaced", async () => {
        await stack.succeed("config", "rm", "bootstrapToken");
        const run = await stack.up();
        expect(run.requests).toEqual([]);
        expect((await stack.outputs()).token).toBe(tokens.at(-1));
    });
});
