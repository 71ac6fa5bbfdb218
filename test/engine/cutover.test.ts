import { findTokens } from "../support/secrecy-search";
import { errorsIn, openStack, type Run, saidOf, type Stack } from "../support/stack";
import { useStackStage } from "../support/stack-stage";
import { tracesOf } from "../support/traces";

jest.setTimeout(300_000);
const stage = useStackStage();

type Outputs = Record<string, unknown>;

const UP = ["up", "--yes", "--skip-preview"];
const ROBOT = "102";
const LIST = `GET /core/users/${ROBOT}/user_app_tokens`;
const MEANINGS =
    "The token is unknown, expired or revoked, or its user is archived: the tokens of an archived user stop working";

/** The life of examples/cutover. */
let stack: Stack;

beforeAll(async () => {
    stack = await openStack(stage, { example: "cutover" });
    stack.configure({ userId: ROBOT, label: "pulumi", gracePeriod: "7d" });
});

describe("a token that cannot be adopted", () => {
    test("is refused at preview when it is not 48 hexadecimal characters, before anything is sent", async () => {
        const { token } = await stage.newCutoverToken("103", "of which a part is pasted");
        const part = token.slice(0, 47);
        stack.configure({ "cutover:apiToken": part });
        const run = await stack.refused("preview");
        expect(errorsIn(run)).toEqual([
            expect.stringMatching(
                /resource 'robot' has a problem: token: the token is no user app token: it must be 48 hexadecimal characters, and has 47 characters\. .*\[ERR_INPUT\]$/,
            ),
        ]);
        expect(run.requests).toEqual([]);
        expect(tracesOf(part, run.output)).toEqual([]);
        stack.configure({ "cutover:apiToken": undefined });
    });

    test("is asked about for some seconds, and then rejected with all meanings of a 401", async () => {
        const { id, token } = await stage.newCutoverToken(ROBOT, "revoked");
        await stage.control.cutover.revokeToken(ROBOT, id);
        await stack.setSecret("cutover:apiToken", token);
        const run = await stack.refused(...UP);
        expect(run.requests).toEqual([LIST, LIST, LIST, LIST, LIST]);
        expect(saidOf("robot", run)).toContain(
            "robot: the token is rejected: a new one may take a moment, trying again for 7.5 s",
        );
        const refusals = errorsIn(run).filter((error) => error !== "update failed");
        expect(refusals).toEqual([
            expect.stringMatching(/^robot: GET .* answered 401 .*\[ERR_TOKEN_REJECTED\]$/),
        ]);
        expect(refusals[0]).toContain(MEANINGS);
    });
});

