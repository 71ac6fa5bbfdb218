import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { copyExample, openStack, type Project, repository } from "../support/stack";
import { configuredProgram } from "../support/stack-programs";
import { useStackStage } from "../support/stack-stage";
import { evaluate, npmInstall, outputOf, runCommand } from "./commands";

jest.setTimeout(180_000);
const stage = useStackStage();

const created = ["GET /users/current", "POST /api-tokens", "GET /users/current"];

let packed: string[];
let tarball: string;
/** An empty project with the SDK, into which the tarball was installed. */
let project: string;
let packagesBefore: string[];

beforeAll(async () => {
    // Without scripts: prepack would rebuild what the other tests run at the same time. `npm test` has built it.
    const pack = ["pack", "--ignore-scripts", "--json", "--pack-destination", stage.sandbox.folder];
    const [report] = JSON.parse(await outputOf("npm", pack, repository)) as [
        { filename: string; files: { path: string }[] },
    ];
    packed = report.files.map(({ path }) => path);
    tarball = join(stage.sandbox.folder, report.filename);

    project = join(stage.sandbox.folder, "consumer");
    writeFiles(project, configuredProgram);
    await npmInstall(project, "@pulumi/pulumi@3.248.0");
    packagesBefore = installedIn(project);
    await npmInstall(project, tarball);
});

function writeFiles(folder: string, program: Project): void {
    mkdirSync(folder);
    for (const [name, text] of Object.entries("files" in program ? program.files : {})) {
        writeFileSync(join(folder, name), text);
    }
}

/** Every package in a project's node_modules, by its path there. */
function installedIn(folder: string): string[] {
    const lock = readFileSync(join(folder, "node_modules", ".package-lock.json"), "utf8");
    return Object.keys((JSON.parse(lock) as { packages: object }).packages);
}

test("the tarball holds the built code, the manifest and three documents, nothing else", () => {
    const documents = packed.filter((file) => !file.startsWith("dist/"));
    expect(documents.sort()).toEqual(["CHANGELOG.md", "LICENSE", "README.md", "package.json"]);
    const built = packed.filter((file) => file.startsWith("dist/"));
    expect(built).toEqual(expect.arrayContaining(["dist/index.js", "dist/index.d.ts", "dist/provider.js"]));
    expect(built.filter((file) => !/\.(js|d\.ts)$/.test(file))).toEqual(["dist/plugin/schema.json"]);
});

test("every file of the sources is in the tarball as code and as types, and no other", () => {
    const sources = readdirSync(join(repository, "src"), { recursive: true, encoding: "utf8" });
    const names = sources.filter((name) => name.endsWith(".ts")).map((name) => name.slice(0, -3));
    const expected = names.flatMap((name) => [`dist/${name}.js`, `dist/${name}.d.ts`]);
    const built = packed.filter((file) => file.startsWith("dist/") && !file.endsWith(".json"));
    expect(built.sort()).toEqual(expected.sort());
});

test("installing it beside the SDK brings in two more packages, undici and zod", () => {
    const added = installedIn(project).filter((path) => !packagesBefore.includes(path));
    const names = added.map((path) => path.split("node_modules/").at(-1));
    expect(names.sort()).toEqual(["pulumi-api-tokens", "undici", "zod"]);
});

test("a program in a project with the installed package creates a token", async () => {
    const stack = await openStack(stage, { folder: project }, await stage.newToken("1001"));
    expect((await stack.up()).requests).toEqual(created);
    expect(await stage.statusOf((await stack.outputs()).token)).toBe(200);
});

test("the package, its provider and its manifest can be asked for, and nothing deeper", async () => {
    const codes = await evaluate(
        project,
        `const codeOf = (name) => { try { require.resolve(name); return "found"; } catch (error) { return error.code; } };
         const names = ["", "/provider", "/package.json", "/dist/lifecycle/rotation", "/dist/lifecycle/rotation.js"];
         console.log(JSON.stringify(names.map((name) => codeOf("pulumi-api-tokens" + name))));`,
    );
    const refused = "ERR_PACKAGE_PATH_NOT_EXPORTED";
    expect(codes).toEqual(["found", "found", "found", refused, refused]);
});

test("programs see the system by its name, and states the provider by its name", async () => {
    const names = await evaluate(
        project,
        `const namesOf = (name) => Object.keys(require("pulumi-api-tokens" + name));
         console.log(JSON.stringify({ index: namesOf(""), provider: namesOf("/provider") }));`,
    );
    expect(names).toEqual({
        index: ["thousandeyes", "versio", "cutover"],
        provider: ["thousandeyesApiToken", "versioApiToken", "cutoverUserAppToken"],
    });
});

