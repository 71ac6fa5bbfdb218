import { pointerBy } from "../../src/pulumi/provider-pointer";
import { type ExportedState, openStack, type Run, saidOf, type Stack } from "../support/stack";
import { useStackStage } from "../support/stack-stage";
import { tracesOf } from "../support/traces";

jest.setTimeout(300_000);
const stage = useStackStage();

type Outputs = Record<string, string | undefined>;

/** The life of examples/rotate: created, left alone, rotated by a trigger 20 days later, and by time 700 days later. */
interface Life {
    previews: Record<"beforeCreate" | "beforeTrigger" | "beforeDue", Run>;
    create: Run;
    unchanged: Run;
    trigger: Run;
    due: Run;
    shownOutputs: Run;
    outputs: Record<"created" | "triggered" | "due", Outputs>;
    states: Record<"created" | "triggered", ExportedState>;
    statuses: Record<"previous" | "current", number>;
}

let stack: Stack;
let life: Life;

beforeAll(async () => {
    stack = await openStack(stage, { example: "rotate" }, await stage.newToken());
    const beforeCreate = await stack.preview();
    const create = await stack.up();
    const created = await stack.outputs();
    const createdState = await stack.exportState();
    const unchanged = await stack.up();

    await stage.advance(20);
    stack.configure({ release: "2" });
    const beforeTrigger = await stack.preview();
    const trigger = await stack.up();
    const triggered = await stack.outputs();
    const triggeredState = await stack.exportState();
    const shownOutputs = await stack.run("stack", "output");
    const statuses = {
        previous: await stage.statusOf(created.token),
        current: await stage.statusOf(triggered.token),
    };

    await stage.advance(700);
    const beforeDue = await stack.preview();
    const due = await stack.up();
    life = {
        previews: { beforeCreate, beforeTrigger, beforeDue },
        create,
        unchanged,
        trigger,
        due,
        shownOutputs,
        outputs: { created, triggered, due: await stack.outputs() },
        states: { created: createdState, triggered: triggeredState },
        statuses,
    };
});

test("create asks whose the pasted token is, has the API issue another, and checks it", () => {
    expect(life.create.requests).toEqual(["GET /users/current", "POST /api-tokens", "GET /users/current"]);
    expect(life.outputs.created.token).toMatch(/^[0-9a-f-]{36}$/);
    expect(saidOf("ci", life.create)).toEqual([expect.stringMatching(/^ci: created, token [0-9a-f]{12} is/)]);
});

test("up without a change sends nothing and says nothing", () => {
    expect(life.unchanged.requests).toEqual([]);
    expect(saidOf("ci", life.unchanged)).toEqual([]);
    expect(life.unchanged.output).toMatch(/Resources:\s+2 unchanged/);
});

test("a preview of a rotation says why and sends nothing", () => {
    expect(saidOf("ci", life.previews.beforeTrigger)).toEqual(['ci: rotating, trigger "release" changed']);
    expect(life.previews.beforeTrigger.output).toMatch(/~ 1 to update/);
    expect(life.previews.beforeTrigger.requests).toEqual([]);
});

test("a rotation sends two requests: one for the new token and one to check it", () => {
    expect(life.trigger.requests).toEqual(["POST /api-tokens", "GET /users/current"]);
    expect(life.outputs.triggered.token).not.toBe(life.outputs.created.token);
});

test("after a rotation the API accepts the old token and the new one", () => {
    expect(life.statuses).toEqual({ previous: 200, current: 200 });
});

test("700 days later the preview says how many days are left, and sends nothing", () => {
    expect(saidOf("ci", life.previews.beforeDue)).toEqual([
        expect.stringMatching(/^ci: rotating, (29|30) days left \(beforeExpiry 60d\)$/),
    ]);
    expect(life.previews.beforeDue.requests).toEqual([]);
});

test("700 days later a plain up rotates and says what the preview said", () => {
    expect(life.due.requests).toEqual(["POST /api-tokens", "GET /users/current"]);
    expect(saidOf("ci", life.due)[0]).toBe(saidOf("ci", life.previews.beforeDue)[0]);
    expect(life.outputs.due.token).not.toBe(life.outputs.triggered.token);
    expect(Date.parse(life.outputs.due.validUntil ?? "")).toBeGreaterThan(
        Date.parse(life.outputs.triggered.validUntil ?? ""),
    );
});

test("the preview before create sends nothing", () => {
    expect(life.previews.beforeCreate.requests).toEqual([]);
});

test.each(["created", "triggered"] as const)("the exported state holds no token once it is %s", (when) => {
    const known = [...stage.tokens];
    expect(known).toContain(life.outputs[when].token);
    expect(known.flatMap((token) => tracesOf(token, life.states[when].text))).toEqual([]);
});

test("state keeps the provider as a short constant in inputs and outputs, before and after a rotation", () => {
    const texts = Object.values(life.states)
        .flatMap(({ resources }) => resources)
        .filter(({ type }) => type === "pulumi-nodejs:dynamic/thousandeyes:ApiToken")
        .flatMap(({ inputs, outputs }) => [inputs?.__provider, outputs?.__provider]);
    const constant = pointerBy([], "thousandeyesApiToken");
    expect(texts).toEqual([constant, constant, constant, constant]);
    expect(Buffer.byteLength(constant)).toBeLessThan(200);
});

test("the stack's outputs hide the token and show the account group", () => {
    expect(life.shownOutputs.output).toMatch(/^\s*token\s+\[secret\]$/m);
    expect(life.shownOutputs.output).toMatch(/^\s*accountGroupId\s+281474$/m);
});

test("destroy says until when the token works and where to end it, also while the API is down", async () => {
    await stage.stopApi();
    const { validUntil, tokenFingerprint } = life.outputs.due;
    const { output } = await stack.destroy();
    const left = `token ${tokenFingerprint ?? ""} leaves the state and stays valid until ${validUntil ?? ""}`;
    expect(output).toContain(left);
    expect(output).toContain("Account Settings > Users and Roles > Profile > User API Tokens");
    expect(output).toMatch(/- 2 deleted/);
});
