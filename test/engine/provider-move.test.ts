import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { ProviderStage } from "../support/provider-stage";
import type { Run, Stack } from "../support/stack";
import { useStackStage } from "../support/stack-stage";

jest.setTimeout(400_000);
const stage = useStackStage();
const provider = new ProviderStage(stage);

beforeAll(() => provider.start());

/** The program in TypeScript's place: the same inputs, by the dynamic resource. */
const DYNAMIC = `
const pulumi = require("@pulumi/pulumi");
const { thousandeyes, versio, cutover } = require("pulumi-api-tokens");
const config = new pulumi.Config();
const aliases = (type, name) =>
    config.get("back") === undefined
        ? []
        : [\`urn:pulumi:dev::moved::api-tokens:\${type}::\${name}\`];
new thousandeyes.ApiToken("ci", { bootstrapToken: config.requireSecret("bootstrapToken"), rotation: { triggers: { release: "1" } } },
    { aliases: aliases("thousandeyes:ApiToken", "ci") });
new versio.ApiToken("cmdb", { name: "moved", environment: "example", token: config.requireSecret("versioToken") },
    { aliases: aliases("versio:ApiToken", "cmdb") });
new cutover.UserAppToken("robot", { userId: "102", label: "moved", token: config.requireSecret("cutoverToken") },
    { aliases: aliases("cutover:UserAppToken", "robot") });
`;

const alias = (type: string, name: string) =>
    `options: { aliases: ["urn:pulumi:dev::moved::pulumi-nodejs:dynamic/${type}::${name}"] }`;

const MOVED = `
config:
  bootstrapToken: { type: string, secret: true }
  versioToken: { type: string, secret: true }
  cutoverToken: { type: string, secret: true }
resources:
  ci:
    type: api-tokens:thousandeyes:ApiToken
    properties: { bootstrapToken: "\${bootstrapToken}", rotation: { triggers: { release: "1" } } }
    ${alias("thousandeyes:ApiToken", "ci")}
  cmdb:
    type: api-tokens:versio:ApiToken
    properties: { name: moved, environment: example, token: "\${versioToken}" }
    ${alias("versio:ApiToken", "cmdb")}
  robot:
    type: api-tokens:cutover:UserAppToken
    properties: { userId: "102", label: moved, token: "\${cutoverToken}" }
    ${alias("cutover:UserAppToken", "robot")}
`;

describe("moving between the dynamic resources and the provider", () => {
    let stack: Stack;
    const settings = (runtime: string) => `name: moved\nruntime: ${runtime}\n${provider.plugins}`;
    const turnTo = (text: string) => {
        writeFileSync(join(stack.folder, "Pulumi.yaml"), text);
    };
    const isUnchanged = ({ requests, output }: Run) => {
        expect(output).toMatch(/4 unchanged/);
        expect(requests).toEqual([]);
    };

    test("an alias takes a program's tokens over in place, there and back, with no request", async () => {
        const files = {
            "Pulumi.yaml": settings("nodejs"),
            "package.json": JSON.stringify({ name: "moved", main: "index.js" }),
            "index.js": DYNAMIC,
        };
        stack = await provider.open({ name: "moved", files }, await stage.newToken("2001"));
        await stack.setSecret("versioToken", await stage.newVersioToken("moved"));
        await stack.setSecret("cutoverToken", (await stage.newCutoverToken("102", "moved")).token);
        await stack.up();
        isUnchanged(await stack.up());

        turnTo(settings("yaml") + MOVED);
        isUnchanged(await stack.up());
        isUnchanged(await stack.up());

        turnTo(settings("nodejs"));
        stack.configure({ back: "yes" });
        isUnchanged(await stack.up());
        isUnchanged(await stack.up());
        // The dynamic host finds its code in what the provider left in state.
        expect((await stack.refresh()).requests.length).toBe(3);
    });

    test("tokens that the provider has made come to the dynamic resources with an update that sends nothing", async () => {
        await stack.destroy();
        stack.configure({ back: undefined });
        turnTo(settings("yaml") + MOVED);
        await stage.advance(20);
        await stage.control.revokeTokens("2001");
        await stack.setBootstrapToken(await stage.newToken("2001"));
        await stack.up();
        turnTo(settings("nodejs"));
        stack.configure({ back: "yes" });
        const moved = await stack.up();
        expect(moved.requests).toEqual([]);
        expect(moved.output).toMatch(/3 updated/);
        isUnchanged(await stack.up());
        expect((await stack.destroy()).output).toMatch(/4 deleted/);
    });
});
