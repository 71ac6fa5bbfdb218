import { fingerprint } from "../../src/base/fingerprint";
import { formatTime } from "../../src/base/time";
import { DAY } from "../../src/base/duration";
import { pluginFailureOf } from "../support/plugin-failure";
import type { PluginProcess, Properties } from "../support/plugin-process";
import { PluginStage, POINTER } from "../support/plugin-stage";

const stage = PluginStage.use();
const CHECK = "GET /v7/users/current 200";
const ISSUE = "POST /v7/api-tokens 201";
let plugin: PluginProcess;
let afterOverlap: PluginProcess;

beforeAll(async () => {
    plugin = await stage.plugin();
    afterOverlap = await stage.plugin({ days: 15 });
});

const release = (value: string, more: Properties = {}) => ({
    rotation: { triggers: { release: value }, ...more },
});
const update = (olds: Properties, changes: Properties = {}, process = plugin) =>
    process.update("1001", olds, stage.inputs(changes));
const failUpdate = (olds: Properties, changes: Properties = {}) => pluginFailureOf(update(olds, changes));

describe("an update that rotates", () => {
    test("issues the successor, checks it, and keeps the token before", async () => {
        const { outputs } = await stage.adopted(plugin, release("1"));
        const next = await update(outputs, release("2"));
        expect(await stage.requests()).toEqual([ISSUE, CHECK]);
        expect(next).toMatchObject({
            __provider: POINTER,
            ...release("2"),
            tokenFingerprint: fingerprint(String(next.token)),
            previousToken: stage.pasted,
            userId: "1001",
            status: "active",
        });
        expect(next.token).not.toBe(stage.pasted);
        expect((await plugin.said()).stdout).toMatch(
            new RegExp(`^ci: rotated, token ${String(next.tokenFingerprint)} is valid until `),
        );
    });

    test("does not do so again when it is called with the same inputs", async () => {
        const { outputs } = await stage.adopted(plugin, release("1"));
        const next = await update(outputs, release("2"));
        await stage.control.clearRequests();
        expect(await update(next, release("2"))).toEqual(next);
        expect(await stage.requests()).toEqual([CHECK]);
    });

    test("lets its predecessor end at its own end when that comes first", async () => {
        const validUntil = formatTime(Date.now() + 5 * DAY);
        const { outputs } = await stage.adopted(plugin, { validUntil });
        const next = await update(outputs, { onCreate: "adopt", validUntil });
        expect(next.previousValidUntil).toBe(validUntil);
    });

    test("does so again after the overlap, and the token before the previous one is gone", async () => {
        const { outputs } = await stage.created(plugin, release("1"));
        await stage.control.advance("15d");
        const next = await update(outputs, release("2"), afterOverlap);
        expect(await stage.requests()).toEqual([ISSUE, CHECK]);
        expect(next.previousToken).toBe(outputs.token);
        expect(Object.values(next)).not.toContain(stage.pasted);
    });

    test.each<[string, string, () => Promise<unknown>]>([
        ["403", "ERR_FORBIDDEN", () => stage.control.setUser("1001", { apiAccess: false })],
        ["429", "ERR_RATE_LIMITED", () => stage.once({ kind: "status", status: 429 })],
        ["500", "ERR_AMBIGUOUS", () => stage.once({ kind: "status", status: 500 })],
    ])("and is answered %s fails with %s after a single request", async (status, code, arrange) => {
        const { outputs } = await stage.adopted(plugin, release("1"));
        await arrange();
        const { message, kept } = await failUpdate(outputs, release("2"));
        expect(message).toContain(`[${code}]`);
        expect(kept).toBeUndefined();
        expect(await stage.requests()).toEqual([`POST /v7/api-tokens ${status}`]);
    });
});

describe("an update whose new token cannot be checked", () => {
    test.each([
        ["status 500", { kind: "status", status: 500 }],
        ["html", { kind: "html" }],
        ["a lost answer", { kind: "reset-after" }],
        ["a lack of permission", { kind: "status", status: 403 }],
    ] as const)(
        "because of %s hands the token over all the same, and the next one only checks",
        async (_n, fault) => {
            const { outputs } = await stage.adopted(plugin, release("1"));
            await stage.once({ ...fault, path: "/v7/users/current" });
            const { message, kept } = await failUpdate(outputs, release("2"));
            expect(message).toContain(
                "The token is kept in state; the next `pulumi up` only checks it again.",
            );
            const properties = kept?.properties ?? {};
            expect(kept).toMatchObject({ id: "1001", reasons: [message] });
            expect(properties).toMatchObject({
                __provider: POINTER,
                previousToken: stage.pasted,
                ...release("2"),
            });
            expect(properties.tokenFingerprint).toBe(fingerprint(String(properties.token)));
            expect(properties.token).not.toBe(stage.pasted);

            await stage.control.clearRequests();
            expect(await update(properties, release("2"))).toEqual(properties);
            expect(await stage.requests()).toEqual([CHECK]);
        },
    );

    test("because it is rejected for its first seconds waits, and succeeds", async () => {
        const { outputs } = await stage.adopted(plugin, release("1"));
        await stage.control.addFault({ kind: "status", status: 401, path: "/v7/users/current", times: 2 });
        const next = await update(outputs, release("2"));
        const rejected = "GET /v7/users/current 401";
        expect(await stage.requests()).toEqual([ISSUE, rejected, rejected, CHECK]);
        expect(next).toMatchObject({ status: "active", previousToken: stage.pasted });
    });

    test("keeps it when the next check fails as well", async () => {
        const { outputs } = await stage.adopted(plugin, release("1"));
        await stage.control.addFault({ kind: "html", path: "/v7/users/current" });
        const { kept } = await failUpdate(outputs, release("2"));
        const again = await failUpdate(kept?.properties ?? {}, release("2"));
        expect(again.kept?.properties).toEqual(kept?.properties);
        expect((await stage.requests()).filter((request) => request === ISSUE)).toHaveLength(1);
    });
});

