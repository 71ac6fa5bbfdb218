import { pointerBy } from "../../src/pulumi/provider-pointer";
import { findTokens } from "../support/secrecy-search";
import { errorsIn, openStack, type Run, saidOf, type Stack } from "../support/stack";
import { useStackStage } from "../support/stack-stage";
import { tracesOf } from "../support/traces";

jest.setTimeout(300_000);
const stage = useStackStage();

type Outputs = Record<string, string | undefined>;

const UP = ["up", "--yes", "--skip-preview"];
const CHECK = "GET /api-versio.db/1.0/example";
const BOTH_MEANINGS =
    /answered 401\. Either the token is unknown, deactivated, deleted or of another environment, or it lacks the permission to read the environment, such as “CMDB viewer”: the API does not tell which.*\[ERR_TOKEN_REJECTED\]$/;

/** The life of examples/versio. */
let stack: Stack;

beforeAll(async () => {
    stack = await openStack(stage, { example: "versio" });
    stack.configure({ "versio:environment": "example" });
});

describe("a token that cannot be adopted", () => {
    test("is refused at preview when a line break is in it, before anything is sent", async () => {
        const [half, otherHalf] = ["q7v2m9k4x1b8", "z3n6c5j0h8d2w9"];
        stack.configure({ "versio:apiToken": `${half}\n${otherHalf}` });
        const run = await stack.refused("preview");
        expect(errorsIn(run)).toEqual([
            expect.stringMatching(
                /resource 'cmdb' has a problem: token: the token has a space or a line break in it.*\[ERR_INPUT\]$/,
            ),
        ]);
        expect(run.requests).toEqual([]);
        expect([half, otherHalf].flatMap((text) => tracesOf(text, run.output))).toEqual([]);
        stack.configure({ "versio:apiToken": undefined });
    });

    test("is rejected in up with both meanings of a 401 when its permission does not allow the check", async () => {
        await stack.setSecret("versio:apiToken", await stage.newVersioToken("writer", ["CMDB editor"]));
        const run = await stack.refused(...UP);
        expect(run.requests).toEqual([CHECK]);
        expect(ofToken(run)).toEqual([expect.stringMatching(BOTH_MEANINGS)]);
    });
});

describe("a token that works", () => {
    let adopted: Run;
    let unchanged: Run;
    let outputs: Outputs;

    beforeAll(async () => {
        await stack.setSecret("versio:apiToken", await stage.newVersioToken("pulumi"));
        adopted = await stack.up();
        outputs = await stack.outputs();
        unchanged = await stack.up();
    });

    test("is adopted after one read of its environment", () => {
        expect(adopted.requests).toEqual([CHECK]);
        expect(saidOf("cmdb", adopted)).toEqual([
            `cmdb: adopted token ${outputs.tokenFingerprint ?? ""}: its end is not known`,
        ]);
        expect(outputs.status).toBe("active");
    });

    test("comes out as a header and as a query parameter, and the API takes either", async () => {
        const { authorization = "", query = "", serverUrl = "", environment = "" } = outputs;
        const url = `${serverUrl}/api-versio.db/1.0/${environment}`;
        const answers = [await fetch(url, { headers: { authorization } }), await fetch(`${url}?${query}`)];
        expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    });

    test("is left alone by an up without a change: nothing is sent and nothing is said", () => {
        expect(unchanged.requests).toEqual([]);
        expect(saidOf("cmdb", unchanged)).toEqual([]);
    });
});

describe("another token", () => {
    let before: Outputs;
    let announced: Run;
    let swapped: Run;
    let outputs: Outputs;
    let state: Outputs;

    beforeAll(async () => {
        before = await stack.outputs();
        await stack.setSecret("versio:apiToken", await stage.newVersioToken("pulumi-2"));
        stack.configure({ tokenName: "pulumi-2", gracePeriod: "7d" });
        announced = await stack.preview();
        swapped = await stack.up();
        outputs = await stack.outputs();
        state = await stateOf();
    });

    test("is announced in preview, which sends nothing", () => {
        expect(saidOf("cmdb", announced)).toEqual([
            `cmdb: another token was given: it takes the place of ${before.tokenFingerprint ?? ""}`,
        ]);
        expect(announced.requests).toEqual([]);
    });

    test("is checked, takes the place of the one before, and keeps that for the grace period", () => {
        expect(swapped.requests).toEqual([CHECK]);
        expect(swapped.output).toMatch(/~ 1 updated/);
        expect(`apiToken ${state.previousToken ?? ""}`).toBe(before.authorization);
        expect(outputs.authorization).not.toBe(before.authorization);
        const kept = Date.parse(outputs.previousValidUntil ?? "") - Date.parse(state.adoptedAt ?? "");
        expect(kept).toBe(7 * 86_400_000);
    });

    test("is alone once the grace period is over: the next up lets the one before go, and sends nothing", async () => {
        await stage.advance(8);
        const run = await stack.up();
        expect(saidOf("cmdb", run).sort()).toEqual([
            expect.stringMatching(
                /^cmdb: the previous token \w{12} leaves the state; if it still works, a person ends it: Environment settings > Access management > API token$/,
            ),
            `cmdb: the previous token's grace period ended at ${outputs.previousValidUntil ?? ""}: it leaves the state`,
        ]);
        expect(run.requests).toEqual([]);
        const left = await stack.outputs();
        expect(left.authorization).toBe(outputs.authorization);
        expect(await stateOf()).not.toHaveProperty("previousToken");
        expect(left).not.toHaveProperty("previousValidUntil");
    });
});

