import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describeLanguage } from "../support/provider-languages";
import { ProviderStage } from "../support/provider-stage";
import type { Run } from "../support/stack";
import { useStackStage } from "../support/stack-stage";

jest.setTimeout(400_000);
const stage = useStackStage();
const provider = new ProviderStage(stage);

const TYPE = "api-tokens:thousandeyes:ApiToken";

const LIFE = `
config:
  bootstrapToken: { type: string, secret: true }
  release: { type: string, default: "1" }
resources:
  ci:
    type: ${TYPE}
    properties:
      bootstrapToken: \${bootstrapToken}
      rotation:
        triggers: { release: "\${release}", build: 7 }
outputs:
  token: \${ci.token}
  fingerprint: \${ci.tokenFingerprint}
  userId: \${ci.userId}
  issuedAt: \${ci.issuedAt}
`;

const ADOPTED = `
config:
  versioToken: { type: string, secret: true }
  label: { type: string, default: pulumi }
resources:
  cmdb:
    type: api-tokens:versio:ApiToken
    properties: { name: pulumi, environment: example, token: "\${versioToken}", maxAge: 365d }
  robot:
    type: api-tokens:cutover:UserAppToken
    properties: { userId: 102, label: "\${label}", revoke: true }
variables:
  tokens:
    fn::invoke:
      function: api-tokens:cutover:getUserAppTokens
      arguments: { userId: "102" }
outputs:
  authorization: \${cmdb.authorization}
  versioToken: \${cmdb.token}
  cutoverToken: \${robot.token}
  tokenId: \${robot.tokenId}
  earlier: { fn::toJSON: "\${robot.earlierTokens}" }
  labels: \${tokens.userAppTokens[0].label}
`;

const CONSUME = `
resources:
  producer: { type: "pulumi:pulumi:StackReference", properties: { name: organization/life/dev } }
variables:
  user:
    fn::invoke:
      function: api-tokens:thousandeyes:getCurrentUser
      arguments: { token: "\${producer.outputs.token}" }
outputs:
  token: \${producer.outputs.token}
  uid: \${user.uid}
`;

beforeAll(() => provider.start());

const programs = { life: LIFE, adopted: ADOPTED, consume: CONSUME };

describeLanguage({
    name: "YAML",
    stage,
    open: (project, program, bootstrapToken) => provider.yaml(project, programs[program], bootstrapToken),
});

const NESTED = `
config:
  bootstrapToken: { type: string, secret: true }
  otherToken: { type: string, secret: true }
  release: { type: string, default: "1" }
resources:
  first:
    type: ${TYPE}
    properties:
      bootstrapToken: \${bootstrapToken}
      rotation: { triggers: { release: "\${release}" } }
  second:
    type: ${TYPE}
    properties:
      bootstrapToken: \${otherToken}
      rotation:
        triggers:
          follows: \${first.tokenFingerprint}
          hidden: { fn::secret: a value that nobody reads }
outputs:
  token: \${second.token}
  first: \${first.tokenFingerprint}
`;

test("unknown values, secrets and other resources' outputs may stand deep in inputs, in create and in update", async () => {
    await stage.control.revokeTokens("1001");
    const stack = await provider.yaml("nested", NESTED, await stage.newToken("1001"));
    await stack.setSecret("otherToken", await stage.newToken("1002"));
    const preview = await stack.succeed("preview", "--diff");
    expect(preview.requests).toEqual([]);
    expect(preview.output).toMatch(/follows: \[unknown\]/);
    expect(preview.output).toMatch(/hidden *: \[secret\]/);
    await stack.up();
    const before = await stack.outputs();

    await stage.advance(20);
    stack.configure({ release: "2" });
    const planned = await stack.succeed("preview", "--diff");
    expect(planned.requests).toEqual([]);
    expect(planned.output).toMatch(
        /^ *whether it rotates is decided in up: some of its inputs are not known before$/m,
    );
    expect(planned.output).toMatch(/~ follows: "\w{12}" => \[unknown\]/);
    const rotate = await stack.up();
    expect(rotate.requests.filter((request) => request === "POST /api-tokens")).toHaveLength(2);
    const after = await stack.outputs();
    expect([after.token, after.first]).not.toEqual([before.token, before.first]);
    expect(after.token).not.toBe(before.token);
    expect(await stage.statusOf(after.token)).toBe(200);
    expect((await stack.exportState()).text).not.toContain("a value that nobody reads");
    expect((await stack.up()).output).toMatch(/3 unchanged/);
    await stage.control.revokeTokens("1002");
});

test("pulumi import takes tokens from the environment or the provider's settings, and prints none", async () => {
    const stack = await provider.yaml("imported", "resources: {}\n");
    const [pasted, versio, cutover] = [
        await stage.newToken("1002"),
        await stage.newVersioToken("found"),
        await stage.newCutoverToken("102", "found"),
    ];
    // The engine keeps the settings of its first import for those that follow.
    await stack.setSecret("api-tokens:cutoverApiToken", cutover.token);
    const importing = (type: string, name: string, id: string) =>
        stack.run("import", `api-tokens:${type}`, name, id, "--yes", "--skip-preview", "--protect=false");

    const without = await importing("thousandeyes:ApiToken", "ci", "1002");
    expect(without.code).not.toBe(0);
    expect(without.output).toMatch(
        /set TE_TOKEN, or run `pulumi config set --secret api-tokens:thousandeyesToken` \[ERR_NO_TOKEN\]/,
    );
    stage.environment = { TE_TOKEN: pasted, VERSIO_APITOKEN: versio };
    const other = await importing("thousandeyes:ApiToken", "ci", "1001");
    expect(other.output).toMatch(/is one of user 1002, not of user 1001: import it with the id 1002/);
    const imports: Run[] = [
        await importing("thousandeyes:ApiToken", "ci", "1002"),
        await importing("versio:ApiToken", "cmdb", "example/found"),
        await importing("cutover:UserAppToken", "robot", "102/found"),
    ];
    expect(imports.map(({ code, output }) => (code === 0 ? "" : output))).toEqual(imports.map(() => ""));
    expect(imports.flatMap(({ requests }) => requests)).not.toContain("POST /api-tokens");
    const program = imports
        .map(({ output }) => /^resources:\n((?: {2,}.*\n)+)/m.exec(output)?.[1] ?? "")
        .join("");
    expect(program).toMatch(/onCreate: adopt/);
    expect(program).not.toMatch(/bootstrapToken|token:/);
    const file = join(stack.folder, "Pulumi.yaml");
    writeFileSync(file, readFileSync(file, "utf8").replace("resources: {}\n", `resources:\n${program}`));
    const next = await stack.up();
    expect(next.output).toMatch(/4 unchanged/);
    expect(next.requests).toEqual([]);
    stage.environment = {};
});
