import { pluginFailureOf } from "../support/plugin-failure";
import type { PluginProcess } from "../support/plugin-process";
import { PluginStage } from "../support/plugin-stage";

const stage = PluginStage.use();
const PAST = "2020-01-01T00:00:00Z";
let plugin: PluginProcess;
let afterOverlap: PluginProcess;

beforeAll(async () => {
    plugin = await stage.plugin();
    afterOverlap = await stage.plugin({ days: 15 });
});

describe("read", () => {
    test("of a token that works asks the API once and changes nothing", async () => {
        const { id, outputs } = await stage.created(plugin);
        expect(await plugin.read(id, outputs)).toEqual({ id: "1001", outputs });
        expect(await stage.requests()).toEqual(["GET /v7/users/current 200"]);
        expect(await plugin.said()).toEqual({ stdout: "", stderr: "" });
    });

    test("of a revoked token marks it rejected, keeps it, and says how to get a new one", async () => {
        const { id, outputs } = await stage.created(plugin);
        await stage.control.revokeTokens("1001");
        expect((await plugin.read(id, outputs)).outputs).toEqual({ ...outputs, status: "rejected" });
        const { stderr } = await plugin.said();
        expect(stderr).toMatch(
            /^ci: warning: GET \/users\/current answered 401 .*It stays in state, and a later `pulumi up` asks once more\. If it is dead: Revoke what is left and create a new token/,
        );
    });

    test("of a rejected token that works again marks it active", async () => {
        const { id, outputs } = await stage.created(plugin);
        const read = await plugin.read(id, { ...outputs, status: "rejected" });
        expect(read.outputs).toEqual(outputs);
    });

    test("of a lost token that still works leaves it lost", async () => {
        const { id, outputs } = await stage.created(plugin);
        expect((await plugin.read(id, { ...outputs, status: "lost" })).outputs.status).toBe("lost");
    });

    test("of an expired token does not send it", async () => {
        const { id, outputs } = await stage.created(plugin);
        const read = await plugin.read(id, { ...outputs, validUntil: PAST });
        expect(read.outputs).toMatchObject({ token: outputs.token, validUntil: PAST });
        expect(await stage.requests()).toEqual([]);
        expect((await plugin.said()).stderr).toContain(
            `ci: warning: the token expired at ${PAST}. Revoke what is left and create a new token`,
        );
    });

    test("drops a previous token that has expired", async () => {
        const { id, outputs } = await stage.created(plugin);
        await stage.control.advance("15d");
        const { previousToken: _, previousValidUntil: __, ...kept } = outputs;
        expect((await afterOverlap.read(id, outputs)).outputs).toEqual(kept);
    });

    test.each([
        ["status 500", { kind: "status", status: 500 }, "ERR_RESPONSE"],
        ["403", { kind: "status", status: 403 }, "ERR_FORBIDDEN"],
        ["429", { kind: "status", status: 429 }, "ERR_RATE_LIMITED"],
    ] as const)("that is answered %s fails and prints no stack", async (_name, fault, code) => {
        const { id, outputs } = await stage.created(plugin);
        await stage.once(fault);
        const { message } = await pluginFailureOf(plugin.read(id, outputs));
        expect(message).toMatch(new RegExp(`^ci: GET /users/current answered .*\\[${code}\\]$`));
        expect(await plugin.said()).toEqual({ stdout: "", stderr: "" });
    });

    test("of a token that the server echoes in its refusal does not show it", async () => {
        const { id, outputs } = await stage.created(plugin);
        const detail = `the token ${String(outputs.token)} is odd`;
        await stage.once({ kind: "status", status: 500, body: { detail } });
        const { message } = await pluginFailureOf(plugin.read(id, outputs));
        expect(message).toContain("(the token [token] is odd)");
    });
});

describe("delete", () => {
    test("sends nothing and says until when the token stays valid and where it can be revoked", async () => {
        const { id, outputs } = await stage.created(plugin);
        await plugin.delete(id, outputs);
        expect(await stage.requests()).toEqual([]);
        expect(await plugin.said()).toEqual({
            stdout: `ci: token ${String(outputs.tokenFingerprint)} leaves the state and stays valid until ${String(outputs.validUntil)}: the API cannot revoke it. To end it now: Account Settings > Users and Roles > Profile > User API Tokens\n`,
            stderr: "",
        });
    });

    test("names a newer token as well that only the journal has, and until when each works", async () => {
        const { id, outputs } = await stage.adopted(plugin, { rotation: { triggers: { release: "1" } } });
        const rotation = { triggers: { release: "2" } };
        const next = await plugin.update(id, outputs, stage.inputs({ rotation }));
        const later = await stage.run();
        await later.delete(id, outputs);
        const left = ([mark, end]: unknown[]) =>
            `ci: token ${String(mark)} leaves the state and stays valid until ${String(end)}: the API cannot revoke it. To end it now: Account Settings > Users and Roles > Profile > User API Tokens\n`;
        expect(await later.said()).toEqual({
            stdout:
                left([outputs.tokenFingerprint, next.previousValidUntil]) +
                left([next.tokenFingerprint, next.validUntil]),
            stderr: "",
        });
    });

    test("of a token whose end nobody knows says so", async () => {
        const { id, outputs } = await stage.adopted(plugin);
        await plugin.delete(id, outputs);
        expect((await plugin.said()).stdout).toContain("stays valid until its own end, which is not known:");
    });

    test("works although nothing listens at the API any more", async () => {
        const { id, outputs } = await stage.created(plugin);
        await stage.endApi();
        await plugin.delete(id, outputs);
        expect((await plugin.said()).stdout).toContain("leaves the state");
    });
});