describe("a token that expires in 90 days", () => {
    let made: { id: string; token: string };
    let adopted: Run;
    let unchanged: Run;
    let outputs: Outputs;

    beforeAll(async () => {
        made = await stage.newCutoverToken(ROBOT, "pulumi", "90d");
        await stack.setSecret("cutover:apiToken", made.token);
        adopted = await stack.up();
        outputs = await stack.outputs();
        unchanged = await stack.up();
    });

    test("is found by its label in the user's list, which tells its expiry", () => {
        expect(adopted.requests).toEqual([LIST]);
        expect(outputs).toMatchObject({ token: made.token, tokenId: made.id, status: "active" });
        expect(saidOf("robot", adopted)).toEqual([
            `robot: adopted token ${String(outputs.tokenFingerprint)}: it expires at ${String(outputs.expiresAt)}. With revoke: true it is revoked when this resource is destroyed`,
        ]);
        expect(outputs.expiresAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
        expect(daysBetween(outputs.dueAt, outputs.expiresAt)).toBe(30);
    });

    test("is left alone by an up without a change: nothing is sent and nothing is said", () => {
        expect(unchanged.requests).toEqual([]);
        expect(saidOf("robot", unchanged)).toEqual([]);
    });

    test("is one of those that the data source lists, with label, expiry and last use, over all pages", async () => {
        await stage.newCutoverToken(ROBOT, "forgotten");
        await stage.control.cutover.setSettings({ pageSize: 1 });
        stack.configure({ listTokens: true });
        const run = await stack.up();
        stack.configure({ listTokens: undefined });
        expect(run.requests).toEqual([LIST, LIST]);
        const { tokens } = (await stack.outputs()) as Outputs;
        expect(tokens).toEqual([
            {
                tokenId: made.id,
                label: "pulumi",
                createdAt: expect.any(String) as string,
                expiresAt: outputs.expiresAt,
                lastAccessedAt: expect.any(String) as string,
            },
            {
                tokenId: expect.any(String) as string,
                label: "forgotten",
                createdAt: expect.any(String) as string,
            },
        ]);
    });

    test("is a warning in preview and up once less than 30 days are left of it", async () => {
        await stage.advance(61);
        const reminder =
            /^robot: warning: token \w{12} expires at \S+, 2\d days left \(remindBefore 30d\)\. Create another one/;
        for (const run of [await stack.preview(), await stack.up()]) {
            expect(saidOf("robot", run)).toEqual([expect.stringMatching(reminder)]);
            expect(run.requests).toEqual([]);
        }
    });

    test('ends a preview with onDue "fail"', async () => {
        stack.configure({ onDue: "fail" });
        const run = await stack.refused("preview");
        expect(errorsIn(run)).toEqual([expect.stringMatching(/2\d days left.*\[ERR_TOKEN_DUE\]$/)]);
        expect(run.requests).toEqual([]);
    });
});

describe("another token", () => {
    let before: Outputs;
    let made: { id: string; token: string };
    let outputs: Outputs;

    beforeAll(async () => {
        before = await stack.outputs();
        made = await stage.newCutoverToken(ROBOT, "pulumi-2", "90d");
        await stack.setSecret("cutover:apiToken", made.token);
    });

    test("with the label of the one before is not taken for that one, and nothing changes", async () => {
        const run = await stack.refused(...UP);
        expect(errorsIn(run)).toContainEqual(
            expect.stringMatching(
                /which is that of a token before it\. Give what tells the new one: its own label or tokenId \[ERR_INPUT\]$/,
            ),
        );
        expect((await stateOf()).token).toBe(before.token);
    });

    test("takes the place of the one before, which is kept for the grace period and still works", async () => {
        stack.configure({ label: "pulumi-2" });
        const run = await stack.up();
        outputs = await stack.outputs();
        expect(run.requests).toEqual([LIST, LIST, LIST]);
        expect(outputs).toMatchObject({ token: made.token, tokenId: made.id });
        const state = await stateOf();
        expect(state).toMatchObject({ previousToken: before.token, previousTokenId: before.tokenId });
        expect(daysBetween(state.adoptedAt, outputs.previousValidUntil)).toBe(7);
        expect(await labels()).toEqual(["pulumi", "forgotten", "pulumi-2"]);
    });

    test("is alone once the grace period is over: the next up revokes the one before", async () => {
        await stage.advance(8);
        const run = await stack.up();
        expect(run.requests).toEqual([
            `DELETE /core/users/${ROBOT}/user_app_tokens/${String(before.tokenId)}`,
        ]);
        expect(saidOf("robot", run)).toContain(`robot: revoked token ${String(before.tokenId)}`);
        expect(await labels()).toEqual(["forgotten", "pulumi-2"]);
        expect(await stateOf()).not.toHaveProperty("previousToken");
        expect(await stack.outputs()).not.toHaveProperty("previousValidUntil");
    });
});

describe("a token whose user is archived", () => {
    beforeAll(() => stage.control.cutover.setUser(ROBOT, { archived: true }));
    afterAll(() => stage.control.cutover.setUser(ROBOT, { archived: false }));

    test("is noted by a refresh, and a later up stops and says so", async () => {
        const refreshed = await stack.refresh();
        expect(refreshed.requests).toEqual([LIST]);
        const [noted, warned, ...rest] = saidOf("robot", refreshed).sort();
        expect(noted).toMatch(
            /^robot: token \w+: with revoke: true it is revoked when this resource is destroyed$/,
        );
        expect(warned).toContain(MEANINGS);
        expect(warned).toMatch(/It stays in state$/);
        expect(rest).toEqual([]);
        const run = await stack.refused(...UP);
        expect(run.requests).toEqual([]);
        expect(errorsIn(run)).toEqual([
            expect.stringMatching(/was rejected when last asked about\. .*\[ERR_TOKEN_REJECTED\]$/),
        ]);
    });
});

test("a refresh notes when a token was last used; destroy revokes it, and no token is left in clear anywhere", async () => {
    await stage.control.cutover.setSettings({ pageSize: 25 });
    const refreshed = await stack.refresh();
    expect(refreshed.requests).toEqual([LIST]);
    const state = await stateOf();
    expect(state.status).toBe("active");
    expect(daysBetween(state.adoptedAt, state.lastAccessedAt)).toBe(8);
    const { text } = await stack.exportState();
    expect([...stage.tokens].flatMap((token) => tracesOf(token, text))).toEqual([]);
    const run = await stack.destroy();
    expect(run.requests).toEqual([`DELETE /core/users/${ROBOT}/user_app_tokens/${String(state.tokenId)}`]);
    expect(saidOf("robot", run)).toEqual([`robot: revoked token ${String(state.tokenId)}`]);
    expect(await labels()).toEqual(["forgotten"]);
    expect(findTokens(stage)).toEqual([]);
});

function stateOf(): Promise<Outputs> {
    return stack.resourceOutputs("cutover:UserAppToken");
}

/** Of the robot's tokens that there are, oldest first. */
async function labels(): Promise<string[]> {
    const users = await stage.control.cutover.users();
    return users.find(({ id }) => id === ROBOT)?.tokens.map(({ label }) => label) ?? [];
}

/** Whole days. */
function daysBetween(from: unknown, to: unknown): number {
    return Math.floor((Date.parse(String(to)) - Date.parse(String(from))) / 86_400_000);
}
