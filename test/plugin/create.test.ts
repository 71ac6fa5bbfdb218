import { DAY } from "../../src/base/duration";
import { fingerprint } from "../../src/base/fingerprint";
import { pluginFailureOf } from "../support/plugin-failure";
import type { PluginProcess } from "../support/plugin-process";
import { PluginStage, POINTER } from "../support/plugin-stage";

const stage = PluginStage.use();
const OWNER = "GET /v7/users/current";
const REGENERATE = "POST /v7/api-tokens";
let plugin: PluginProcess;

beforeAll(async () => {
    plugin = await stage.plugin();
});

const failCreate = (changes = {}) => pluginFailureOf(plugin.create(stage.inputs(changes)));

describe("create", () => {
    test("has the API issue a token, and asks whose it is before and whether it works after", async () => {
        const { id, outputs } = await plugin.create(stage.inputs());
        expect(await stage.requests()).toEqual([`${OWNER} 200`, `${REGENERATE} 201`, `${OWNER} 200`]);
        const used = (await stage.control.requests()).map((request) => request.token);
        expect(used).toEqual([
            fingerprint(stage.pasted),
            fingerprint(stage.pasted),
            outputs.tokenFingerprint,
        ]);
        expect(id).toBe("1001");
    });

    test("keeps the token, its times, its owner and what later decisions compare with, and nothing else", async () => {
        const rotation = { beforeExpiry: "30d", triggers: { release: "1" } };
        const { outputs } = await plugin.create(stage.inputs({ rotation }));
        const { token, issuedAt, validUntil, rotatesAfter, previousValidUntil, ...rest } = outputs;
        expect(rest).toEqual({
            __provider: POINTER,
            resourceName: "ci",
            apiEndpoint: stage.inputs().apiEndpoint,
            rotation,
            bootstrapFingerprint: fingerprint(stage.pasted),
            tokenFingerprint: fingerprint(String(token)),
            previousToken: stage.pasted,
            userId: "1001",
            loginAccountGroupId: "281474",
            status: "active",
        });
        const [issued, end, due, overlapEnd] = [issuedAt, validUntil, rotatesAfter, previousValidUntil].map(
            (time) => Date.parse(String(time)),
        );
        expect(due).toBe((end ?? 0) - 30 * DAY);
        expect([14 * DAY, 14 * DAY + 1000]).toContain((overlapEnd ?? 0) - (issued ?? 0));
    });

    test("says which token it made, by its fingerprint, and until when both are valid", async () => {
        const { outputs } = await plugin.create(stage.inputs());
        expect(await plugin.said()).toEqual({
            stdout: `ci: created, token ${String(outputs.tokenFingerprint)} is valid until ${String(outputs.validUntil)}, the previous one until ${String(outputs.previousValidUntil)}\n`,
            stderr: "",
        });
    });

    test("assumes two years and warns when the API gives the new token no end", async () => {
        await stage.once({ kind: "body", method: "POST", body: { bearerToken: "issued-without-end" } });
        await stage.once({ kind: "delay", delayMs: 0, method: "GET" });
        await stage.once({ kind: "status", method: "GET", status: 200, body: { uid: "1001" } });
        const { outputs } = await plugin.create(stage.inputs());
        expect(outputs.token).toBe("issued-without-end");
        const length = Date.parse(String(outputs.validUntil)) - Date.parse(String(outputs.issuedAt));
        expect(length).toBe(730 * DAY);
        expect((await plugin.said()).stderr).toBe(
            "ci: warning: the API gave no end for the new token: 730 days are assumed\n",
        );
    });
});

describe("create with adopt", () => {
    test("takes the pasted token as it is, with a single request", async () => {
        const { id, outputs } = await plugin.create(stage.inputs({ onCreate: "adopt" }));
        expect(await stage.requests()).toEqual([`${OWNER} 200`]);
        expect(id).toBe("1001");
        expect(outputs).toEqual({
            __provider: POINTER,
            resourceName: "ci",
            apiEndpoint: stage.inputs().apiEndpoint,
            bootstrapFingerprint: fingerprint(stage.pasted),
            token: stage.pasted,
            tokenFingerprint: fingerprint(stage.pasted),
            issuedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/) as string,
            adopted: true,
            userId: "1001",
            loginAccountGroupId: "281474",
            status: "active",
        });
        expect((await plugin.said()).stdout).toBe(
            `ci: adopted the pasted token ${fingerprint(stage.pasted)}: its end is not known, so only a trigger or rotation.every rotates it\n`,
        );
    });

    test("knows from validUntil when to rotate", async () => {
        const { outputs } = await plugin.create(
            stage.inputs({ onCreate: "adopt", validUntil: "2100-03-02" }),
        );
        expect(outputs).toMatchObject({
            validUntil: "2100-03-02T00:00:00Z",
            rotatesAfter: "2100-01-01T00:00:00Z",
        });
        expect((await plugin.said()).stdout).toMatch(/: it is valid until 2100-03-02T00:00:00Z\n$/);
    });
});