test("requiring the package and its provider loads neither undici nor zod", async () => {
    const loaded = (await evaluate(
        project,
        `require("pulumi-api-tokens"); require("pulumi-api-tokens/provider");
         console.log(JSON.stringify(Object.keys(require.cache)));`,
    )) as string[];
    const of = (name: string) => loaded.filter((file) => file.includes(join("node_modules", name, "/")));
    expect(of("pulumi-api-tokens").length).toBeGreaterThan(5);
    expect([...of("undici"), ...of("zod")]).toEqual([]);
});

test("publint finds nothing to object to in the installed package", async () => {
    const cli = join(repository, "node_modules", ".bin", "publint");
    const installed = join(project, "node_modules", "pulumi-api-tokens");
    const { code, stdout, stderr } = await runCommand(
        cli,
        ["run", installed, "--strict", "--pack", "false"],
        project,
    );
    expect(`${stdout}${stderr}`).toContain("All good!");
    expect(code).toBe(0);
});

test("are the types wrong? finds nothing to object to in the tarball", async () => {
    const cli = join(repository, "node_modules", ".bin", "attw");
    const { code, stdout } = await runCommand(cli, [tarball, "--format", "ascii"], project);
    expect(stdout).toContain("No problems found");
    expect(code).toBe(0);
});

describe("an example that was copied out of the repository, with the tarball as its dependency", () => {
    let example: string;

    beforeAll(async () => {
        example = join(stage.sandbox.folder, "rotate");
        copyExample("rotate", example);
        await npmInstall(example, tarball);
    });

    test("creates a token", async () => {
        const stack = await openStack(stage, { folder: example }, await stage.newToken("2001"));
        expect((await stack.up()).requests).toEqual(created);
    });

    test("has types that a strict compiler accepts, and that refuse wrong arguments", async () => {
        writeFileSync(join(example, "consumer.ts"), consumer);
        const tsc = join(example, "node_modules", ".bin", "tsc");
        const strictly = ["--noEmit", "--strict", "--exactOptionalPropertyTypes", "--skipLibCheck", "false"];
        const modules = ["--target", "es2022", "--module", "node16", "--types", "node"];
        const { code, stdout } = await runCommand(tsc, [...strictly, ...modules, "consumer.ts"], example);
        expect(stdout).toBe("");
        expect(code).toBe(0);
    });
});

/** Each `@ts-expect-error` is itself an error when the line below it compiles. */
const consumer = `
import * as pulumi from "@pulumi/pulumi";
import { cutover, thousandeyes, versio } from "pulumi-api-tokens";

const ci = new thousandeyes.ApiToken("ci", {
    bootstrapToken: pulumi.secret("pasted"),
    rotation: { beforeExpiry: "30d", every: "8w", triggers: { release: "1" }, duringOverlap: "defer" },
});
// With exactOptionalPropertyTypes: what config may not have is given as it is.
const config = new pulumi.Config();
new thousandeyes.ApiToken("configured", {
    bootstrapToken: config.getSecret("bootstrapToken"),
    onCreate: config.get<"adopt" | "regenerate">("onCreate"),
    validUntil: config.get("validUntil"),
    rotation: { beforeExpiry: config.get("beforeExpiry"), every: undefined, duringOverlap: undefined },
    apiEndpoint: config.get("apiEndpoint"),
});
new versio.ApiToken("configured", { name: "ci", token: config.getSecret("token"), serverUrl: config.get("serverUrl") });
new cutover.UserAppToken("configured", { token: config.getSecret("token"), userId: config.require("userId"), label: config.get("label") });
void thousandeyes.getCurrentUser({ token: config.get("token"), apiEndpoint: config.get("apiEndpoint") });
void cutover.getUserAppTokens({ userId: "1", token: config.get("token"), baseUrl: config.get("baseUrl") });

const token: pulumi.Output<string> = ci.token;
const end: pulumi.Output<string | undefined> = ci.validUntil;
const aid: pulumi.Output<string> = thousandeyes.getAccountGroupOutput({ name: "Production", token }).aid;
const groups: Promise<thousandeyes.AccountGroups> = thousandeyes.getAccountGroups();
export = { token, end, aid, groups };

// @ts-expect-error: a duration is text
new thousandeyes.ApiToken("a", { rotation: { beforeExpiry: 30 } });
// @ts-expect-error: one of two words
new thousandeyes.ApiToken("b", { onCreate: "steal" });
// @ts-expect-error: there is no such setting
new thousandeyes.ApiToken("c", { rotation: { beforExpiry: "30d" } });
// @ts-expect-error: an aid is text
void thousandeyes.getAccountGroup({ aid: 281474 });
// @ts-expect-error: an adopted token may have no known end
const certain: pulumi.Output<string> = ci.validUntil;
`;
