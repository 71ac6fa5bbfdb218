import { errorsIn, openStack, saidOf, type Stack } from "../support/stack";
import { configuredProgram } from "../support/stack-programs";
import { useStackStage } from "../support/stack-stage";

jest.setTimeout(300_000);
const stage = useStackStage();
const POST = "POST /api-tokens";
const up = ["up", "--yes", "--skip-preview"] as const;

async function adopting(as: string, uid: string): Promise<Stack> {
    if (!("files" in configuredProgram)) {
        throw new Error("the program has no files");
    }
    const files = { ...configuredProgram.files, "Pulumi.yaml": `name: ${as}\nruntime: nodejs\n` };
    const stack = await openStack(stage, { name: as, files }, await stage.newToken(uid, "365d"));
    stack.configure({ onCreate: "adopt", rotation: { triggers: { release: "1" } } });
    await stack.up();
    return stack;
}

test("a rotation that the API refused because the account was locked is done once it is unlocked", async () => {
    const stack = await adopting("locked", "2001");
    stack.configure({ rotation: { triggers: { release: "2" } } });
    await stage.control.addFault({ kind: "status", status: 401, method: "POST", times: 1 });
    expect(errorsIn(await stack.refused(...up)).join("\n")).toContain("ERR_TOKEN_REJECTED");
    expect((await stack.outputs()).status).toBe("rejected");

    await stack.refresh();
    expect((await stack.outputs()).status).toBe("active");
    const preview = await stack.preview();
    expect(saidOf("ci", preview)).toEqual(['ci: rotating, trigger "release" changed']);
    expect((await stack.up()).requests).toContain(POST);
    expect((await stack.up()).requests).toEqual([]);
});

test("a token that may be the newer one of two is not called lost after a request without a clear answer", async () => {
    // The older one of the two.
    await stage.newToken("1001", "10d");
    const stack = await adopting("newer", "1001");
    stack.configure({ rotation: { triggers: { release: "2" } } });
    await stage.control.addFault({ kind: "status", status: 500, method: "POST", times: 1 });
    expect(errorsIn(await stack.refused(...up)).join("\n")).toContain("ERR_AMBIGUOUS");
    const { validUntil } = await stack.outputs();

    expect(errorsIn(await stack.refused(...up)).join("\n")).toContain("ERR_OVERLAP");
    expect(await stack.outputs()).toMatchObject({ status: "active" });
    expect((await stack.outputs()).validUntil).toBe(validUntil);

    await stage.advance(11);
    expect((await stack.up()).requests).toContain(POST);
    expect((await stack.outputs()).status).toBe("active");
});