describe("a create that fails", () => {
    test("because the pasted token is rejected changes nothing and keeps nothing", async () => {
        const { message, kept } = await failCreate({ bootstrapToken: "unknown-token" });
        expect(message).toMatch(
            /^ci: GET \/users\/current answered 401 .*set it as bootstrapToken \[ERR_TOKEN_REJECTED\]$/,
        );
        expect(kept).toBeUndefined();
        expect(await stage.requests()).toEqual([`${OWNER} 401`]);
    });

    test("because its user lacks API access says so", async () => {
        const { token } = await stage.control.createToken("1003");
        const { message, kept } = await failCreate({ bootstrapToken: token });
        expect(message).toMatch(/“API access”.*\[ERR_FORBIDDEN\]$/);
        expect(kept).toBeUndefined();
    });

    test("because nobody can tell whose the token is sends no POST", async () => {
        await stage.once({ kind: "body", body: {} });
        expect((await failCreate()).message).toMatch(/without a uid.*\[ERR_RESPONSE\]$/);
        expect(await stage.requests()).toEqual([`${OWNER} 200`]);
    });

    test("because nothing listens says that nothing was sent", async () => {
        await stage.endApi();
        expect((await failCreate()).message).toMatch(
            /^ci: 127\.0\.0\.1:\d+ could not be reached \(ECONNREFUSED\): nothing was sent \[ERR_CONNECTION\]$/,
        );
    });

    test("because the answer to the POST is lost sends no second one", async () => {
        await stage.once({ kind: "reset-after", method: "POST" });
        const { message, kept } = await failCreate();
        expect(message).toMatch(/gave no complete answer.*\[ERR_AMBIGUOUS\]$/);
        expect(kept).toBeUndefined();
        expect(await stage.requests()).toEqual([`${OWNER} 200`, `${REGENERATE} none`]);
    });

    test("because the answer to the POST has no token says how to recover", async () => {
        await stage.once({ kind: "body", method: "POST", body: { validUntil: "2100-01-01T00:00:00Z" } });
        expect((await failCreate()).message).toMatch(
            /Revoke what is left and create a new token in the UI.*\[ERR_TOKEN_LOST\]$/,
        );
    });

    test("because the user has two tokens already says so, and what to wait for", async () => {
        await stage.api.regenerateElsewhere(stage.pasted);
        expect((await failCreate()).message).toMatch(
            /already has two valid tokens\. .*is the newer one of the two: wait for the end of the other.* \[ERR_OVERLAP\]$/,
        );
    });
});

describe("a create whose new token cannot be checked", () => {
    const failCheck = async () => {
        await stage.once({ kind: "delay", delayMs: 0, method: "GET" });
        await stage.once({ kind: "html", method: "GET" });
        return failCreate();
    };

    test("fails in part: the engine gets the id and every output, with the new token", async () => {
        const { message, kept } = await failCheck();
        expect(await stage.requests()).toEqual([`${OWNER} 200`, `${REGENERATE} 201`, `${OWNER} 502`]);
        expect(message).toMatch(
            /\[ERR_RESPONSE\] The token is kept in state; the next `pulumi up` only checks/,
        );
        expect(kept).toMatchObject({ id: "1001", reasons: [message] });
        const { tokens = [] } = (await stage.control.users()).find(({ uid }) => uid === "1001") ?? {};
        expect(kept?.properties).toMatchObject({
            __provider: POINTER,
            tokenFingerprint: tokens.find(({ fingerprint: one }) => one !== fingerprint(stage.pasted))
                ?.fingerprint,
            token: expect.any(String) as string,
            previousToken: stage.pasted,
            status: "active",
        });
    });

    test("is followed by an update that only checks", async () => {
        const { kept } = await failCheck();
        await stage.control.clearRequests();
        const properties = kept?.properties ?? {};
        expect((await plugin.diff("1001", properties, stage.inputs())).changes).toBe(false);
        expect(await plugin.update("1001", properties, stage.inputs())).toEqual(properties);
        expect(await stage.requests()).toEqual([`${OWNER} 200`]);
    });
});
