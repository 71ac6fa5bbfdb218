import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { copyRecordedJournal, recorded } from "../support/recorded";
import { findTokens } from "../support/secrecy-search";
import { openStack, repository, type Run, type Stack } from "../support/stack";
import { useStackStage } from "../support/stack-stage";

jest.setTimeout(180_000);

const CLI = join(repository, "dist", "cli.js");
const stage = useStackStage();
let rotated: Stack;

interface Json {
    level: string;
    tokens: { stack: string; name: string; condition: string; previousEndsAt?: string }[];
    notices: { about: string; level: string; words: string }[];
}

/** Runs the command without a passphrase that would open anything. All that it prints is searched for tokens at the end. */
async function status(
    args: string[],
    environment: Record<string, string> = {},
    folder = stage.sandbox.folder,
) {
    const wrong = { PULUMI_CONFIG_PASSPHRASE: "not that of these stacks" };
    const run = await stage.execute(process.execPath, [CLI, "status", ...args], folder, {
        environment: { ...wrong, ...environment },
    });
    stage.printed.push(run.output);
    return run;
}

const jsonOf = ({ output }: Run) => JSON.parse(output) as Json;

beforeAll(async () => {
    // What was recorded is as old as it was then.
    await stage.setTime(Date.parse("2026-11-27T03:41:17Z"));
    rotated = await openStack(stage, { example: "rotate" }, await stage.newToken());
    await rotated.up();
    const files = {
        "Pulumi.yaml": "name: recorded\nruntime: nodejs\n",
        "package.json": '{"main":"index.js"}',
        "state.json": recorded("stack.json"),
    };
    const old = await openStack(stage, { name: "recorded", files });
    await old.succeed("stack", "import", "--file", "state.json");
    copyRecordedJournal(stage.sandbox.journalFolder);
});

