import { errorsIn, openStack, type Run, saidOf, type Stack } from "../support/stack";
import { configuredProgram } from "../support/stack-programs";
import { useStackStage } from "../support/stack-stage";

jest.setTimeout(300_000);
const stage = useStackStage();

const rotated = ["POST /api-tokens", "GET /users/current"];

/** One stack in its first weeks; the tests are its days, in order. */
describe("while the previous token is valid", () => {
    let stack: Stack;
    let first: string | undefined;

    async function upWith(rotation: object): Promise<Run> {
        stack.configure({ rotation });
        return stack.up();
    }

    beforeAll(async () => {
        stack = await openStack(stage, configuredProgram, await stage.newToken());
        await upWith({ triggers: { release: "1" } });
        first = (await stack.outputs()).token;
        await stage.advance(1);
    });

    test("a trigger is refused at preview with the date from which it works, and sends nothing", async () => {
        stack.configure({ rotation: { triggers: { release: "2" } } });
        const refused = await stack.refused("preview");
        expect(errorsIn(refused)).toEqual([
            expect.stringMatching(/trigger "release" changed.* valid until \d{4}-\d\d-\d\dT.*ERR_OVERLAP/),
        ]);
        expect(refused.output).not.toMatch(/^\s+at /m);
        expect(refused.requests).toEqual([]);
    });

    test("another trigger key is recorded: nothing rotates, nothing is sent", async () => {
        const run = await upWith({ triggers: { release: "1", incident: "7" } });
        expect(saidOf("ci", run)).toEqual(["ci: settings change, the token stays"]);
        expect(run.output).toMatch(/~ 1 updated/);
        expect(run.requests).toEqual([]);
        expect((await stack.outputs()).token).toBe(first);
    });

    test("another beforeExpiry is recorded: nothing rotates, nothing is sent", async () => {
        const run = await upWith({ beforeExpiry: "90d", triggers: { release: "1", incident: "7" } });
        expect(saidOf("ci", run)).toEqual(["ci: settings change, the token stays"]);
        expect(run.requests).toEqual([]);
        const { resources } = await stack.exportState();
        const recorded = resources.find(({ type }) => type.endsWith(":ApiToken"))?.outputs;
        expect(recorded?.rotation).toMatchObject({ beforeExpiry: "90d" });
    });

    test("a trigger with duringOverlap defer is kept as pending, and sends nothing", async () => {
        const run = await upWith({ duringOverlap: "defer", triggers: { release: "2", incident: "7" } });
        expect(saidOf("ci", run)).toEqual([
            expect.stringMatching(
                /^ci: rotation is pending, trigger "release" changed\. .* valid until \d{4}-/,
            ),
        ]);
        expect(run.requests).toEqual([]);
        expect((await stack.outputs()).token).toBe(first);
    });

    test("a pending rotation goes on waiting, and every up says so", async () => {
        const run = await stack.up();
        expect(saidOf("ci", run)).toEqual([expect.stringMatching(/^ci: rotation is pending, /)]);
        expect(run.output).toMatch(/Resources:\s+2 unchanged/);
        expect(run.requests).toEqual([]);
    });

    test("the first up after the overlap does the pending rotation", async () => {
        await stage.advance(14);
        const run = await stack.up();
        expect(saidOf("ci", run)[0]).toBe("ci: rotating, a trigger fired during the last overlap");
        expect(run.requests).toEqual(rotated);
        expect((await stack.outputs()).token).not.toBe(first);
    });

    test("a pending rotation is done once: the next up sends nothing", async () => {
        expect((await stack.up()).requests).toEqual([]);
    });

    test('every: "14d" rotates a token of 15 days, whose overlap has just ended', async () => {
        const every = { every: "14d", triggers: { release: "2", incident: "7" } };
        expect((await upWith(every)).requests).toEqual([]);
        await stage.advance(15);
        const run = await stack.up();
        expect(saidOf("ci", run)[0]).toBe("ci: rotating, 15 days old (every 14d)");
        expect(run.requests).toEqual(rotated);
    });
});
