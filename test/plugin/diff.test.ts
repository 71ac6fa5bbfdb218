import { DAY } from "../../src/base/duration";
import { formatTime } from "../../src/base/time";
import { UNKNOWN } from "../../src/pulumi/unknown";
import { pluginFailureOf } from "../support/plugin-failure";
import type { PluginProcess, Properties } from "../support/plugin-process";
import { PluginStage } from "../support/plugin-stage";

const stage = PluginStage.use();
let plugin: PluginProcess;
let twentyDaysLater: PluginProcess;

beforeAll(async () => {
    plugin = await stage.plugin();
    twentyDaysLater = await stage.plugin({ days: 20 });
});

const inDays = (days: number) => formatTime(Date.now() + days * DAY);

/** What diff answers and prints, having sent nothing. */
async function diff(olds: Properties, changes: Properties = {}, process = plugin) {
    await process.said();
    const answer = await process.diff("1001", olds, stage.inputs(changes));
    expect(await stage.requests()).toEqual([]);
    return { ...answer, ...(await process.said()) };
}

/** The message of a diff that refuses, having sent nothing and printed nothing beside it. */
async function refusal(olds: Properties, changes: Properties = {}, process = plugin) {
    await process.said();
    const { message, kept } = await pluginFailureOf(process.diff("1001", olds, stage.inputs(changes)));
    expect(kept).toBeUndefined();
    expect(await stage.requests()).toEqual([]);
    expect(await process.said()).toEqual({ stdout: "", stderr: "" });
    return message;
}

describe("a diff that finds nothing to do", () => {
    const NOTHING = { changes: false, replaces: [], stdout: "", stderr: "" };

    test("says nothing at all", async () => {
        expect(await diff((await stage.created(plugin)).outputs)).toEqual(NOTHING);
    });

    test("says nothing when the bootstrap token is left out", async () => {
        expect(await diff((await stage.created(plugin)).outputs, { bootstrapToken: undefined })).toEqual(
            NOTHING,
        );
    });

    test("says nothing while a token is old but not old enough", async () => {
        const { outputs } = await stage.adopted(plugin, { rotation: { every: "30d" } });
        expect(await diff(outputs, { rotation: { every: "30d" } }, twentyDaysLater)).toEqual(NOTHING);
    });
});

describe("a diff that finds the token due", () => {
    test("announces the rotation with what is left", async () => {
        const validUntil = inDays(30);
        const { outputs } = await stage.adopted(plugin, { validUntil });
        expect(await diff(outputs, { onCreate: "adopt", validUntil })).toEqual({
            changes: true,
            replaces: [],
            stdout: "ci: rotating, 29 days left (beforeExpiry 60d)\n",
            stderr: "",
        });
    });

    test("announces the rotation with the token's age", async () => {
        const { outputs } = await stage.adopted(plugin, { rotation: { every: "14d" } });
        const { changes, stdout } = await diff(outputs, { rotation: { every: "14d" } }, twentyDaysLater);
        expect([changes, stdout]).toEqual([true, "ci: rotating, 20 days old (every 14d)\n"]);
    });

    test("waits while the previous token is valid, and says until when", async () => {
        const { outputs } = await stage.created(plugin);
        const { changes, stdout } = await diff({ ...outputs, validUntil: inDays(30) });
        expect(changes).toBe(false);
        expect(stdout).toBe(
            `ci: due (29 days left (beforeExpiry 60d)), but the previous token is valid until ${String(outputs.previousValidUntil)}: waiting\n`,
        );
    });
});

