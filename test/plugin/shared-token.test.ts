import { pluginFailureOf } from "../support/plugin-failure";
import type { PluginProcess } from "../support/plugin-process";
import { PluginStage } from "../support/plugin-stage";

const stage = PluginStage.use();
const NAMES = ["one", "two", "three", "four"];

/** In a run, at once: as the engine does with resources that do not depend on each other. */
const createAll = (plugin: PluginProcess, names = NAMES) =>
    names.map((resourceName) => plugin.create(stage.inputs({ resourceName })));

describe.each([
    ["a journal", {}],
    ["a journal that cannot be written", { PULUMI_API_TOKENS_JOURNAL: "/proc/api-tokens" }],
])("four resources that are created from one pasted token, with %s,", (_name, environment) => {
    let plugin: PluginProcess;

    beforeEach(async () => {
        plugin = await stage.run({ environment });
    });

    test("send one POST, and have the same token", async () => {
        const created = await Promise.all(createAll(plugin));
        expect(await stage.api.posts()).toBe(1);
        expect(new Set(created.map(({ outputs }) => outputs.token)).size).toBe(1);
        expect(await stage.api.accepts(created[0]?.outputs.token)).toBe(true);
    });

    test("send one POST when that is answered 500, and each is told that a token may have been issued", async () => {
        await stage.control.addFault({ kind: "status", status: 500, method: "POST" });
        const failures = await Promise.all(createAll(plugin).map(pluginFailureOf));
        expect(failures.map(({ message }) => message)).toEqual(
            NAMES.map(() => expect.stringContaining("[ERR_AMBIGUOUS]") as string),
        );
        expect(await stage.api.posts()).toBe(1);
    });

    test("send one POST that is answered 500, also one resource after the other", async () => {
        await stage.once({ kind: "status", status: 500, method: "POST" });
        for (const name of NAMES) {
            const [create = Promise.reject(new Error("none"))] = createAll(plugin, [name]);
            expect((await pluginFailureOf(create)).message).toContain("[ERR_AMBIGUOUS]");
        }
        expect(await stage.api.posts()).toBe(1);
    });

    test("ask once more in the next run", async () => {
        await stage.once({ kind: "status", status: 500, method: "POST" });
        await Promise.all(createAll(plugin).map(pluginFailureOf));
        const created = await Promise.all(createAll(await stage.run({ environment })));
        expect(await stage.api.posts()).toBe(2);
        expect(new Set(created.map(({ outputs }) => outputs.token)).size).toBe(1);
    });
});
