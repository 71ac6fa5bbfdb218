import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Simulator, startSimulator } from "api-token-simulator";
import { PulumiSandbox } from "../../scripts/pulumi-sandbox.cjs";
import { repository } from "../support/stack";

jest.setTimeout(300_000);
let sandbox: PulumiSandbox;
let simulator: Simulator;

beforeAll(async () => {
    sandbox = new PulumiSandbox();
    simulator = await startSimulator();
});

afterAll(async () => {
    await sandbox.dispose();
    await simulator.stop();
});

/** The commands of an example's README for trying it without an account, at a simulator of the test's own and with its engine. */
function commandsOf(example: string): string {
    const readme = readFileSync(join(repository, "examples", example, "README.md"), "utf8");
    const [, block = ""] = [
        ...(readme.split("## Without an account")[1] ?? "").matchAll(/^```bash\n(.*?)^```$/gms),
    ].map(([, text = ""]) => text);
    return block
        .replace(/^export PATH=.*$/m, "")
        .replaceAll("http://127.0.0.1:7070", new URL(simulator.apiUrl).origin)
        .replaceAll("http://127.0.0.1:7071", simulator.controlUrl);
}

/** Runs them in a copy of the example, and ends at the first that fails. */
function runReadme(example: string): Promise<{ code: number; output: string }> {
    const options = { cwd: sandbox.project(join(repository, "examples", example)), env: sandbox.environment };
    return new Promise((resolve) => {
        execFile("bash", ["-ec", commandsOf(example)], options, (error, stdout, stderr) => {
            resolve({ code: Number(error?.code ?? 0), output: stdout + stderr });
        });
    });
}

test.each([
    [
        "versio",
        [
            /cmdb: adopted token \w{12}: its end is not known/,
            /"totalAvailableItems":2/,
            /cmdb: swapped for token \w{12}/,
            /cmdb: warning: token \w{12} was rejected when last asked about/,
            /cmdb: token \w{12} leaves the state/,
        ],
    ],
    [
        "cutover",
        [
            /robot: warning: token \w{12} expires at \S+, 19 days left/,
            /robot: swapped for token \w{12}/,
            /^\[\{.*"label":"pulumi".*"label":"pulumi-2".*\}\]$/m,
            /robot: revoked token 301\n[^]*robot: revoked token 302\n/,
        ],
    ],
])("the commands in the README of examples/%s do what it says", async (example, said) => {
    const { code, output } = await runReadme(example);
    expect({ code, output }).toMatchObject({ code: 0 });
    for (const words of said) {
        expect(output).toMatch(words);
    }
    expect(output).toContain("Stack 'dev' has been removed!");
});
