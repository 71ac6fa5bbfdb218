import { existsSync, mkdtempSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fingerprint } from "../../src/base/fingerprint";
import { kill, until } from "../crash/processes";
import { ECHOES, IN_DETAIL } from "../support/echoes";
import { endingProgram, plainProgram } from "../support/secrecy-programs";
import { filesUnder, findTokens } from "../support/secrecy-search";
import { openStack, repository, type Stack } from "../support/stack";
import { useStackStage } from "../support/stack-stage";

jest.setTimeout(300_000);
const stage = useStackStage();

const UP = ["up", "--yes", "--skip-preview"];
let stack: Stack;
let pasted: string;

beforeAll(async () => {
    pasted = await stage.newToken();
    stack = await openStack(stage, plainProgram());
});

beforeEach(async () => {
    await stage.control.clearFaults();
    stage.environment = { PASTED: pasted };
});

afterEach(() => {
    expect(findTokens(stage)).toEqual([]);
});

test.each([
    ["a space", "0b54c7f1-0d5e-4ad6 9f36-6f1d2b7c9e55", /has a space or a line break in it/],
    ["a line break", "0b54c7f1-0d5e-4ad6\n9f36-6f1d2b7c9e55", /has a space or a line break in it/],
    ["9,000 characters", "0b54c7f1+0d5e/4ad6".repeat(500), /has 9000 characters/],
])("a pasted token with %s is refused at preview and shown nowhere", async (_, bad, reason) => {
    stage.environment = { PASTED: bad };
    const refused = await stack.refused("preview", "--diff");
    expect(refused.output).toMatch(reason);
    expect(refused.requests).toEqual([]);
    const parts = bad.split(/\s/).map((part) => part.slice(0, 18));
    expect(findTokens(stage, parts)).toEqual([]);
});

test.each(ECHOES)("a token that comes back $what is not told on", async ({ answer, said }) => {
    await stage.control.addFault({ ...answer(pasted), kind: "status", path: "/v7/users/current" });
    const refused = await stack.refused(...UP);
    expect(refused.requests).toEqual(["GET /users/current"]);
    expect(refused.output).toMatch(said);
});

test("a token that comes back in the answer to the request for another token is not told on", async () => {
    const fault = { kind: "status", method: "POST", path: "/v7/api-tokens" } as const;
    await stage.control.addFault({ ...fault, ...IN_DETAIL.answer(pasted) });
    const refused = await stack.refused(...UP);
    expect(refused.requests).toEqual(["GET /users/current", "POST /api-tokens"]);
    expect(refused.output).toMatch(IN_DETAIL.said);
});

describe("a program that ends in a look-up's failure, with", () => {
    let ending: Stack;

    beforeAll(async () => {
        ending = await openStack(stage, endingProgram);
    });

    // The SDK takes 20 seconds to print an uncaught error, and on a busy machine a hundred.
    test.each(["an error with a cause", "an unhandled rejection"])("%s", async (name) => {
        await stage.control.addFault({ ...IN_DETAIL.answer(pasted), kind: "status" });
        stage.environment = { PASTED: pasted, ENDING: name };
        const refused = await ending.refused(...UP);
        expect(refused.requests).toEqual(["GET /account-groups"]);
        expect(refused.output).toMatch(name.includes("cause") ? /no account groups today/ : IN_DETAIL.said);
    });
});

test("an exception that nobody catches, in the plugin while a token is issued, tells none", async () => {
    const preload = JSON.stringify(join(repository, "test/support/throw-in-plugin.cjs"));
    stage.environment = { PASTED: pasted, NODE_OPTIONS: `--require ${preload}` };
    // The SDK's plugin prints it and goes on.
    const run = await stack.up();
    expect(run.output).toContain("Error: a defect that nobody catches");
    expect(run.requests).toContain("POST /api-tokens");
});

/** Killed with SIGKILL while the new token is in the memory of one process, or sealed in a file with another name. */
test.each(["answer received, not sealed", "sealed, not returned"])(
    "a run that is killed at “%s” leaves no token, then or after the next run",
    async (point) => {
        const folder = mkdtempSync(join(stage.sandbox.folder, "stop-"));
        const preload = JSON.stringify(join(repository, "test/crash/stop-point.cjs"));
        const stop = {
            PULUMI_API_TOKENS_TEST_STOP_AT: point,
            PULUMI_API_TOKENS_TEST_STOP_FOLDER: folder,
            NODE_OPTIONS: `--require ${preload}`,
        };
        stage.environment = { PASTED: pasted, ...stop };
        await stage.advance(20);
        stack.configure({ release: point });
        const ended = stack.run(...UP);
        await until(point, () => existsSync(join(folder, "reached")));
        expect(findTokens(stage)).toEqual([]);
        const [engine] = stage.sandbox.running;
        kill(engine?.pid ?? NaN, "run");
        writeFileSync(join(folder, "continue"), "");
        await ended;
        expect(findTokens(stage)).toEqual([]);
        await stack.run("cancel", "--yes");
        stage.environment = { PASTED: pasted };
        await stack.up();
        const { token } = await stack.outputs();
        expect(await stage.statusOf(token)).toBe(200);
    },
);

test("a token that the API rejects is remembered by its fingerprint alone", async () => {
    await stage.control.revokeTokens("1001");
    const { token = "" } = await stack.outputs();
    await stack.refresh();
    const folder = join(stage.sandbox.journalFolder, "refused");
    const names = filesUnder(folder).map((file) => file.slice(folder.length + 1));
    expect(names).toEqual([`${fingerprint(token)}-${fingerprint(stage.apiUrl)}`]);
});
