import { openStack, saidOf, type Stack } from "../support/stack";
import { configuredProgram } from "../support/stack-programs";
import { useStackStage } from "../support/stack-stage";

jest.setTimeout(300_000);
const stage = useStackStage();
const POST = "POST /api-tokens";
const up = ["up", "--yes", "--skip-preview"] as const;

/** A stack of its own that has taken over a pasted token. */
async function adopting(as: string, pasted: string): Promise<Stack> {
    if (!("files" in configuredProgram)) {
        throw new Error("the program has no files");
    }
    const files = { ...configuredProgram.files, "Pulumi.yaml": `name: ${as}\nruntime: nodejs\n` };
    const stack = await openStack(stage, { name: as, files }, pasted);
    stack.configure({ onCreate: "adopt", rotation: { triggers: { release: "1" } } });
    await stack.up();
    return stack;
}

/** What the state has: a failed run and a refresh do not bring the stack's outputs up to date. */
async function statusOf(stack: Stack): Promise<string | undefined> {
    return (await stack.resourceOutputs("thousandeyes:ApiToken")).status;
}

/** A token that was made from another one, as a person does who tries the API by hand. */
async function newerOfTwo(): Promise<string> {
    const headers = { authorization: `Bearer ${await stage.newToken("1001", "365d")}` };
    const answer = await fetch(`${stage.apiUrl}/api-tokens`, { method: "POST", headers });
    return ((await answer.json()) as { bearerToken: string }).bearerToken;
}

test("a rotation that the API refused because the account was locked is done once it is unlocked", async () => {
    const stack = await adopting("locked", await stage.newToken("2001", "365d"));
    stack.configure({ rotation: { triggers: { release: "2" } } });
    await stage.control.addFault({ kind: "status", status: 401, method: "POST", times: 1 });
    expect((await stack.refused(...up)).output).toContain("[ERR_TOKEN_REJECTED]");
    expect(await statusOf(stack)).toBe("rejected");

    await stack.refresh();
    expect(await statusOf(stack)).toBe("active");
    const preview = await stack.preview();
    expect(saidOf("ci", preview)).toEqual(['ci: rotating, trigger "release" changed']);
    expect((await stack.up()).requests).toContain(POST);
    expect((await stack.up()).requests).toEqual([]);
});

test("a token that may be the newer one of two is not called lost after a request without a clear answer", async () => {
    const stack = await adopting("newer", await newerOfTwo());
    stack.configure({ rotation: { triggers: { release: "2" } } });
    await stage.control.addFault({ kind: "status", status: 500, method: "POST", times: 1 });
    expect((await stack.refused(...up)).output).toContain("[ERR_AMBIGUOUS]");
    const before = await stack.resourceOutputs("thousandeyes:ApiToken");

    expect((await stack.refused(...up)).output).toContain("[ERR_OVERLAP]");
    const recorded = await stack.resourceOutputs("thousandeyes:ApiToken");
    expect(recorded.status).toBe("active");
    expect(recorded.validUntil).toBe(before.validUntil);

    await stage.advance(15);
    expect((await stack.up()).requests).toContain(POST);
    expect((await stack.outputs()).status).toBe("active");
});
