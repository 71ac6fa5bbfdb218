import { filesOf, openStack, type Stack } from "../support/stack";
import { useStackStage } from "../support/stack-stage";

jest.setTimeout(300_000);
const stage = useStackStage();

let stack: Stack;

/** The same layout elsewhere: a stack's config file must not be left at the top of the repository. */
beforeAll(async () => {
    const example = ["index.ts", "package.json", "tsconfig.json"].map((name) => `examples/rotate/${name}`);
    const files = filesOf("Pulumi.yaml", "package.json", ...example);
    stack = await openStack(stage, { name: "repository", files }, await stage.newToken());
});

test("Pulumi runs examples/rotate from the top of the repository", async () => {
    const run = await stack.up();
    expect(run.requests).toEqual(["GET /users/current", "POST /api-tokens", "GET /users/current"]);
    expect(await stage.statusOf((await stack.outputs()).token)).toBe(200);
});
