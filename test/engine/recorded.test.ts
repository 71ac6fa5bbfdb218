import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { OrganisationsInput } from "api-token-simulator";
import { DAY } from "../../src/base/duration";
import { copyRecordedJournal, recorded } from "../support/recorded";
import { openStack, repository, type Run, type Stack } from "../support/stack";
import { StackStage } from "../support/stack-stage";

const RECORDED = join(repository, "test", "recorded", "0.1.0");
const HOUR = DAY / 24;

/** Where the recorded simulator was, in what was recorded. */
const ADDRESS = "http://127.0.0.1:1";

jest.setTimeout(300_000);
const stage = new StackStage();
const folder = mkdtempSync(join(tmpdir(), "pulumi-api-tokens-recorded-"));
let stack: Stack;

/** With the address of the simulator that runs now. */
function adapted(file: string): string {
    return recorded(file).replaceAll(ADDRESS, stage.apiUrl.replace(/\/v7$/, ""));
}

beforeAll(async () => {
    const stateFile = join(folder, "simulator.json");
    cpSync(join(RECORDED, "simulator.json"), stateFile);
    const organisations = JSON.parse(recorded("organisations.json")) as OrganisationsInput;
    await stage.start(organisations, stateFile);
    const { deployment } = JSON.parse(recorded("stack.json")) as {
        deployment: { manifest: { time: string } };
    };
    // Later than any attempt that was under way.
    await stage.setTime(Date.parse(deployment.manifest.time) + HOUR);
    const files = {
        "Pulumi.yaml": "name: recorded\nruntime: nodejs\n",
        "package.json": '{"main":"index.js"}',
        "index.js": recorded("program.txt"),
    };
    stack = await openStack(stage, { name: "recorded", files });
    writeFileSync(join(stack.folder, "Pulumi.dev.yaml"), adapted("Pulumi.dev.yaml"));
    writeFileSync(join(stack.folder, "state.json"), adapted("stack.json"));
    await stack.succeed("stack", "import", "--file", "state.json");
    copyRecordedJournal(stage.sandbox.journalFolder);
});

afterAll(async () => {
    await stage.dispose();
    rmSync(folder, { recursive: true, force: true });
});

async function up(name: string): Promise<Run> {
    const type =
        { versio: "versio:ApiToken", cutover: "cutover:UserAppToken" }[name] ?? "thousandeyes:ApiToken";
    const urn = `urn:pulumi:dev::recorded::pulumi-nodejs:dynamic/${type}::${name}`;
    return stack.run("up", "--yes", "--skip-preview", "--target", urn);
}

const posts = ({ requests }: Run) => requests.filter((request) => request === "POST /api-tokens").length;

/** Whether the token in state is one that the API takes, and the newest one. */
async function works(name: string): Promise<boolean> {
    return (await stage.statusOf((await stack.outputs())[name])) === 200;
}

test.each(["saved", "plain", "versio", "cutover"])("%s is unchanged, and nothing is sent", async (name) => {
    const { code, output, requests } = await up(name);
    expect({ code, requests }).toEqual({ code: 0, requests: [] });
    expect(output).toMatch(/unchanged/);
    expect(output).not.toMatch(/updated/);
});

test("a sealed token that did not reach the state is recovered, and nothing is asked for", async () => {
    const run = await up("issued");
    expect(run.output).toContain("issued but not saved to state: recovering it from the journal");
    expect({ code: run.code, posts: posts(run), works: await works("issued") }).toEqual({
        code: 0,
        posts: 0,
        works: true,
    });
});

test.each(["intent", "unclear"])(
    "an attempt whose entry says %s is followed by another one",
    async (name) => {
        const run = await up(name);
        expect(run.output).toMatch(
            /: rotating, trigger "release" changed|: rotating, the rotation started at/,
        );
        expect({ code: run.code, posts: posts(run), works: await works(name) }).toEqual({
            code: 0,
            posts: 1,
            works: true,
        });
    },
);

test("a token that is lost stays lost, with its deadline", async () => {
    const run = await up("lost");
    expect(run.output).toMatch(
        /stops working by 2026-12-11T\d\d:\d\d:\d\dZ and can't be rotated.*\[ERR_TOKEN_LOST\]/,
    );
    expect(run.requests).toEqual([]);
});

test("a token that was rejected is asked about once more, and goes on where it works", async () => {
    const run = await up("rejected");
    expect(run.output).toContain("the token works: the rejection has passed");
    expect(run.requests).toEqual(["GET /users/current"]);
});

test("refresh reads every state, and leaves the journal's lost entry", async () => {
    await stack.refresh();
    const states = readdirSync(stage.sandbox.journalFolder)
        .filter((name) => name.endsWith(".json"))
        .map(
            (name) =>
                JSON.parse(readFileSync(join(stage.sandbox.journalFolder, name), "utf8")) as {
                    state: string;
                },
        );
    expect(states.filter(({ state }) => state === "lost")).toHaveLength(1);
});
