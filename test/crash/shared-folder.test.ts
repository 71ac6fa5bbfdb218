import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { pluginFailureOf } from "../support/plugin-failure";
import type { PluginProcess, Properties } from "../support/plugin-process";
import { PluginStage } from "../support/plugin-stage";
import { preloading } from "./preloads";

const stage = PluginStage.use();
const release = (value: string): Properties => ({ rotation: { triggers: { release: value } } });
let one: PluginProcess;

beforeAll(async () => {
    one = await stage.plugin();
});

describe("a folder that cannot be synced still gets the new token sealed", () => {
    test.each(["EINVAL", "ENOTSUP"])("%s", async (code) => {
        const plugin = await stage.run({
            environment: {
                ...preloading("unsynced-folders.cjs"),
                PULUMI_API_TOKENS_TEST_UNSYNCED: code,
            },
        });
        const { outputs } = await stage.adopted(plugin, release("1"));
        const next = await plugin.update("1001", outputs, stage.inputs(release("2")));
        expect((await plugin.said()).stderr).toBe("");
        expect(stage.home.entryOf(outputs.token)?.state).toBe("issued");

        // The run died before it saved: the next one has the token from the journal.
        const recovered = await one.update("1001", outputs, stage.inputs(release("2")));
        expect(recovered.token).toBe(next.token);
        expect(await stage.api.posts()).toBe(1);
    });

    test("any other failure leaves no attempt behind", async () => {
        const plugin = await stage.run({
            environment: { ...preloading("unsynced-folders.cjs"), PULUMI_API_TOKENS_TEST_UNSYNCED: "EIO" },
        });
        const { outputs } = await stage.adopted(plugin, release("1"));
        await plugin.update("1001", outputs, stage.inputs(release("2")));
        expect((await plugin.said()).stderr).toMatch(
            /cannot be used \(EIO: fsync of a folder\)\. Without it/,
        );
        expect(stage.home.entryOf(outputs.token)).toBeUndefined();
    });
});

/** So often both look at once. */
const ROUNDS = 15;

test("two previews at once keep the sealed token, which is whole at every instant", async () => {
    const other = await stage.run();
    const { outputs } = await stage.created(one, release("1"));
    const file = stage.home.fileOf(stage.pasted);
    const sealed = readFileSync(file, "utf8");
    // What a process took from the API itself, it never marks.
    const previewers = [other, await stage.run()];
    for (let round = 0; round < ROUNDS; round++) {
        rmSync(stage.home.markOf(stage.pasted), { force: true });
        const previews = Promise.all(
            previewers.map((plugin) => plugin.diff("1001", outputs, stage.inputs(release("1")))),
        );
        const watch = { over: false };
        void previews.finally(() => (watch.over = true));
        while (!watch.over) {
            expect(stage.home.entryOf(stage.pasted)?.state).toBe("issued");
            await new Promise((resolve) => setImmediate(resolve));
        }
        expect((await previews).map(({ changes }) => changes)).toEqual([false, false]);
        expect(stage.home.entryOf(stage.pasted)).toMatchObject({ state: "issued", done: true });
        expect(readFileSync(file, "utf8")).toBe(sealed);
    }
    for (const plugin of previewers) {
        expect(await plugin.said()).toEqual({ stdout: "", stderr: "" });
    }
    const left = readdirSync(stage.home.journal).filter((name) => !/\.(json|done)$/.test(name));
    expect(left.map((name) => join(stage.home.journal, name))).toEqual([]);

    // It still opens: whoever has an older checkpoint gets the same token.
    const again = await (await stage.run()).create(stage.inputs(release("1")));
    expect(again.outputs.token).toBe(outputs.token);
});

test("four resources with one token send one request, also without a journal and when the API fails", async () => {
    const unwritable = await stage.run({ environment: { PULUMI_API_TOKENS_JOURNAL: "/proc/api-tokens" } });
    for (const plugin of [one, unwritable]) {
        await stage.control.clearRequests();
        await stage.once({ kind: "status", status: 500, method: "POST" });
        const creates = ["a", "b", "c", "d"].map((resourceName) =>
            pluginFailureOf(plugin.create(stage.inputs({ resourceName }))),
        );
        for (const { message } of await Promise.all(creates)) {
            expect(message).toContain("[ERR_AMBIGUOUS]");
        }
        expect(await stage.api.posts()).toBe(1);
    }
});
