import { errorsIn, openStack, type Run, type Stack } from "../support/stack";
import { useStackStage } from "../support/stack-stage";
import { tracesOf } from "../support/traces";

jest.setTimeout(300_000);
const stage = useStackStage();

let producer: Stack;
let preview: Run;
let create: Run;

beforeAll(async () => {
    producer = await openStack(stage, { example: "rotate" }, await stage.newToken());
    producer.configure({ accountGroup: "Staging" });
    preview = await producer.preview();
    create = await producer.up();
});

test("an account group is looked up with the token of the same program, once that is known", async () => {
    expect(preview.requests).toEqual([]);
    expect(create.requests).toEqual([
        "GET /users/current",
        "POST /api-tokens",
        "GET /users/current",
        "GET /account-groups",
    ]);
    expect((await producer.outputs()).accountGroupId).toBe("281475");
});

test("the account group that was found is no secret", async () => {
    const { output } = await producer.run("stack", "output", "accountGroupId");
    expect(output.trim()).toBe("281475");
});

describe("a second stack", () => {
    let consumer: Stack;
    let up: Run;

    beforeAll(async () => {
        consumer = await openStack(stage, { example: "consume" });
        up = await consumer.up();
    });

    test("calls the API with the token and the account group of the first", async () => {
        expect(up.requests).toContain("GET /account-groups");
        expect(up.requests).not.toContain("POST /api-tokens");
        expect(await consumer.outputs()).toEqual({
            accountGroupName: "Staging",
            tokenFingerprint: (await producer.outputs()).tokenFingerprint,
        });
    });

    test("holds no token in clear in its own state", async () => {
        const { text } = await consumer.exportState();
        expect(stage.tokens).toContain((await producer.outputs()).token);
        expect([...stage.tokens].flatMap((token) => tracesOf(token, text))).toEqual([]);
    });
});

test("an unknown account group is one clear message at preview, with the names there are", async () => {
    producer.configure({ accountGroup: "Stagign" });
    const refused = await producer.refused("preview");
    expect(errorsIn(refused)).toEqual([
        'getAccountGroup: there is no account group with the name "Stagign". The token\'s user belongs to "Staging" ' +
            '(aid 281475), "Sandbox" (aid 281476), "Production" (aid 281474) [ERR_NOT_FOUND]',
    ]);
    expect(refused.output).not.toMatch(/^\s+at /m);
    expect(refused.requests).toEqual(["GET /account-groups"]);
});
