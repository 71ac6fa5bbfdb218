import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { copyExample, errorsIn, openStack, repository, type Stack } from "../support/stack";
import { useStackStage } from "../support/stack-stage";
import { outputOf, runCommand } from "./commands";

jest.setTimeout(300_000);
const stage = useStackStage();

const created = ["GET /users/current", "POST /api-tokens", "GET /users/current"];
let tarball: string;

beforeAll(async () => {
    const pack = ["pack", "--ignore-scripts", "--json", "--pack-destination", stage.sandbox.folder];
    const [report] = JSON.parse(await outputOf("npm", pack, repository)) as [{ filename: string }];
    tarball = join(stage.sandbox.folder, report.filename);
});

afterEach(() => {
    stage.environment = {};
});

/** The path of a package manager from npm, kept between runs outside the checkout. */
async function tool(name: string): Promise<string> {
    return (await outputOf("node", [join(repository, "compat", "tool.mjs"), name], repository)).trim();
}

/** Copies the example, in which `pulumi-api-tokens` is the tarball. */
function copy(name: string): string {
    const folder = join(stage.sandbox.folder, name);
    copyExample("component-library", folder);
    const settings = join(folder, "Pulumi.yaml");
    writeFileSync(settings, readFileSync(settings, "utf8").replace(/^name: .*$/m, `name: by-${name}`));
    changeJson(join(folder, "components", "package.json"), {
        dependencies: { "pulumi-api-tokens": `file:${tarball}` },
    });
    return folder;
}

function changeJson(file: string, changes: object): void {
    const before = JSON.parse(readFileSync(file, "utf8")) as object;
    writeFileSync(file, JSON.stringify({ ...before, ...changes }, undefined, 2));
}

/** The text of each resource's `__provider` in the state. */
async function pointersOf(stack: Stack): Promise<unknown[]> {
    const { resources } = await stack.exportState();
    return resources.flatMap(({ outputs }) => outputs?.__provider ?? []);
}

/** Whether the package can be asked for in the project itself. */
async function isFoundFrom(folder: string): Promise<boolean> {
    const script = 'require.resolve("pulumi-api-tokens/provider")';
    return (await runCommand(process.execPath, ["-e", script], folder)).code === 0;
}

async function createdThenUnchangedThenRefreshed(stack: Stack): Promise<void> {
    const runs = [await stack.up(), await stack.up(), await stack.refresh()];
    expect(runs.map(({ requests }) => requests)).toEqual([created, [], ["GET /users/current"]]);
}

describe("under pnpm, which lets a project see its own dependencies only, and hoists nothing", () => {
    let folder: string;
    let stack: Stack;

    beforeAll(async () => {
        folder = copy("pnpm");
        writeFileSync(join(folder, "pnpm-workspace.yaml"), "hoist: false\nstrictDepBuilds: false\n");
        await outputOf(await tool("pnpm"), ["install", "--prefer-offline"], folder);
        stack = await openStack(stage, { folder }, await stage.newToken("1001"));
    });

    test("the package is found by way of the library: created, unchanged, refreshed", async () => {
        expect(await isFoundFrom(folder)).toBe(false);
        await createdThenUnchangedThenRefreshed(stack);
    });

    test("the state names the library and no path, in fewer than 200 bytes but for the library's name", async () => {
        const pointers = await pointersOf(stack);
        expect(pointers).toEqual([expect.stringContaining('"@acme/components"')]);
        expect(String(pointers[0])).not.toContain("node_modules");
        expect(Buffer.byteLength(String(pointers[0]).replace("@acme/components", ""))).toBeLessThan(200);
    });

    test("who removes resource and library in one commit reads one sentence, and nothing is sent", async () => {
        const program = join(folder, "index.ts");
        const [text, manifest] = [program, join(folder, "package.json")].map((file) =>
            readFileSync(file, "utf8"),
        );
        writeFileSync(program, "export {};\n");
        changeJson(join(folder, "package.json"), { dependencies: { "@pulumi/pulumi": "~3.248.0" } });
        await outputOf(await tool("pnpm"), ["install", "--prefer-offline", "--no-frozen-lockfile"], folder);
        const run = await stack.refused("up", "--yes", "--skip-preview");
        expect(errorsIn(run).filter((error) => error.includes("@acme"))).toEqual([
            expect.stringMatching(/add @acme\/components$/),
        ]);
        expect(run.output).not.toMatch(/Require stack|^\s+at .*:\d+/m);
        expect(run.requests).toEqual([]);
        writeFileSync(program, text ?? "");
        writeFileSync(join(folder, "package.json"), manifest ?? "");
        await outputOf(await tool("pnpm"), ["install", "--prefer-offline", "--no-frozen-lockfile"], folder);
        await stack.destroy();
    });
});

