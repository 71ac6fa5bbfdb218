import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fingerprint } from "../../src/base/fingerprint";
import { pluginFailureOf } from "../support/plugin-failure";
import type { PluginProcess, Properties } from "../support/plugin-process";
import { PluginStage } from "../support/plugin-stage";

const stage = PluginStage.use();
const release = (value: string): Properties => ({ rotation: { triggers: { release: value } } });
const mode = (path: string) => (statSync(path).mode & 0o777).toString(8);
let plugin: PluginProcess;

beforeAll(async () => {
    plugin = await stage.plugin();
});

describe("the journal's folder", () => {
    const NOT_NAMED = { PULUMI_API_TOKENS_JOURNAL: "" };

    test("is in Pulumi's own folder, and is its owner's alone, like every file in it", async () => {
        const PULUMI_HOME = join(stage.home.folder, "pulumi-home");
        await stage.created(await stage.plugin({ environment: { ...NOT_NAMED, PULUMI_HOME } }));
        const folder = join(PULUMI_HOME, "api-tokens");
        const file = `${fingerprint(stage.pasted)}.1.json`;
        expect(readdirSync(folder)).toEqual([file]);
        expect([mode(folder), mode(join(folder, file))]).toEqual(["700", "600"]);
    });

    test("is in .pulumi at home when Pulumi's own folder is not named", async () => {
        await stage.created(await stage.plugin({ environment: NOT_NAMED }));
        const folder = join(stage.home.folder, ".pulumi", "api-tokens");
        expect(readdirSync(folder)).toEqual([`${fingerprint(stage.pasted)}.1.json`]);
    });
});

describe.each([
    ["where nothing can be made", () => "/sys/api-tokens"],
    ["where Node would try for ever", () => "/proc/api-tokens"],
])("a journal whose folder cannot be made %s", (_why, folder) => {
    let hindered: PluginProcess;

    beforeAll(async () => {
        hindered = await stage.plugin({ environment: { PULUMI_API_TOKENS_JOURNAL: folder() } });
    });

    const expectWarning = async () => {
        const { stderr } = await hindered.said();
        expect(stderr).toMatch(
            /^ci: warning: the journal in .* cannot be used \(.*\)\. Without it a run that dies .*PULUMI_API_TOKENS_JOURNAL\n$/,
        );
        expect(stderr).toContain(`the journal in ${folder()} cannot`);
    };

    test("keeps no rotation from working, and a warning says what is at stake", async () => {
        const { outputs } = await stage.adopted(hindered, release("1"));
        const next = await hindered.update("1001", outputs, stage.inputs(release("2")));
        expect(next).toMatchObject({ previousToken: stage.pasted, status: "active" });
        expect(await stage.api.accepts(next.token)).toBe(true);
        await expectWarning();
    });

    test("keeps no create from working, and a warning says what is at stake", async () => {
        const { outputs } = await hindered.create(stage.inputs());
        expect(await stage.api.accepts(outputs.token)).toBe(true);
        await expectWarning();
    });
});

describe("an entry that cannot be read", () => {
    const GARBAGE = "{ this is no entry";

    /** A resource whose token has such an entry. */
    const damaged = async () => {
        const resource = await stage.adopted(plugin, release("1"));
        await stage.created(plugin);
        writeFileSync(stage.home.fileOf(stage.pasted), GARBAGE);
        return resource.outputs;
    };

    afterEach(() => {
        expect(readFileSync(stage.home.fileOf(stage.pasted), "utf8")).toBe(GARBAGE);
    });

    test("makes a diff of a token that is due refuse, with the file and what to do", async () => {
        const outputs = await damaged();
        const due = plugin.diff("1001", outputs, stage.inputs(release("2")));
        const { message } = await pluginFailureOf(due);
        expect(message).toContain(`${stage.home.fileOf(stage.pasted)} cannot be used: it is damaged`);
        expect(message).toMatch(
            /move it away\. The rest of the stack goes on with `--exclude .*` \[ERR_JOURNAL\]$/,
        );
        expect(await stage.requests()).toEqual([]);
    });

    test("makes an update of a token that is due refuse, and sends nothing", async () => {
        const outputs = await damaged();
        const due = plugin.update("1001", outputs, stage.inputs(release("2")));
        expect((await pluginFailureOf(due)).message).toContain("[ERR_JOURNAL]");
        expect(await stage.requests()).toEqual([]);
    });

    test("leaves a diff without changes as it is", async () => {
        const outputs = await damaged();
        const same = await plugin.diff("1001", outputs, stage.inputs(release("1")));
        expect(same.changes).toBe(false);
        expect(await plugin.said()).toEqual({ stdout: "", stderr: "" });
    });

    test("makes a create refuse without a POST", async () => {
        await damaged();
        const { message } = await pluginFailureOf(plugin.create(stage.inputs()));
        expect(message).toContain("[ERR_JOURNAL]");
        expect(await stage.api.posts()).toBe(0);
    });

    test("about the previous token is only warned of", async () => {
        const { outputs } = await stage.created(plugin);
        writeFileSync(stage.home.fileOf(stage.pasted), GARBAGE);
        const later = await stage.run();
        expect((await later.diff("1001", outputs, stage.inputs())).changes).toBe(false);
        expect((await later.said()).stderr).toMatch(/^ci: warning: .* it is damaged.*It is left as it is\n$/);
    });
});
