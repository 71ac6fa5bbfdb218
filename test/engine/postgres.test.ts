import { mkdirSync, mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { kill, until, type Victims } from "../crash/processes";
import { IssuerStop } from "../crash/issuer-stop";
import { Machine } from "../support/machine";
import { PostgresBackend } from "../support/postgres-backend";
import { openStack, type Run } from "../support/stack";
import { useStackStage } from "../support/stack-stage";
import { tracesOf } from "../support/traces";

jest.setTimeout(300_000);

const UP = ["up", "--yes", "--skip-preview"];
const LOCKED = "the stack is currently locked by 1 lock(s)";

const stage = useStackStage();
const backend = new PostgresBackend();
let one: Machine;
let other: Machine;
let release = 1;

beforeAll(async () => {
    await backend.start();
    stage.environment = backend.environment;
    const stack = await openStack(stage, { example: "rotate" }, await stage.newToken());
    await stack.up();
    one = new Machine(stage, "one", stack);
    other = new Machine(stage, "other", stack);
});

afterAll(() => backend.stop());

/** The overlap of the last rotation passes, and the trigger changes, on both machines. */
async function due(): Promise<void> {
    await stage.advance(20);
    await stage.control.clearRequests();
    release++;
    for (const { stack } of [one, other]) {
        stack.configure({ release: String(release) });
    }
}

/** How many tokens were asked for since the rotation became due. */
async function posts(): Promise<number> {
    return (await stage.control.requests()).filter(({ method }) => method === "POST").length;
}

/** Lets one machine rotate up to where the API's answer has arrived and is not sealed yet. */
function stopWhenAnswered(): IssuerStop {
    const folder = mkdtempSync(join(stage.sandbox.folder, "stop-"));
    const stop = new IssuerStop("answer received, not sealed", folder);
    one.environment = { ...one.environment, ...stop.environment };
    return stop;
}

/** Kills a run of one machine at the stop, and clears its lock away from the other. */
async function dieAndCancel(victims: Victims): Promise<IssuerStop> {
    const stop = stopWhenAnswered();
    const rotating = one.stack.run(...UP);
    await stop.reached();
    const [engine] = stage.sandbox.running;
    kill(engine?.pid ?? Number.NaN, victims);
    await rotating;
    expect((await other.stack.refused(...UP)).output).toContain(LOCKED);
    await other.stack.succeed("cancel", "--yes");
    return stop;
}

/** The token in the state is the newest one, and works. */
async function expectNewestToken({ stack }: Machine): Promise<void> {
    const { token, tokenFingerprint, status } = await stack.outputs();
    const users = await stage.control.users();
    const issued = users.find(({ uid }) => uid === "1001")?.tokens ?? [];
    expect({ tokenFingerprint, status }).toEqual({
        tokenFingerprint: issued.at(-1)?.fingerprint,
        status: "active",
    });
    expect(await stage.statusOf(token)).toBe(200);
}

test("a second machine that runs a stack while one rotates its token is told that the stack is locked", async () => {
    await due();
    const stop = stopWhenAnswered();
    const rotating = one.stack.up();
    await stop.reached();

    const refused = await other.stack.refused(...UP);
    expect(refused.output).toContain(LOCKED);
    expect(refused.requests).toEqual([]);

    stop.letGo();
    await rotating;
    one.environment = {};
    expect((await other.stack.up()).requests).toEqual([]);
    expect(await posts()).toBe(1);
    await expectNewestToken(other);
});

test("two machines that run a stack in the same instant have one token issued", async () => {
    await due();
    const runs = await Promise.all([one.stack.run(...UP), other.stack.run(...UP)]);
    const ends = runs.map(({ code, output }: Run) => (code === 0 ? "done" : output));
    expect(ends.filter((end) => end !== "done" && !end.includes(LOCKED))).toEqual([]);

    await other.stack.up();
    expect(await posts()).toBe(1);
    await expectNewestToken(other);
});

test("a machine that dies while it rotates leaves a lock, and its token to the next one in the shared journal", async () => {
    await due();
    const journal = join(stage.sandbox.folder, "shared-journal");
    mkdirSync(journal, { mode: 0o700 });
    one.environment = other.environment = { PULUMI_API_TOKENS_JOURNAL: journal };
    const stop = await dieAndCancel("run");
    const recovering = other.stack.up();
    await until("it waits for the first machine", () => other.said.includes("waiting for its result"));
    stop.letGo();

    expect((await recovering).requests).not.toContain("POST /api-tokens");
    expect(await posts()).toBe(1);
    await expectNewestToken(other);
    const kept = readdirSync(journal).map((name) => readFileSync(join(journal, name), "utf8"));
    expect(kept.map((text) => (JSON.parse(text) as { owner: { place: string } }).owner.place)).toEqual([
        expect.stringMatching(/^one /),
    ]);
    expect([...stage.tokens].flatMap((token) => kept.flatMap((text) => tracesOf(token, text)))).toEqual([]);
});

test("a journal that is gone with its machine: the next one is told that the token is lost, and until when", async () => {
    await due();
    one.environment = other.environment = {};
    await dieAndCancel("run and issuing process");
    const { output, requests } = await other.stack.refused(...UP);
    expect(output).toMatch(/ci: .* stops working by \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ .*\[ERR_TOKEN_LOST\]/);
    expect(requests).toEqual(["POST /api-tokens"]);
});

test("no row of the database holds a token in clear", async () => {
    const files = await backend.files();
    const { tokenFingerprint = "" } = await other.stack.outputs();
    expect(files.get("postgres/.pulumi/stacks/rotate/dev.json")).toContain(tokenFingerprint);
    const texts = [...files.values()];
    expect(texts.length).toBeGreaterThan(4);
    expect([...stage.tokens].flatMap((token) => texts.flatMap((text) => tracesOf(token, text)))).toEqual([]);
});