describe("a token that is deactivated in the UI", () => {
    let refreshed: Run;
    let later: Run;

    beforeAll(async () => {
        await stage.control.versio.setToken("example", "pulumi-2", { active: false });
        refreshed = await stack.refresh();
        later = await stack.up();
    });

    test("is noted by a refresh, which says what the 401 may mean and keeps it", () => {
        expect(refreshed.requests).toEqual([CHECK]);
        expect(saidOf("cmdb", refreshed)).toEqual([
            expect.stringMatching(
                /^cmdb: warning: GET .* answered 401\. .*the API does not tell which\. It stays in state$/,
            ),
        ]);
    });

    test("is a warning in every later up, which sends nothing", async () => {
        expect((await stack.outputs()).status).toBe("rejected");
        expect(later.requests).toEqual([]);
        expect(saidOf("cmdb", later)).toEqual([
            expect.stringMatching(
                /^cmdb: warning: token \w{12} was rejected when last asked about\. `pulumi refresh` asks again, and notes it when it works\. If it is dead: Create another one in the UI and give it as token$/,
            ),
        ]);
    });

    test("is active again once a refresh has seen it work", async () => {
        await stage.control.versio.setToken("example", "pulumi-2", { active: true });
        await stack.refresh();
        expect((await stateOf()).status).toBe("active");
    });
});

describe("a token that reaches its greatest age", () => {
    const reminder =
        /^cmdb: warning: token \w{12} reaches its maxAge of 365d at \S+, 2\d days left \(remindBefore 30d\)\. Create another one/;

    test("is a warning in preview and in up, which succeeds and sends nothing", async () => {
        await stage.advance(330);
        const runs = [await stack.preview(), await stack.up()];
        for (const run of runs) {
            expect(saidOf("cmdb", run)).toEqual([expect.stringMatching(reminder)]);
            expect(run.requests).toEqual([]);
        }
    });

    test('ends preview and up with onDue "fail", and the state stays as it is', async () => {
        const before = await stack.outputs();
        stack.configure({ onDue: "fail" });
        for (const command of [["preview"], UP]) {
            const run = await stack.refused(...command);
            expect(ofToken(run)).toEqual([expect.stringMatching(/reaches its maxAge.*\[ERR_TOKEN_DUE\]$/)]);
            expect(run.requests).toEqual([]);
        }
        expect(await stack.outputs()).toEqual(before);
    });
});

test("destroy sends nothing and says where a person ends the token; no token is left in clear anywhere", async () => {
    const { text, resources } = await stack.exportState();
    expect(
        resources.find(({ type }) => type === "pulumi-nodejs:dynamic/versio:ApiToken")?.outputs,
    ).toMatchObject({
        __provider: pointerBy([], "versioApiToken"),
        permissions: ["CMDB viewer"],
    });
    expect([...stage.tokens].flatMap((token) => tracesOf(token, text))).toEqual([]);
    const run = await stack.destroy();
    expect(run.requests).toEqual([]);
    expect(saidOf("cmdb", run)).toEqual([
        expect.stringMatching(
            /leaves the state and stays valid; .*Environment settings > Access management > API token$/,
        ),
    ]);
    expect(stage.tokens.size).toBe(3);
    expect(findTokens(stage)).toEqual([]);
});

function stateOf(): Promise<Outputs> {
    return stack.resourceOutputs("versio:ApiToken");
}

/** The errors about the token: of an update that failed the engine says so as well. */
function ofToken(run: Run): string[] {
    return errorsIn(run).filter((error) => error !== "update failed");
}