test("all tokens of all stacks, with what a person must do, and no request to any API", async () => {
    const run = await status(["--all"]);
    expect(run).toMatchObject({ code: 2, requests: [] });
    expect(run.output).toContain("10 tokens in 2 stacks");
    expect(run.output).toMatch(/✗ {2}recorded\/dev\/lost +ThousandEyes +lost/);
    expect(run.output).toMatch(/! {2}recorded\/dev\/issued +ThousandEyes +unsaved/);
    expect(run.output).toMatch(
        /✓ {2}rotate\/dev\/ci +ThousandEyes +active +730 days +rotates \d{4}-\d\d-\d\d +13 days/,
    );
    const marks = [...run.output.matchAll(/^([✗!✓]) {2}\S+\/dev\//gm)].map(([, mark]) => mark);
    expect(marks.join("")).toMatch(/^✗+!+✓+$/);
});

test("a stack in a project is found by its short name, and the exit code of one that is fine is 0", async () => {
    const named = await status(["--stack", "dev", "--json"], {}, rotated.folder);
    expect(named.code).toBe(0);
    const { tokens, level } = jsonOf(named);
    expect(level).toBe("fine");
    expect(tokens).toMatchObject([{ stack: "organization/rotate/dev", name: "ci", condition: "active" }]);
    const ofProject = await status(["--json"], {}, rotated.folder);
    expect(jsonOf(ofProject).tokens).toEqual(tokens);
    expect((await status(["--stack", "organization/rotate/dev"])).code).toBe(0);
});

test("metrics and page are of the same tokens, and hold none", async () => {
    const page = join(stage.sandbox.folder, "status.html");
    const run = await status(["--all", "--metrics", "--html", page]);
    expect(run.output).toContain(
        'api_token_level{stack="organization/rotate/dev",name="ci",system="ThousandEyes"} 0\n',
    );
    expect(run.output).toMatch(/# EOF\n$/);
    const text = readFileSync(page, "utf8");
    stage.printed.push(text);
    expect(text).toContain("10 tokens in 2 stacks");
    expect(findTokens(stage)).toEqual([]);
});

test("a lock of a run that has ended, a state that cannot be read and a stack that is missing hide no other stack", async () => {
    const { stateFolder } = stage.sandbox;
    const locks = join(stateFolder, ".pulumi", "locks", "organization", "rotate", "dev");
    mkdirSync(locks, { recursive: true });
    const lock = { pid: 4_194_305, username: "ci", hostname: hostname(), timestamp: "2026-11-27T10:00:00Z" };
    writeFileSync(join(locks, "lock.json"), JSON.stringify(lock));
    const broken = join(stateFolder, ".pulumi", "stacks", "rotate", "broken.json");
    writeFileSync(broken, '{"version":3,"checkpoint":');
    const run = await status(["--all", "--json"]);
    expect(run.code).toBe(2);
    const { tokens, notices } = jsonOf(run);
    expect(tokens).toHaveLength(10);
    expect(notices).toMatchObject([
        { about: "organization/rotate/broken", level: "broken" },
        { about: "organization/rotate/dev", level: "soon" },
    ]);
    expect(notices[0]?.words).toContain("failed to load checkpoint");
    expect(notices[1]?.words).toContain("Run `pulumi cancel`");
    rmSync(broken);
    rmSync(locks, { recursive: true });
    const missing = await status([
        "--stack",
        "organization/rotate/dev",
        "--stack",
        "organization/rotate/none",
    ]);
    expect(missing.code).toBe(2);
    expect(missing.output).toContain("rotate/dev/ci");
    expect(missing.output).toContain("rotate/none: No stack named");
});

test.each([
    [["--all"], { PATH: "/nowhere" }, "no `pulumi` on PATH"],
    [["--all"], { PULUMI_BACKEND_URL: "https://127.0.0.1:1" }, "Run `pulumi login`"],
    [["--all", "--stack", "dev"], {}, "not both"],
    [["--all", "--jsn"], {}, "`api-tokens status --help`"],
])("status %p with %p says why nothing is known, and ends with code 2", async (args, environment, words) => {
    const run = await status(args, environment);
    expect(run.code).toBe(2);
    expect(run.output).toContain(words);
});

test("no other command prints a token either, nor what a journal has sealed of one", async () => {
    const { journalFolder } = stage.sandbox;
    const copy = join(stage.sandbox.folder, "copied-journal");
    const outputs = await rotated.outputs();
    expect(stage.tokens).toContain(outputs.token);
    const commands = [
        ["doctor", "--endpoint", stage.apiUrl],
        ["doctor", "--endpoint", stage.apiUrl, "--json"],
        ["journal", "list"],
        ["journal", "list", "--open", "--json"],
        ["journal", "show", String(outputs.tokenFingerprint)],
        ["journal", "move", "--from", journalFolder, "--to", copy, "--keep"],
        ["journal", "recover", "--token", String(outputs.token).slice(0, 4)],
        ["rotate", "--release", "1", "--plan", "none.json"],
        ["status", "--stack", "organization/rotate/dev", "--json"],
        ["nonsense"],
    ];
    const sealed = readdirSync(journalFolder)
        .flatMap((name) => readFileSync(join(journalFolder, name), "utf8").match(/"[\w+/=-]{40,}"/g) ?? [])
        .map((text) => text.slice(1, -1));
    expect(sealed.length).toBeGreaterThan(2);
    for (const args of commands) {
        const run = await stage.execute(process.execPath, [CLI, ...args], rotated.folder);
        expect(run.output).not.toBe("");
        stage.printed.push(run.output);
        expect(sealed.filter((text) => run.output.includes(text))).toEqual([]);
    }
    expect(findTokens(stage)).toEqual([]);
});

test("700 days later nothing has rotated the token: it is due, and then it is rotated", async () => {
    await stage.advance(700);
    const due = await status(["--stack", "organization/rotate/dev"]);
    expect(due.code).toBe(1);
    expect(due.output).toMatch(/rotate\/dev\/ci: \d+ days left .*Run `pulumi up`/);
    await rotated.up();
    const after = await status(["--stack", "organization/rotate/dev", "--json"]);
    expect(after.code).toBe(0);
    expect(jsonOf(after).tokens[0]?.previousEndsAt).toBeDefined();
});
