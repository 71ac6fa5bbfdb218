import { join } from "node:path";
import { openStack, type Run } from "../support/stack";
import { useStackStage } from "../support/stack-stage";
import { type Ended, runCommand } from "./commands";

jest.setTimeout(180_000);
const stage = useStackStage();

let up: Run;
let outputs: Record<string, string | undefined>;
let tested: Ended;
let asked: string[];

beforeAll(async () => {
    const stack = await openStack(stage, { example: "unit-test" }, await stage.newToken());
    up = await stack.up();
    outputs = await stack.outputs();

    await stage.control.clearRequests();
    const folder = join(stage.sandbox.folder, "unit-test");
    // Whatever is sent all the same goes to the simulator.
    tested = await runCommand("env", [`TE_API_ENDPOINT=${stage.apiUrl}`, "npm", "test"], folder);
    asked = (await stage.control.requests()).map(({ path }) => path);
});

test("`npm test` in a copy of the example passes three tests", () => {
    expect(tested).toMatchObject({ code: 0, stdout: expect.stringMatching(/^# pass 3$/m) as string });
    expect(tested.stdout).toMatch(/^# fail 0$/m);
});

test("`npm test` in a copy of the example sends nothing", () => {
    expect(asked).toEqual([]);
});

test("the program that is tested without network asks the API when it runs for real", () => {
    expect(up.requests.slice(0, 3)).toEqual(["GET /users/current", "POST /api-tokens", "GET /users/current"]);
    expect(up.requests.slice(3).sort()).toEqual(["GET /account-groups", "GET /users/current"]);
});

test("the API's answers give the outputs that the mocks give", () => {
    expect(outputs).toMatchObject({ accountGroupId: "281474", userName: "Ada Admin" });
});
