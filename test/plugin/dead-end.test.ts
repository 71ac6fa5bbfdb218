import { pluginFailureOf } from "../support/plugin-failure";
import type { PluginProcess, Properties } from "../support/plugin-process";
import { PluginStage } from "../support/plugin-stage";

const stage = PluginStage.use();
const release = (value: string): Properties => ({ rotation: { triggers: { release: value } } });
let plugin: PluginProcess;
/** The overlap is over, and the day by which clocks may differ. */
let afterOverlap: PluginProcess;

beforeAll(async () => {
    plugin = await stage.plugin();
    afterOverlap = await stage.plugin({ days: 16 });
});

describe("an update that is answered 401", () => {
    const failRejected = async () => {
        const { outputs } = await stage.adopted(plugin, release("1"));
        await stage.control.revokeTokens("1001");
        const { message, kept } = await pluginFailureOf(
            plugin.update("1001", outputs, stage.inputs(release("2"))),
        );
        return { outputs, message, kept };
    };

    test("fails in part after a single request: the token stays, and its status is rejected", async () => {
        const { outputs, message, kept } = await failRejected();
        expect(await stage.requests()).toEqual(["POST /v7/api-tokens 401"]);
        expect(message).toMatch(
            /^ci: POST \/api-tokens answered 401 .*bootstrapToken \[ERR_TOKEN_REJECTED\]$/,
        );
        expect(kept).toEqual({
            id: "1001",
            reasons: [message],
            properties: { ...outputs, status: "rejected" },
        });
        expect(stage.home.entryOf(outputs.token)?.state).toBe("void");
    });

    test("is followed by a diff that announces the question, and sends nothing", async () => {
        const { kept } = await failRejected();
        await stage.control.clearRequests();
        await plugin.said();
        const next = await plugin.diff("1001", kept?.properties ?? {}, stage.inputs(release("2")));
        expect(next.changes).toBe(true);
        expect((await plugin.said()).stdout).toContain(
            "ci: the API rejected the token in state when it was last asked",
        );
        expect(await stage.requests()).toEqual([]);
    });
});

describe("an update that is answered 409 although no overlap is known", () => {
    /** Somebody else has a successor issued of a token whose own overlap is over. */
    const failLost = async () => {
        const { outputs } = await stage.created(plugin, release("1"));
        await stage.control.advance("16d");
        await stage.api.regenerateElsewhere(outputs.token);
        const { message, kept } = await pluginFailureOf(
            afterOverlap.update("1001", outputs, stage.inputs(release("2"))),
        );
        return { outputs, message, kept, lost: kept?.properties ?? {} };
    };

    test("fails in part: the token is lost, and its deadline is in the state and in the message", async () => {
        const { outputs, message, kept, lost } = await failLost();
        const deadline = stage.home.entryOf(outputs.token)?.deadline;
        expect(await stage.requests()).toEqual(["POST /v7/api-tokens 409"]);
        expect(message).toContain(`stops working by ${String(deadline)} and`);
        expect(message).toMatch(/bootstrapToken \[ERR_TOKEN_LOST\]$/);
        expect(kept).toMatchObject({ id: "1001", reasons: [message] });
        expect(lost).toMatchObject({ token: outputs.token, status: "lost", validUntil: deadline });
        expect(lost).toMatchObject({ ...release("1"), endBeforeLoss: outputs.validUntil });
    });

    test("is followed by a diff that refuses with the deadline and sends nothing", async () => {
        const { lost } = await failLost();
        await stage.control.clearRequests();
        const next = afterOverlap.diff("1001", lost, stage.inputs(release("2")));
        const { message } = await pluginFailureOf(next);
        expect(message).toContain(`stops working by ${String(lost.validUntil)} and`);
        expect(message).toContain("[ERR_TOKEN_LOST]");
        expect(await stage.requests()).toEqual([]);
    });

    /** The way back: what diff says of another bootstrap token, and what create makes of it. */
    const replace = async (lost: Properties, uid: string) => {
        const { token } = await stage.control.createToken(uid);
        const news = stage.inputs({ ...release("2"), bootstrapToken: token });
        const run = await stage.run({ days: 16 });
        const { replaces } = await run.diff("1001", lost, news);
        await run.said();
        return { replaces, ...(await run.create(news)), ...(await run.said()) };
    };

    test("is mended by a new bootstrap token, which replaces the resource", async () => {
        const { lost } = await failLost();
        await stage.control.revokeTokens("1001");
        const { replaces, id, outputs, stderr } = await replace(lost, "1001");
        expect(replaces).toEqual(["bootstrapToken"]);
        expect(id).toBe("1001");
        expect(outputs.status).toBe("active");
        expect(await stage.api.accepts(outputs.token)).toBe(true);
        expect(stderr).toBe("");
    });

    test("is mended by a token of another user as well, and that is said", async () => {
        const { lost } = await failLost();
        const { id, outputs, stderr } = await replace(lost, "1002");
        expect(id).toBe("1002");
        expect(outputs).toMatchObject({ userId: "1002", status: "active" });
        expect(stderr).toBe("ci: warning: the token is now one of user 1002; it was one of user 1001\n");
    });
});

describe("an update of a freshly adopted token that is the newer one of two", () => {
    test("is answered 409, which is an overlap: nothing is lost, and it rotates once that is over", async () => {
        const newer = stage.api.nextToken;
        await stage.api.regenerateElsewhere(stage.pasted);
        const adopted = { onCreate: "adopt", bootstrapToken: newer };
        const { outputs } = await stage.created(plugin, { ...adopted, ...release("1") });
        const news = stage.inputs({ ...adopted, ...release("2") });

        const { message, kept } = await pluginFailureOf(plugin.update("1001", outputs, news));
        expect(message).toMatch(/is the newer one of the two.*\[ERR_OVERLAP\]$/);
        expect(kept).toBeUndefined();
        expect(stage.home.entryOf(newer)?.state).toBe("void");

        await stage.control.advance("16d");
        const rotated = await afterOverlap.update("1001", outputs, news);
        expect(rotated).toMatchObject({ previousToken: newer, status: "active" });
        expect(await stage.requests()).toEqual([
            "POST /v7/api-tokens 409",
            "POST /v7/api-tokens 201",
            "GET /v7/users/current 200",
        ]);
    });
});