describe("a diff that finds changed inputs", () => {
    test("announces that settings are recorded", async () => {
        const { outputs } = await stage.created(plugin);
        expect(await diff(outputs, { rotation: { beforeExpiry: "30d" } })).toEqual({
            changes: true,
            replaces: [],
            stdout: "ci: settings change, the token stays\n",
            stderr: "",
        });
    });

    test("announces a replacement for another bootstrap token", async () => {
        const { outputs } = await stage.created(plugin);
        expect(await diff(outputs, { bootstrapToken: "another-token" })).toEqual({
            changes: true,
            replaces: ["bootstrapToken"],
            stdout: "ci: another bootstrapToken was given: the token is made anew from it\n",
            stderr: "",
        });
    });

    test("announces a rotation for a trigger by its name, never by its value", async () => {
        const { outputs } = await stage.adopted(plugin, { rotation: { triggers: { release: "old-value" } } });
        const { changes, stdout } = await diff(outputs, { rotation: { triggers: { release: "new-value" } } });
        expect([changes, stdout]).toEqual([true, 'ci: rotating, trigger "release" changed\n']);
    });

    test.each([
        ["a trigger", { rotation: { triggers: { release: UNKNOWN } } }],
        ["the bootstrap token", { bootstrapToken: UNKNOWN }],
        ["the endpoint", { apiEndpoint: UNKNOWN }],
    ])("leaves it to up when %s is not known before", async (_name, changes) => {
        const { outputs } = await stage.created(plugin);
        expect(await diff(outputs, changes)).toEqual({
            changes: true,
            replaces: [],
            stdout: "ci: whether it rotates is decided in up: some of its inputs are not known before\n",
            stderr: "",
        });
    });
});

describe("a diff that refuses", () => {
    const WAY_BACK =
        /Revoke what is left and create a new token in the UI \(Account Settings.*\), and set it as bootstrapToken\. The rest of the stack goes on with `--exclude '\*\*::ci'` \[/;

    test("a trigger during the overlap says from when it works", async () => {
        const { outputs } = await stage.created(plugin, { rotation: { triggers: { release: "1" } } });
        const message = await refusal(outputs, { rotation: { triggers: { release: "2" } } });
        expect(message).toMatch(/^ci: not rotated, although trigger "release" changed\. .*\[ERR_OVERLAP\]$/);
        expect(message).toContain(`valid until ${String(outputs.previousValidUntil)}`);
    });

    test("a lost token says how to get a new one", async () => {
        const { outputs } = await stage.created(plugin);
        const message = await refusal({ ...outputs, status: "lost" });
        expect(message).toMatch(WAY_BACK);
        expect(message).toContain("[ERR_TOKEN_LOST]");
    });

    test("an expired token says since when, and how to get a new one", async () => {
        const validUntil = inDays(10);
        const { outputs } = await stage.adopted(plugin, { validUntil });
        const message = await refusal(outputs, { onCreate: "adopt", validUntil }, twentyDaysLater);
        expect(message).toContain(`expired at ${validUntil}`);
        expect(message).toMatch(WAY_BACK);
    });

    test.each(["rejected", "lost"])("a %s token no longer refuses once another is pasted", async (status) => {
        const { outputs } = await stage.created(plugin);
        expect(await diff({ ...outputs, status }, { bootstrapToken: "fresh-token" })).toMatchObject({
            changes: true,
            replaces: ["bootstrapToken"],
        });
    });
});

test("a preview loads what checks inputs, and no HTTP client; starting up loads neither", async () => {
    const { outputs } = await stage.created(plugin);
    const fresh = await stage.plugin();
    await fresh.diffOfRefresh("1001", outputs, stage.inputs());
    const packages = await fresh.loadedPackages();
    expect(packages).toContain("@pulumi/pulumi");
    expect(packages).not.toContain("undici");
    expect(packages).not.toContain("zod");
    await diff(outputs, { rotation: { beforeExpiry: "30d" } }, fresh);
    expect(await fresh.loadedPackages()).toContain("zod");
    expect(await fresh.loadedPackages()).not.toContain("undici");
    await fresh.read("1001", outputs);
    expect(await fresh.loadedPackages()).toContain("undici");
});

test("a diff that belongs to a refresh says nothing and finds nothing, even where up would refuse", async () => {
    const { outputs } = await stage.created(plugin);
    const refreshing = await stage.plugin();
    const rejected = { ...outputs, status: "rejected" };
    const answer = await refreshing.diffOfRefresh("1001", rejected, stage.inputs());
    expect(answer).toEqual({ changes: false, replaces: [] });
    expect(await refreshing.said()).toEqual({ stdout: "", stderr: "" });
});
