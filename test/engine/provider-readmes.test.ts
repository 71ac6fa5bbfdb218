import { execFile } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { type Simulator, startSimulator } from "api-token-simulator";
import { PulumiSandbox } from "../../scripts/pulumi-sandbox.cjs";
import { repository } from "../support/stack";

jest.setTimeout(600_000);
let sandbox: PulumiSandbox;
let simulator: Simulator;
/** What `npm run provider` made, and what it said. */
let made: { folder: string; output: string };
let hosts: string;

const node = async (...args: string[]) =>
    (await promisify(execFile)(process.execPath, args, { cwd: repository })).stdout;

beforeAll(async () => {
    sandbox = new PulumiSandbox();
    simulator = await startSimulator();
    const folder = join(sandbox.folder, "build", "provider");
    made = { folder, output: await node("scripts/provider.mjs", "--output", folder) };
    hosts = (await node("engine/language-hosts-cli.mjs", "--path")).trim().split("\n").at(-1) ?? "";
});

afterAll(async () => {
    await sandbox.dispose();
    await simulator.stop();
});

/** The commands of an example's README for trying it without an account, at a simulator of the test's own and with its engine. */
function commandsOf(example: string): string {
    const readme = readFileSync(join(repository, "examples", example, "README.md"), "utf8");
    const blocks = (readme.split("## Without an account")[1] ?? "").matchAll(/^```bash\n(.*?)^```$/gms);
    return ([...blocks][1]?.[1] ?? "")
        .replace(/^npm run .*$/m, "")
        .replace(/^export PATH="\$\(.*$/gm, "")
        .replaceAll("../../build/provider", made.folder)
        .replaceAll("http://127.0.0.1:7070", new URL(simulator.apiUrl).origin)
        .replaceAll("http://127.0.0.1:7071", simulator.controlUrl);
}

function runReadme(example: string): Promise<{ code: number; output: string }> {
    const cwd = sandbox.project(join(repository, "examples", example));
    if (example === "go") {
        const file = join(cwd, "go.mod");
        writeFileSync(file, readFileSync(file, "utf8").replace("../../build/provider", made.folder));
    }
    // What was compiled for the engine is not compiled once more.
    const environment: NodeJS.ProcessEnv = { ...sandbox.environment, GOFLAGS: "-trimpath" };
    const env = { ...environment, PATH: `${hosts}:${environment.PATH ?? ""}` };
    return new Promise((resolve) => {
        execFile("bash", ["-ec", commandsOf(example)], { cwd, env }, (error, stdout, stderr) => {
            resolve({ code: Number(error?.code ?? 0), output: stdout + stderr });
        });
    });
}

test.each(["yaml", "python", "go"])(
    "the commands in the README of examples/%s do what it says",
    async (example) => {
        const { code, output } = await runReadme(example);
        expect({ code, output }).toMatchObject({ code: 0 });
        expect(output).toMatch(/created, token \w{12} is valid until /);
        expect(output).toMatch(/"uid":\s?"1001"/);
        expect(output).toMatch(/2 unchanged/);
        expect(output).toMatch(/token \w{12} leaves the state and stays valid/);
        expect(output).toContain("Stack 'dev' has been removed!");
    },
);

test("npm run provider says what it made, and for which languages there is no host", () => {
    expect(made.output).toMatch(/^the archive {2}.*pulumi-resource-api-tokens-v0\.1\.0\.tar\.gz$/m);
    expect(made.output).toMatch(/^the SDK {6}.*sdk\/python$/m);
    expect(made.output).toMatch(/^the SDK {6}.*sdk\/go$/m);
    for (const language of ["dotnet", "java"]) {
        expect(made.output).toMatch(
            new RegExp(`^(no SDK for ${language}: |the SDK .*sdk/${language}$)`, "m"),
        );
    }
});
