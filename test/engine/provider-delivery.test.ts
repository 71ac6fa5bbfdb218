import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ProviderStage } from "../support/provider-stage";
import type { Stack } from "../support/stack";
import { useStackStage } from "../support/stack-stage";

jest.setTimeout(300_000);
const stage = useStackStage();
const provider = new ProviderStage(stage);
let stack: Stack;

const PROGRAM = `
config:
  bootstrapToken: { type: string, secret: true }
resources:
  ci:
    type: api-tokens:thousandeyes:ApiToken
    properties: { bootstrapToken: "\${bootstrapToken}" }
`;

beforeAll(async () => {
    await provider.start();
    stack = await provider.yaml("delivery", PROGRAM, await stage.newToken());
});

test("the engine's own check finds no fault with the schema", async () => {
    const schema = join(provider.folder, "dist", "plugin", "schema.json");
    const { output } = await stack.succeed("schema", "check", schema);
    expect(output.trim()).toBe("");
});

test("package add of the folder's executable writes an SDK", async () => {
    // The language host that is built here cannot enter it into the program: it says so once the SDK is written.
    const added = await stack.run("package", "add", join(provider.folder, "pulumi-resource-api-tokens"));
    expect(added.output).toMatch(/^Successfully generated an SDK for the api-tokens package at /m);
    expect(added.code === 0 || added.output.includes("linking package")).toBe(true);
    const file = join(stack.folder, "sdks", "api-tokens", "api-tokens-0.1.0.yaml");
    expect(existsSync(file)).toBe(true);
    expect(readFileSync(file, "utf8")).toMatch(/name: api-tokens/);
});

test("a program in YAML finds the folder under packages, too", async () => {
    const file = join(stack.folder, "Pulumi.yaml");
    const packages = `packages:\n  api-tokens: ${provider.folder}\n`;
    writeFileSync(file, readFileSync(file, "utf8").replace(provider.plugins, packages));
    const { output } = await stack.preview();
    expect(output).toMatch(/\+ 2 to create/);
});
