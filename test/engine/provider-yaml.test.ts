import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ProviderStage, saidAt } from "../support/provider-stage";
import type { Run } from "../support/stack";
import { useStackStage } from "../support/stack-stage";
import { tracesOf } from "../support/traces";

jest.setTimeout(400_000);
const stage = useStackStage();
const provider = new ProviderStage(stage);

const TYPE = "api-tokens:thousandeyes:ApiToken";

const PROGRAM = `
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

const CREATED = ["GET /users/current", "POST /api-tokens", "GET /users/current"];

beforeAll(() => provider.start());

test("a program in YAML: the life of a token of ThousandEyes", async () => {
    const stack = await provider.yaml("life", PROGRAM, await stage.newToken());
    const preview = await stack.succeed("preview", "--diff");
    expect(preview.requests).toEqual([]);
    expect(preview.output).toMatch(/bootstrapToken: \[secret\]/);
    expect(preview.output).toMatch(/fingerprint: \[unknown\]/);

    const create = await stack.up();
    expect(create.requests).toEqual(CREATED);
    expect(saidAt(TYPE, "ci", create)).toEqual([
        expect.stringMatching(/^created, token \w{12} is valid until \S+, the previous one until \S+$/),
    ]);
    const created = await stack.outputs();
    expect(await stage.statusOf(created.token)).toBe(200);
    expect(created).toMatchObject({
        userId: "1001",
        fingerprint: expect.stringMatching(/^\w{12}$/) as string,
    });

    const unchanged = await stack.up();
    expect(unchanged.requests).toEqual([]);
    expect(unchanged.output).toMatch(/2 unchanged/);

    stack.configure({ release: "2" });
    const refused = await stack.refused("preview");
    expect(refused.requests).toEqual([]);
    expect(refused.output).toMatch(/ci: not rotated, although trigger "release" changed\. .*\[ERR_OVERLAP\]/);

    await stage.advance(20);
    const planned = await stack.succeed("preview", "--diff");
    expect(planned.requests).toEqual([]);
    expect(planned.output).toMatch(/rotating, trigger "release" changed/);
    expect(planned.output).toMatch(/~ release: "1" => "2"/);
    const rotate = await stack.up();
    expect(rotate.requests).toEqual(CREATED.slice(1));
    const rotated = await stack.outputs();
    expect(rotated.token).not.toBe(created.token);
    expect(await stage.statusOf(rotated.token)).toBe(200);

    const refresh = await stack.refresh();
    expect(refresh.requests).toEqual(["GET /users/current"]);
    expect(refresh.output).toMatch(/2 unchanged/);

    await stage.advance(700);
    const due = await stack.preview();
    expect(saidAt(TYPE, "ci", due)).toEqual([expect.stringMatching(/^rotating, \d+ days left/)]);
    await stack.up();
    const latest = await stack.outputs();
    expect(latest.token).not.toBe(rotated.token);

    const { text } = await stack.exportState();
    for (const token of stage.tokens) {
        expect(tracesOf(token, text)).toEqual([]);
    }
    const destroy = await stack.destroy();
    expect(destroy.requests).toEqual([]);
    expect(saidAt(TYPE, "ci", destroy)).toContainEqual(
        expect.stringMatching(/^token \w{12} leaves the state and stays valid until /),
    );
});

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
  earlier: \${robot.earlierTokens}
  labels: \${tokens.userAppTokens[0].label}
`;

test("a program in YAML: tokens of Versio.io and Cutover are adopted, swapped, refreshed and revoked", async () => {
    const stack = await provider.yaml("adopted", ADOPTED);
    const [first, robot] = [
        await stage.newVersioToken("pulumi"),
        await stage.newCutoverToken("102", "pulumi"),
    ];
    await stack.setSecret("versioToken", first);
    await stack.setSecret("api-tokens:cutoverApiToken", robot.token);
    const create = await stack.up();
    expect(saidAt("api-tokens:versio:ApiToken", "cmdb", create)).toEqual([
        expect.stringMatching(/^adopted token \w{12}: its end is not known$/),
    ]);
    expect(await stack.outputs()).toMatchObject({
        authorization: `apiToken ${first}`,
        cutoverToken: robot.token,
        tokenId: robot.id,
        labels: "pulumi",
    });
    const second = await stage.newVersioToken("pulumi-2");
    await stack.setSecret("versioToken", second);
    const swap = await stack.up();
    expect(saidAt("api-tokens:versio:ApiToken", "cmdb", swap)).toContainEqual(
        expect.stringMatching(/^swapped for token \w{12}/),
    );
    expect(await stack.outputs()).toMatchObject({ versioToken: second });
    for (const label of ["second", "third"]) {
        const { token } = await stage.newCutoverToken("102", label);
        await stack.setSecret("api-tokens:cutoverApiToken", token);
        stack.configure({ label });
        await stack.up();
    }
    const { earlier } = (await stack.outputs()) as { earlier?: unknown };
    expect(earlier).toEqual([
        { token: robot.token, tokenId: robot.id, validUntil: expect.any(String) as string },
    ]);
    const refresh = await stack.refresh();
    expect(refresh.output).toMatch(/3 unchanged/);
    const { text } = await stack.exportState();
    for (const token of stage.tokens) {
        expect(tracesOf(token, text)).toEqual([]);
    }
    const destroy = await stack.destroy();
    const living = (await stage.control.cutover.users()).find(({ id }) => id === "102")?.tokens;
    expect(living?.map(({ label }) => label)).toEqual([]);
    expect(saidAt("api-tokens:cutover:UserAppToken", "robot", destroy)).toContainEqual(
        expect.stringMatching(/^revoked token/),
    );
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
