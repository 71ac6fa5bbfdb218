import { DAY } from "../../src/base/duration";
import { pluginFailureOf } from "../support/plugin-failure";
import type { PluginProcess, Properties } from "../support/plugin-process";
import { PluginStage } from "../support/plugin-stage";

const stage = PluginStage.use();
const ISSUE = "POST /v7/api-tokens";
const CHECK = "GET /v7/users/current";
const release = (value: string): Properties => ({ rotation: { triggers: { release: value } } });
const defer = (value: string): Properties => ({
    rotation: { triggers: { release: value }, duringOverlap: "defer" },
});
let plugin: PluginProcess;

beforeAll(async () => {
    plugin = await stage.plugin();
});

/** The processes of the runs that follow, so many days from now. */
const runAfter = async (days: number) => {
    await stage.control.advance(`${days}d`);
    return stage.run({ days });
};

describe("a rotation that is answered 401 because the account is locked", () => {
    /** Once it is unlocked, a refresh and an up follow. */
    const unlocked = async (kept: Properties, news: Properties) => {
        const refresh = await stage.run();
        const { outputs } = await refresh.read("1001", kept);
        expect(outputs.status).toBe("active");
        const up = await stage.run();
        expect((await up.diff("1001", outputs, news)).changes).toBe(true);
        const said = (await up.said()).stdout;
        return { said, rotated: await up.update("1001", outputs, news) };
    };

    test("is made up for once it is unlocked: the trigger that called for it still does", async () => {
        const { outputs } = await stage.adopted(plugin, release("1"));
        const news = stage.inputs(release("2"));
        await stage.once({ kind: "status", status: 401, method: "POST" });
        const { kept } = await pluginFailureOf(plugin.update("1001", outputs, news));
        expect(kept?.properties).toMatchObject({ ...release("1"), status: "rejected" });

        const { said, rotated } = await unlocked(kept?.properties ?? {}, news);
        expect(said).toBe('ci: rotating, trigger "release" changed\n');
        expect(rotated).toMatchObject({ previousToken: stage.pasted, status: "active", ...release("2") });
        expect(await stage.requests()).toEqual([
            `${ISSUE} 401`,
            `${CHECK} 200`,
            `${ISSUE} 201`,
            `${CHECK} 200`,
        ]);
    });

    test("is made up for as well when it had been put off during an overlap", async () => {
        const { outputs } = await stage.created(plugin, defer("1"));
        const news = stage.inputs(defer("2"));
        const pending = await plugin.update("1001", outputs, news);
        const later = await runAfter(16);
        await stage.once({ kind: "status", status: 401, method: "POST" });
        const { kept } = await pluginFailureOf(later.update("1001", pending, news));
        expect(kept?.properties).toMatchObject({ rotationPending: true, status: "rejected" });

        const up = await stage.run({ days: 16 });
        const { outputs: active } = await up.read("1001", kept?.properties ?? {});
        const rotated = await up.update("1001", active, news);
        expect(rotated).toMatchObject({ previousToken: outputs.token, status: "active" });
        expect(rotated).not.toHaveProperty("rotationPending");
    });
});

describe("a pasted token that is the newer one of two", () => {
    test("is not called lost after a request without a clear answer: the two are it and its predecessor", async () => {
        const newer = stage.api.nextToken;
        await stage.api.regenerateElsewhere(stage.pasted);
        const adopted = { onCreate: "adopt", bootstrapToken: newer };
        const { outputs } = await stage.created(plugin, { ...adopted, ...release("1") });
        const news = stage.inputs({ ...adopted, ...release("2") });
        await stage.once({ kind: "status", status: 500, method: "POST" });
        const first = await pluginFailureOf(plugin.update("1001", outputs, news));
        expect(first.message).toContain("[ERR_AMBIGUOUS]");

        const second = await pluginFailureOf((await stage.run()).update("1001", outputs, news));
        expect(second.message).toContain("[ERR_OVERLAP]");
        expect(second.kept).toBeUndefined();
        const rotated = await (await runAfter(16)).update("1001", outputs, news);
        expect(rotated).toMatchObject({ previousToken: newer, status: "active" });
    });
});

describe("a token that was called lost, and still works after its deadline", () => {
    /** Called lost, although nothing was issued: the API answers 409 without a reason. */
    const falselyLost = async () => {
        const { outputs } = await stage.created(plugin, release("1"));
        const later = await runAfter(16);
        await stage.once({ kind: "status", status: 409, method: "POST" });
        const news = stage.inputs(release("2"));
        const { message, kept } = await pluginFailureOf(later.update("1001", outputs, news));
        expect(message).toContain("[ERR_TOKEN_LOST]");
        return { outputs, lost: kept?.properties ?? {}, news };
    };

    test("was not lost: a refresh says so, and the next up rotates it for the same trigger", async () => {
        const { outputs, lost, news } = await falselyLost();
        await stage.control.advance("16d");
        const refresh = await stage.run({ days: 32 });
        const { outputs: living } = await refresh.read("1001", lost);
        expect((await refresh.said()).stdout).toBe(
            "ci: the token still works although it was called lost: nothing was issued\n",
        );
        expect(living).toMatchObject({ status: "active", validUntil: outputs.validUntil });
        expect(living).not.toHaveProperty("endBeforeLoss");
        expect(stage.home.entryOf(outputs.token)?.state).toBe("void");

        const rotated = await (await stage.run({ days: 32 })).update("1001", living, news);
        expect(rotated).toMatchObject({ previousToken: outputs.token, ...release("2") });
    });

    test("is left lost by a refresh before the deadline", async () => {
        const { lost } = await falselyLost();
        const refresh = await stage.run({ days: 16 });
        expect((await refresh.read("1001", lost)).outputs).toEqual(lost);
    });
});

test("the times of a token are those of the API, whatever the clock of the machine shows", async () => {
    const ahead = await stage.run({ days: 5 });
    const { outputs } = await stage.created(ahead);
    const [issued, end] = [outputs.issuedAt, outputs.previousValidUntil].map((t) => Date.parse(String(t)));
    expect(Math.abs((issued ?? 0) - Date.now())).toBeLessThan(DAY);
    expect(Math.abs((end ?? 0) - Date.now() - 14 * DAY)).toBeLessThan(DAY);
});