describe("under yarn's Plug'n'Play, with Node's options for it", () => {
    test("the package is found by way of the library: created, unchanged, refreshed", async () => {
        const folder = copy("pnp");
        writeFileSync(join(folder, "yarn.lock"), "");
        const settings = ["nodeLinker: pnp", "pnpEnableEsmLoader: true", "enableTelemetry: false"];
        const registry = (await outputOf("npm", ["config", "get", "registry"], folder)).trim();
        writeFileSync(
            join(folder, ".yarnrc.yml"),
            [...settings, `npmRegistryServer: "${registry}"`, "npmMinimalAgeGate: 0", ""].join("\n"),
        );
        // In CI yarn refuses to write a lock file of its own accord.
        await outputOf(process.execPath, [await tool("yarn4"), "install", "--no-immutable"], folder);
        const [hooks, loader] = [join(folder, ".pnp.cjs"), join(folder, ".pnp.loader.mjs")];
        stage.environment = { NODE_OPTIONS: `--require ${hooks} --experimental-loader ${loader}` };
        const stack = await openStack(stage, { folder }, await stage.newToken("2001"));
        await createdThenUnchangedThenRefreshed(stack);
        expect(await pointersOf(stack)).toEqual([expect.stringContaining('"@acme/components"')]);
    });
});

describe("under npm", () => {
    let folder: string;
    let stack: Stack;

    beforeAll(async () => {
        folder = copy("npm");
        const quietly = ["--prefer-offline", "--no-audit", "--no-fund", "--no-progress"];
        await outputOf("npm", ["install", ...quietly], folder);
        stack = await openStack(stage, { folder }, await stage.newToken("1002"));
    });

    test("the state holds the name of the package alone: created, unchanged, refreshed", async () => {
        await createdThenUnchangedThenRefreshed(stack);
        const [pointer] = await pointersOf(stack);
        expect(pointer).not.toContain("@acme");
        expect(Buffer.byteLength(String(pointer))).toBeLessThan(200);
    });

    test("Pulumi runs the program with the project's own ts-node and TypeScript", async () => {
        const { output } = await stack.succeed("preview", "--debug");
        const own = (name: string) => dirname(join(folder, "node_modules", name, "package.json"));
        expect(output).toMatch(new RegExp(`Found ts-node version: 10\\.\\S+ at .*${own("ts-node")}/`));
        expect(output).toMatch(
            new RegExp(`Found typescript version 5\\.9\\.\\S+ at .*${own("typescript")}/`),
        );
        expect(output).not.toContain("Using vendored");
    });

    test("a project without ts-node runs with the SDK's own, and nothing changes", async () => {
        rmSync(join(folder, "node_modules", "ts-node"), { recursive: true });
        const { output, requests } = await stack.succeed("up", "--yes", "--skip-preview", "--debug");
        expect(output).toContain("Using vendored ts-node@7.0.1");
        expect(requests).toEqual([]);
    });

    test("a state with the pointer of 0.1.0 shows no difference, sends nothing, and can be refreshed and destroyed", async () => {
        const old = 'exports.handler = () => require("pulumi-api-tokens/provider").thousandeyesApiToken;';
        const { text } = await stack.exportState();
        const isPointer = (key: string, value: unknown) => key === "__provider" && typeof value === "string";
        const state = JSON.parse(text, (key, value: unknown) =>
            isPointer(key, value) ? old : value,
        ) as object;
        const file = join(stage.sandbox.folder, "old-pointer.json");
        writeFileSync(file, JSON.stringify(state));
        await stack.succeed("stack", "import", "--file", file);
        expect(await pointersOf(stack)).toEqual([old]);
        const preview = await stack.succeed("preview", "--expect-no-changes");
        const up = await stack.up();
        expect([...preview.requests, ...up.requests]).toEqual([]);
        expect(up.output).toMatch(/Resources:\s+3 unchanged/);
        expect((await stack.refresh()).requests).toEqual(["GET /users/current"]);
        await stack.destroy();
    });
});
