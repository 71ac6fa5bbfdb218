import { readdirSync, rmSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { openStack, type Stack } from "../support/stack";
import { useStackStage } from "../support/stack-stage";

jest.setTimeout(300_000);
const stage = useStackStage();
let stack: Stack;

/** The side files in the folder of the stacks: Pulumi writes one for each state. */
const sideFiles = () =>
    readdirSync(join(stage.sandbox.stateFolder, ".pulumi", "stacks"), { recursive: true, encoding: "utf8" })
        .filter((name) => name.endsWith(".attrs"))
        .map((name) => join(stage.sandbox.stateFolder, ".pulumi", "stacks", name));

beforeAll(async () => {
    stack = await openStack(stage, { example: "rotate" }, await stage.newToken());
    await stack.up();
});

test("with metadata=skip the local backend writes no side file, which a killed run could leave half written", () => {
    expect(stage.sandbox.environment.PULUMI_BACKEND_URL).toMatch(/\?metadata=skip$/);
    expect(sideFiles()).toEqual([]);
});

test("without it, an empty side file makes the state unreadable until it is deleted, and nothing is lost", async () => {
    stage.environment = { PULUMI_BACKEND_URL: `file://${stage.sandbox.stateFolder}` };
    await stack.succeed("stack", "select", "dev");
    stack.configure({ release: "2" });
    const { token } = await stack.outputs();
    await stage.advance(15);
    await stack.up();
    const rotated = await stack.outputs();
    expect(rotated.token).not.toBe(token);
    const files = sideFiles();
    expect(files.length).toBeGreaterThan(0);

    files.forEach((file) => {
        truncateSync(file);
    });
    const failed = await stack.run("up", "--yes", "--skip-preview");
    expect(failed.code).not.toBe(0);
    expect(failed.output).toContain("failed to load checkpoint: EOF");
    expect(failed.requests).toEqual([]);

    files.forEach((file) => {
        rmSync(file);
    });
    expect((await stack.up()).requests).toEqual([]);
    expect(await stack.outputs()).toEqual(rotated);
});
