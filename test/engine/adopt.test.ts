import { openStack, type Run, saidOf, type Stack } from "../support/stack";
import { adoptingProgram } from "../support/stack-programs";
import { useStackStage } from "../support/stack-stage";

jest.setTimeout(300_000);
const stage = useStackStage();

const rotated = ["POST /api-tokens", "GET /users/current"];

/** One program adopts two pasted tokens: "dated" ends on day 30 and says so, "undated" is rotated by its age. */
describe("adopted tokens", () => {
    let stack: Stack;
    let pasted: { dated: string; undated: string };
    let adopted: Run;
    let afterAdoption: Record<string, string | undefined>;

    beforeAll(async () => {
        pasted = { dated: await stage.newToken("1001", "30d"), undated: await stage.newToken("1002") };
        stack = await openStack(stage, adoptingProgram);
        await stack.succeed("config", "set", "--secret", "dated", pasted.dated);
        await stack.succeed("config", "set", "--secret", "undated", pasted.undated);
        const day30 = new Date(Date.now() + 30 * 86_400_000);
        stack.configure({ validUntil: day30.toISOString() });
        adopted = await stack.up();
        afterAdoption = await stack.outputs();
    });

    test("are taken as they are: the API is only asked whose they are", () => {
        expect(adopted.requests).toEqual(["GET /users/current", "GET /users/current"]);
        expect(afterAdoption).toMatchObject(pasted);
    });

    test("have the end that was given, or none", () => {
        expect(afterAdoption.datedUntil).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
        expect(afterAdoption).not.toHaveProperty("undatedUntil");
    });

    test("rotate when less than beforeExpiry is left of the end that was given", async () => {
        await stage.advance(12);
        const run = await stack.up();
        expect(saidOf("dated", run)[0]).toBe("dated: rotating, 17 days left (beforeExpiry 20d)");
        expect(saidOf("undated", run)).toEqual([]);
        expect(run.requests).toEqual(rotated);
        const outputs = await stack.outputs();
        expect(outputs.dated).not.toBe(pasted.dated);
        expect(outputs.undated).toBe(pasted.undated);
    });

    test("rotate by their age when their end is not known, and know their end from then on", async () => {
        await stage.advance(20);
        const run = await stack.up();
        expect(saidOf("undated", run)[0]).toBe("undated: rotating, 32 days old (every 30d)");
        expect(saidOf("dated", run)).toEqual([
            expect.stringMatching(/^dated: the previous token was valid until \S+: it leaves the state$/),
        ]);
        expect(run.requests).toEqual(rotated);
        const outputs = await stack.outputs();
        expect(outputs.undated).not.toBe(pasted.undated);
        expect(outputs.undatedUntil).toMatch(/^\d{4}-/);
    });
});