describe("an update that records", () => {
    test("sends nothing, keeps the token and works out anew when it is due", async () => {
        const { outputs } = await stage.created(plugin);
        const rotation = { beforeExpiry: "30d", triggers: { release: "1" } };
        const recorded = await update(outputs, { rotation });
        expect(await stage.requests()).toEqual([]);
        const later = formatTime(Date.parse(String(outputs.validUntil)) - 30 * DAY);
        expect(recorded).toEqual({ ...outputs, rotation, rotatesAfter: later });
    });

    test("is followed by a diff without changes", async () => {
        const { outputs } = await stage.created(plugin);
        const changes = { ...release("1"), resourceName: "renamed", bootstrapToken: outputs.token };
        const recorded = await update(outputs, changes);
        expect((await plugin.diff("1001", recorded, stage.inputs(changes))).changes).toBe(false);
    });
});

describe("an update that has nothing to do", () => {
    test("only checks the token", async () => {
        const { outputs } = await stage.created(plugin);
        expect(await update(outputs)).toEqual(outputs);
        expect(await stage.requests()).toEqual([CHECK]);
    });
});

describe("a trigger during the overlap", () => {
    test("is refused, sends nothing and keeps nothing", async () => {
        const { outputs } = await stage.created(plugin, release("1"));
        const { message, kept } = await failUpdate(outputs, release("2"));
        expect(message).toMatch(/^ci: not rotated, .*\[ERR_OVERLAP\]$/);
        expect(kept).toBeUndefined();
        expect(await stage.requests()).toEqual([]);
    });

    test("is recorded as pending under defer, waits, and rotates once after the overlap", async () => {
        const defer = { duringOverlap: "defer" };
        const { outputs } = await stage.created(plugin, release("1", defer));
        const pending = await update(outputs, release("2", defer));
        expect(pending).toEqual({ ...outputs, ...release("2", defer), rotationPending: true });

        const news = stage.inputs(release("2", defer));
        expect((await plugin.diff("1001", pending, news)).changes).toBe(false);
        expect((await plugin.said()).stdout).toContain("ci: rotation is pending, a trigger fired");
        expect(await stage.requests()).toEqual([]);

        await stage.control.advance("15d");
        expect((await afterOverlap.diff("1001", pending, news)).changes).toBe(true);
        const rotated = await afterOverlap.update("1001", pending, news);
        expect(await stage.requests()).toEqual([ISSUE, CHECK]);
        expect(rotated.previousToken).toBe(outputs.token);
        expect(rotated).not.toHaveProperty("rotationPending");
        expect((await afterOverlap.diff("1001", rotated, news)).changes).toBe(false);
    });
});

test("an update of a token that is known to be lost sends nothing", async () => {
    const { outputs } = await stage.created(plugin);
    const { message } = await failUpdate({ ...outputs, status: "lost" }, release("1"));
    expect(message).toContain("[ERR_TOKEN_LOST]");
    expect(await stage.requests()).toEqual([]);
});

describe("an update of a token that was rejected when it was last asked about", () => {
    test("asks once more, and goes on where it works", async () => {
        const { outputs } = await stage.adopted(plugin, release("1"));
        const rotated = await update({ ...outputs, status: "rejected" }, release("2"));
        expect(await stage.requests()).toEqual([CHECK, ISSUE, CHECK]);
        expect(rotated).toMatchObject({ status: "active", previousToken: outputs.token });
    });

    test("fails after one request where it does not, and keeps the state", async () => {
        const { outputs } = await stage.adopted(plugin, release("1"));
        await stage.control.revokeTokens("1001");
        const { message, kept } = await failUpdate({ ...outputs, status: "rejected" }, release("2"));
        expect(await stage.requests()).toEqual(["GET /v7/users/current 401"]);
        expect(message).toMatch(
            /a later `pulumi up` asks once more\. If it is dead: .*\[ERR_TOKEN_REJECTED\]$/,
        );
        expect(kept).toBeUndefined();
    });
});
