import { readdirSync } from "node:fs";
import { join } from "node:path";
import { until } from "../crash/processes";
import { FaultProxy } from "../support/fault-proxy";
import { ObjectStore } from "../support/object-store";
import { errorsIn, openStack, type Run, type Stack } from "../support/stack";
import { useStackStage } from "../support/stack-stage";

jest.setTimeout(300_000);

const stage = useStackStage();
const server = new ObjectStore();
const USERS = ["1001", "1002", "2001"];
const LIST = /^GET .*list-type=2/;
const PREFIX = "team/tokens";
const UP = ["up", "--yes", "--skip-preview"];

/** A program with three tokens, or with none. */
const program = (name: string) => ({
    name,
    files: {
        "Pulumi.yaml": `name: ${name}\nruntime: nodejs\n`,
        "package.json": JSON.stringify({ name, main: "index.js" }),
        "index.js": `
const pulumi = require("@pulumi/pulumi");
const { thousandeyes } = require("pulumi-api-tokens");

const config = new pulumi.Config();
for (const [uid, bootstrapToken] of Object.entries(config.getObject("tokens") ?? {})) {
    new thousandeyes.ApiToken(\`user-\${uid}\`, {
        bootstrapToken: pulumi.secret(bootstrapToken),
        rotation: { triggers: { release: config.get("release") ?? "1" } },
    });
}
exports.release = config.get("release");
`,
    },
});

let proxy: FaultProxy;
let three: Stack;

beforeAll(async () => {
    await server.start();
    proxy = new FaultProxy(new URL(server.endpoint));
    await proxy.open();
    stage.environment = {
        ...server.environment,
        PULUMI_API_TOKENS_JOURNAL: server.address(PREFIX, proxy.url),
    };
    three = await openStack(stage, program("three"));
    const tokens = await Promise.all(USERS.map(async (uid) => [uid, await stage.newToken(uid)] as const));
    await three.succeed(
        "config",
        "set-all",
        ...tokens.flatMap(([uid, token]) => ["--secret", `tokens.${uid}=${token}`, "--path"]),
    );
});

beforeEach(async () => {
    proxy.reset();
    await proxy.open();
});

afterAll(async () => {
    await proxy.close();
    await server.stop();
});

const warnings = ({ output }: Run) =>
    new Set(
        output
            .split("\n")
            .map((line) => line.trim())
            .filter((line) => line.startsWith("pulumi-api-tokens: warning: ")),
    );

/** How many tokens were ever asked for. */
async function posts(): Promise<number> {
    return (await stage.control.requests()).filter(({ method }) => method === "POST").length;
}

/** The overlap of the last rotation passes, and the trigger changes. */
async function due(release: string): Promise<void> {
    await stage.advance(20);
    three.configure({ release });
}

test("three tokens are created with one entry each, which the next run marks", async () => {
    expect((await three.up()).code).toBe(0);
    const entries = await server.entries(PREFIX);
    expect([...entries.values()].filter((text) => text.includes('"state": "issued"'))).toHaveLength(3);
    await three.up();
    const marks = [...(await server.entries(PREFIX)).keys()].filter((name) => name.endsWith(".done"));
    expect(marks).toHaveLength(3);
    expect(readdirSync(stage.sandbox.journalFolder)).toEqual(["unsent"]);
    expect(readdirSync(join(stage.sandbox.journalFolder, "unsent"))).toEqual([]);
});

test("a run without a change sends the service one request, and the API none", async () => {
    const { requests } = await three.up();
    expect(requests).toEqual([]);
    expect(proxy.seen).toHaveLength(1);
    expect(proxy.count(LIST)).toBe(1);
});

test("a program without tokens sends the service nothing", async () => {
    const none = await openStack(stage, program("none"));
    await none.up();
    expect(proxy.seen).toEqual([]);
});

test("a service that is down fails no run without a rotation: it warns once", async () => {
    await proxy.close();
    const run = await three.up();
    expect(run.requests).toEqual([]);
    expect([...warnings(run)]).toEqual([
        expect.stringMatching(
            /pulumi-api-tokens: warning: the journal in s3:\/\/journal\/team\/tokens\/ cannot be read: .*ECONNREFUSED.*\. Nothing is rotated until it can be$/,
        ),
    ]);
});

test("a service that is down before a rotation ends it with ERR_JOURNAL, and nothing is sent", async () => {
    await due("2");
    await proxy.close();
    const run = await three.refused(...UP);
    expect(run.requests).toEqual([]);
    expect(errorsIn(run).filter((text) => text.includes("[ERR_JOURNAL]")).length).toBeGreaterThan(0);
    await proxy.open();
    expect((await three.up()).requests.filter((request) => request === "POST /api-tokens")).toHaveLength(3);
});

test("a service that goes down after the request: the token is in the state, and its entry follows", async () => {
    await three.up();
    await due("3");
    await stage.control.addFault({
        kind: "delay",
        delayMs: 12_000,
        path: "/v7/api-tokens",
        method: "POST",
        times: 3,
    });
    const before = await posts();
    const rotating = three.run(...UP);
    await until("the requests are sent", async () => (await posts()) === before + 3);
    await proxy.close();
    const run = await rotating;
    expect(run.code).toBe(0);
    expect(run.output).toContain("The entry is kept on this machine");
    const unsent = join(stage.sandbox.journalFolder, "unsent");
    // One answer had to come first: it told the rate limit.
    expect(readdirSync(unsent).filter((name) => name.endsWith(".json")).length).toBeGreaterThan(0);
    await proxy.open();
    await until("the entries are in the service", () => readdirSync(unsent).length === 0, 2);
    const entries = await server.entries(PREFIX);
    expect([...entries.values()].filter((text) => text.includes('"state": "issued"'))).toHaveLength(9);
    expect((await three.up()).requests).toEqual([]);
});

test("with `backend` the journal is beside Pulumi's own state", async () => {
    // What an earlier test left to be tried again has come to an end.
    proxy.reset();
    await stage.control.revokeTokens("2001");
    const stack = await openStack(stage, { example: "rotate", as: "beside" }, await stage.newToken("2001"));
    stack.configure({ "pulumi-api-tokens:journal": "backend" });
    await stack.up();
    const folder = join(stage.sandbox.stateFolder, ".api-tokens");
    expect(readdirSync(folder).filter((name) => name.endsWith(".json"))).toHaveLength(1);
    expect(proxy.seen).toEqual([]);
});

test("an address that is none is refused at preview, and its password is not shown", async () => {
    three.configure({ "pulumi-api-tokens:journal": "postgres://ci:hunter2@db.example.com" });
    const run = await three.refused("preview");
    expect(run.output).toContain("pulumi-api-tokens:journal must name a host and a database");
    expect(run.output).toContain("[ERR_INPUT]");
    expect(run.output).not.toContain("hunter2");
    expect(run.requests).toEqual([]);
});
