import { join } from "node:path";
import { openStack, type Run, saidOf, type Stack } from "../support/stack";
import { useStackStage } from "../support/stack-stage";
import { tracesOf } from "../support/traces";

jest.setTimeout(300_000);
const stage = useStackStage();

type Outputs = Record<string, string | undefined>;

/** A stack after an `up`: what the run did, and the outputs since. */
interface Step {
    run: Run;
    outputs: Outputs;
}

let handover: Stack;
let portal: Stack;

async function up(stack: Stack): Promise<Step> {
    const run = await stack.up();
    return { run, outputs: await stack.outputs() };
}

beforeAll(async () => {
    handover = await openStack(stage, { example: "frontegg-handover" }, await stage.newToken("1001"));
    portal = await openStack(stage, { example: "frontegg-portal" });
});

describe("for a user of several account groups", () => {
    let created: Step;
    let tried: Step;

    beforeAll(async () => {
        created = await up(handover);
        tried = await up(portal);
    });

    test("the handover gives the key and the id of the current group, found by one request", () => {
        const creating = ["GET /users/current", "POST /api-tokens", "GET /users/current"];
        expect(created.run.requests).toEqual([...creating, "GET /account-groups"]);
        expect(created.outputs).toMatchObject({
            apiKey: expect.any(String) as string,
            accountGroupId: "281474",
        });
    });

    test("the portal's stack tries both out and passes them on", async () => {
        const { apiKey, accountGroupId, tokenFingerprint } = created.outputs;
        expect(tried.run.requests).toEqual(["GET /account-groups"]);
        expect(tried.outputs).toEqual({ apiKey, accountGroupId, tokenFingerprint, worksIn: "Production" });
        expect(await stage.statusOf(apiKey)).toBe(200);
    });

    test.each(["handover", "portal"])("the %s shows the key as a secret, and the id", async (name) => {
        const { output } = await (name === "handover" ? handover : portal).run("stack", "output");
        expect(output).toMatch(/^\s*apiKey\s+\[secret\]$/m);
        expect(output).toMatch(/^\s*accountGroupId\s+281474$/m);
    });

    test("the portal's state holds no token in clear", async () => {
        const { text } = await portal.exportState();
        expect(stage.tokens).toContain(created.outputs.apiKey);
        expect([...stage.tokens].flatMap((token) => tracesOf(token, text))).toEqual([]);
    });
});

describe("a rotation, 20 days later", () => {
    let before: Outputs;
    let announced: Run;
    let rotated: Step;

    beforeAll(async () => {
        before = await portal.outputs();
        await stage.advance(20);
        handover.configure({ release: "2", accountGroup: "Sandbox" });
        announced = await handover.refused("preview", "--expect-no-changes");
        rotated = await up(handover);
    });

    test("is announced by a preview that expects no changes, and fails it", () => {
        expect(saidOf("frontegg", announced)).toEqual(['frontegg: rotating, trigger "release" changed']);
        expect(announced.requests).not.toContain("POST /api-tokens");
    });

    test("still looks up with one request, and gives the id of the group that is named", () => {
        expect(rotated.run.requests).toEqual([
            "POST /api-tokens",
            "GET /users/current",
            "GET /account-groups",
        ]);
        expect(rotated.outputs.accountGroupId).toBe("281476");
        expect(rotated.outputs.apiKey).not.toBe(before.apiKey);
    });

    test("reaches the portal's stack with its next up, while the key of before still works", async () => {
        await stage.advance(13);
        expect(await stage.statusOf(before.apiKey)).toBe(200);
        const { outputs } = await up(portal);
        expect(outputs).toEqual({
            apiKey: rotated.outputs.apiKey,
            accountGroupId: "281476",
            tokenFingerprint: rotated.outputs.tokenFingerprint,
            worksIn: "Sandbox",
        });
        expect(outputs.tokenFingerprint).not.toBe(before.tokenFingerprint);
    });

    test("can be pasted with what the README's commands print: the key alone, and the last day", async () => {
        // Past the stack's own commands, whose output must hold no token.
        const folder = join(stage.sandbox.folder, "frontegg-portal");
        const shown = async (...args: string[]) =>
            (await stage.pulumi(["stack", "output", ...args], folder)).output.trim();
        expect(await shown("apiKey", "--show-secrets")).toBe(rotated.outputs.apiKey);
        expect(await shown("previousValidUntil", "--stack", "organization/frontegg-handover/dev")).toBe(
            rotated.outputs.previousValidUntil,
        );
    });

    test("ends the key of before after 14 days", async () => {
        await stage.advance(2);
        expect(await stage.statusOf(before.apiKey)).toBe(401);
        expect(await stage.statusOf(rotated.outputs.apiKey)).toBe(200);
    });
});

describe("for a user of a single account group", () => {
    let created: Step;
    let tried: Step;

    beforeAll(async () => {
        const project = { example: "frontegg-handover", as: "single" };
        created = await up(await openStack(stage, project, await stage.newToken("1002")));
        portal.configure({ producer: "organization/single/dev" });
        tried = await up(portal);
    });

    test("the id stays empty, and the portal's stack works in that group without one", () => {
        expect(created.outputs.accountGroupId).toBe("");
        expect(tried.outputs).toEqual({
            apiKey: created.outputs.apiKey,
            accountGroupId: "",
            tokenFingerprint: created.outputs.tokenFingerprint,
            worksIn: "Staging",
        });
    });
});
