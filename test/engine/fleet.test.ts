import { kill, until } from "../crash/processes";
import { Fleet, organisationsOf, type Plan, uidOf } from "../support/fleet";
import { useStackStage } from "../support/stack-stage";

jest.setTimeout(180_000);

const plan: Plan = { emea: ["ci", "dashboards", "reports"], apac: ["ci"] };
const stage = useStackStage(organisationsOf(plan));
let fleet: Fleet;

beforeAll(async () => {
    fleet = await Fleet.open(stage, plan);
});

const posts = (requests: string[]) => requests.filter((request) => request === "POST /api-tokens").length;

test("a stack that does not exist and a user without a token are for a person; all others are taken over", async () => {
    fleet.writePlan({ ...plan, apac: ["newcomer", "ci"], ghost: ["ci"] });
    const run = await fleet.run("--release", "r1");
    fleet.writePlan(plan);
    expect(run).toMatchObject({ code: 1 });
    expect(run.output).toContain("emea: 3 adopted");
    expect(run.output).toContain("apac: 1 adopted, 1 for a person");
    expect(run.output).toContain("apac/newcomer: bootstrapToken: a new token needs bootstrapToken");
    expect(run.output).toContain("ghost: there is no such stack");
    expect(posts(run.requests)).toBe(0);
});

test("a token that was revoked is for a person, and the others of its stack rotate", async () => {
    await stage.control.revokeTokens(uidOf(plan, "emea", "dashboards"));
    // The refresh notes that it is rejected: now it stops Pulumi while it plans.
    await fleet.pulumi("refresh", "--yes", "--skip-preview", "--stack", "emea");
    const run = await fleet.run("--release", "r2");
    expect(run).toMatchObject({ code: 1 });
    expect(run.output).toContain("emea: 2 rotated, 1 for a person");
    expect(run.output).toContain("apac: 1 rotated");
    expect(run.output).toMatch(/emea\/dashboards: .* set it as bootstrapToken \[ERR_TOKEN_REJECTED\]/);
    expect(posts(run.requests)).toBe(3);
});

test("a release during the overlap waits, and the same command rotates after it", async () => {
    fleet.writePlan({ emea: ["ci", "reports"], apac: ["ci"] });
    const early = await fleet.succeed("--release", "r3", "--concurrency", "1");
    expect(early.output).toMatch(/emea: 2 until \d{4}-\d\d-\d\dT[\d:]+Z/);
    expect(posts(early.requests)).toBe(0);
    await stage.advance(15);
    const due = await fleet.succeed("--release", "r3");
    expect(due.output).toContain("3 rotated");
    expect(posts(due.requests)).toBe(3);
    const again = await fleet.succeed("--release", "r3");
    expect(again.requests).toEqual([]);
    expect(again.output).toContain("2 of 2 stacks were done by an earlier run");
});

test("a lock that no run of this campaign left is taken away only when asked", async () => {
    await stage.advance(15);
    await fleet.pulumi("config", "set", "release", "r4", "--stack", "apac");
    const fault = { kind: "delay", delayMs: 5000, path: "/v7/api-tokens", times: 1 } as const;
    await stage.control.addFault(fault);
    await stage.control.clearRequests();
    const killed = stage.pulumi(["up", "--yes", "--skip-preview", "--stack", "apac"], fleet.folder);
    await until("the request is under way", async () => (await stage.control.faults()).length === 0);
    const [engine] = stage.sandbox.running;
    kill(engine?.pid ?? 0, "run");
    await killed;

    const refused = await fleet.run("--release", "r4");
    expect(refused).toMatchObject({ code: 1 });
    expect(refused.output).toMatch(/apac: it is locked \(created by .*\(pid \d+\) at .*--cancel-locked/);
    expect(refused.output).toContain("emea: 2 rotated");
    const allowed = await fleet.succeed("--release", "r4", "--cancel-locked");
    // By the API's clock its token was issued before the campaign began, if only by a second.
    expect(allowed.output).toMatch(/apac: 1 (nothing to do|rotated)/);
    // The three of both stacks, the one of the killed run among them.
    const log = await stage.control.requests();
    expect(log.filter(({ method }) => method === "POST")).toHaveLength(3);
    expect(fleet.filesWithTokens()).toEqual([]);
});

test("what cannot begin ends with code 2 and says why", async () => {
    const noRelease = await fleet.run();
    expect(noRelease).toMatchObject({ code: 2 });
    expect(noRelease.output).toContain("--release is missing");
    expect(await fleet.run("--release", "../r5")).toMatchObject({ code: 2 });
    expect(await fleet.run("--release", "r5", "--concurrency", "0")).toMatchObject({ code: 2 });
    fleet.writePlan({ emea: ["ci", "ci"] });
    const twice = await fleet.run("--release", "r5");
    expect(twice).toMatchObject({ code: 2 });
    expect(twice.output).toContain("emea names a user twice");
    expect(await fleet.run("--help")).toMatchObject({ code: 0 });
});
