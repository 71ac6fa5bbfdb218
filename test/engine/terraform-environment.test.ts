import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { openStack, repository, type Run, type Stack } from "../support/stack";
import { useStackStage } from "../support/stack-stage";

jest.setTimeout(300_000);
const stage = useStackStage();

const readme = readFileSync(join(repository, "examples", "terraform-environment", "README.md"), "utf8");

/** The lines of the README that hand the outputs to Terraform. */
const documented = /```bash\n(lines=[^`]*)\nterraform plan\n```/.exec(readme)?.[1] ?? "";

/** A command of its own, which sees the environment alone: uses it as the provider does, and says what it saw. */
const useEnvironment = `node -e '
    const { TE_TOKEN, TE_AID, TE_API_ENDPOINT } = process.env;
    const headers = { authorization: "Bearer " + TE_TOKEN };
    fetch(TE_API_ENDPOINT + "/users/current?aid=" + TE_AID, { headers }).then(({ status }) => {
        console.log(JSON.stringify({ seen: { TE_TOKEN, TE_AID, TE_API_ENDPOINT }, status }));
    });
'`;

interface Shell {
    code: number;
    stdout: string;
}

/** Runs a script in bash in a folder; what it prints is kept out of what is searched for tokens. */
function bash(script: string, cwd: string): Promise<Shell> {
    const options = { cwd, env: stage.sandbox.environment };
    return new Promise((resolve) => {
        execFile("bash", ["-c", script], options, (error, stdout) => {
            resolve({ code: Number(error?.code ?? 0), stdout });
        });
    });
}

let stack: Stack;
let folder: string;
let create: Run;

beforeAll(async () => {
    stack = await openStack(stage, { example: "terraform-environment" }, await stage.newToken());
    folder = join(stage.sandbox.folder, "terraform-environment");
    create = await stack.up();
});

test("the README says how a shell takes the outputs", () => {
    expect(documented).toContain("pulumi stack output --shell --show-secrets");
});

test("the outputs are the three variables, found without a look-up, and no other", async () => {
    expect(create.requests).toEqual(["GET /users/current", "POST /api-tokens", "GET /users/current"]);
    expect(await stack.outputs()).toEqual({
        TE_TOKEN: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
        TE_AID: "281474",
        TE_API_ENDPOINT: stage.apiUrl,
    });
    expect(stage.apiUrl).toMatch(/\/v7$/);
});

test("the token is hidden unless it is asked for", async () => {
    const { output } = await stack.run("stack", "output", "--shell");
    expect(output.trimEnd().split("\n")).toEqual([
        "TE_AID=281474",
        `TE_API_ENDPOINT=${stage.apiUrl}`,
        String.raw`TE_TOKEN=\[secret]`,
    ]);
});

test("after the README's lines a command sees the three variables, and the API accepts them", async () => {
    const { code, stdout } = await bash(`${documented}\n${useEnvironment}`, folder);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({ seen: await stack.outputs(), status: 200 });
});

test("when Pulumi fails, a script with `set -e` ends at the README's lines", async () => {
    const nowhere = stage.sandbox.folder;
    const { code, stdout } = await bash(`set -e\n${documented}\necho went on`, nowhere);
    expect(code).not.toBe(0);
    expect(stdout).toBe("");
});

test("the account group that the config names is the one that Terraform gets", async () => {
    stack.configure({ accountGroup: "Staging" });
    const { requests } = await stack.up();
    expect(requests).toEqual(["GET /account-groups"]);
    expect((await stack.outputs()).TE_AID).toBe("281475");
});
