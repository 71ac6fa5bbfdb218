import {
    chmodSync,
    chownSync,
    existsSync,
    mkdirSync,
    mkdtempSync,
    readdirSync,
    readFileSync,
    rmSync,
    symlinkSync,
    writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fingerprint } from "../../src/base/fingerprint";
import { pluginFailureOf } from "../support/plugin-failure";
import type { PluginProcess, Properties } from "../support/plugin-process";
import { PluginStage } from "../support/plugin-stage";
import { repository } from "../support/stack";
import { preloading } from "./preloads";

const stage = PluginStage.use();
const release = (value: string): Properties => ({ rotation: { triggers: { release: value } } });
const isRoot = process.getuid?.() === 0;
const NOBODY = 65534;

let plugin: PluginProcess;
let parent: string;

beforeAll(async () => {
    plugin = await stage.plugin();
});

beforeEach(() => {
    parent = mkdtempSync(join(tmpdir(), "journals-"));
    chmodSync(parent, 0o755);
});

afterEach(() => {
    chmodSync(parent, 0o755);
    rmSync(parent, { recursive: true, force: true });
});

const pluginAt = (journal: string, environment: Record<string, string> = {}) =>
    stage.run({ environment: { PULUMI_API_TOKENS_JOURNAL: journal, ...environment } });

/** Preview and up refuse a rotation with the same reason, up does so with a create as well, and no request for a token is sent. */
async function expectRefusal(refusing: PluginProcess, outputs: Properties, reason: RegExp): Promise<void> {
    const news = stage.inputs(release("2"));
    for (const call of [refusing.diff("1001", outputs, news), refusing.update("1001", outputs, news)]) {
        const { message } = await pluginFailureOf(call);
        expect(message).toMatch(reason);
        expect(message).toContain("[ERR_JOURNAL]");
    }
    expect(await stage.requests()).toEqual([]);
    const another = refusing.create(stage.inputs({ resourceName: "another" }));
    expect((await pluginFailureOf(another)).message).toMatch(reason);
    expect(await stage.api.posts()).toBe(0);
}

async function adopted(): Promise<Properties> {
    return (await stage.adopted(plugin, release("1"))).outputs;
}

test("a journal folder of another user is refused, and nothing is sent", async () => {
    const outputs = await adopted();
    const folder = isRoot ? join(parent, "journal") : "/etc";
    if (isRoot) {
        mkdirSync(folder, { mode: 0o700 });
        chownSync(folder, NOBODY, NOBODY);
    }
    await expectRefusal(await pluginAt(folder), outputs, /the journal's folder .* belongs to another user/);
    expect(isRoot ? readdirSync(folder) : []).toEqual([]);
});

describe("a run that has nothing to rotate goes on where the journal is refused, and warns", () => {
    const folder = () => {
        const path = join(parent, "journal");
        mkdirSync(path);
        chmodSync(path, 0o755);
        return path;
    };

    test("a preview and a refresh", async () => {
        const { outputs } = await stage.created(plugin, release("1"));
        const other = await pluginAt(folder());
        expect((await other.diff("1001", outputs, stage.inputs(release("1")))).changes).toBe(false);
        expect((await other.said()).stderr).toMatch(
            /^pulumi-api-tokens: warning: .* is open to other users.*Nothing is rotated until it can be\n$/,
        );
        expect((await other.read("1001", outputs)).outputs).toEqual(outputs);
        expect((await other.said()).stderr).not.toContain("ERR_");
    });
});

test("a journal folder that others may enter is refused, and nothing is sent", async () => {
    const outputs = await adopted();
    const folder = join(parent, "journal");
    mkdirSync(folder);
    chmodSync(folder, 0o755);
    const reason = /is open to other users\. Close it: chmod 700 /;
    await expectRefusal(await pluginAt(folder), outputs, reason);
    expect(readdirSync(folder)).toEqual([]);

    chmodSync(folder, 0o700);
    const next = await (await pluginAt(folder)).update("1001", outputs, stage.inputs(release("2")));
    expect(await stage.api.accepts(next.token)).toBe(true);
});

test("a journal folder that is a link is refused, and what it leads to stays as it is", async () => {
    const outputs = await adopted();
    const [victim, folder] = [join(parent, "victim"), join(parent, "journal")];
    mkdirSync(victim, { mode: 0o700 });
    writeFileSync(join(victim, `${fingerprint(stage.pasted)}.1.json`), "of the victim");
    symlinkSync(victim, folder);
    await expectRefusal(await pluginAt(folder), outputs, /is no folder, or a link to one/);
    expect(readdirSync(victim)).toEqual([`${fingerprint(stage.pasted)}.1.json`]);
    expect(readFileSync(join(victim, `${fingerprint(stage.pasted)}.1.json`), "utf8")).toBe("of the victim");
});

test("an entry that is a link is refused, and the file that it leads to stays as it is", async () => {
    const outputs = await adopted();
    const [victim, folder] = [join(parent, "victim"), join(parent, "journal")];
    writeFileSync(victim, "of the victim");
    mkdirSync(folder, { mode: 0o700 });
    symlinkSync(victim, join(folder, `${fingerprint(stage.pasted)}.1.json`));
    await expectRefusal(await pluginAt(folder), outputs, /cannot be used: ELOOP/);
    expect(readFileSync(victim, "utf8")).toBe("of the victim");
});

test("a link in place of a remembered refusal leaves the file that it leads to as it is", async () => {
    const [victim, folder] = [join(parent, "victim"), join(parent, "journal")];
    writeFileSync(victim, "of the victim");
    mkdirSync(join(folder, "refused"), { recursive: true });
    const name = `${fingerprint(stage.pasted)}-${fingerprint(stage.api.url)}`;
    symlinkSync(victim, join(folder, "refused", name));
    for (const path of isRoot ? [folder, join(folder, "refused")] : []) {
        chownSync(path, NOBODY, NOBODY);
    }
    await stage.control.revokeTokens("1001");
    const { message } = await pluginFailureOf((await pluginAt(folder)).create(stage.inputs()));
    expect(message).toContain("[ERR_TOKEN_REJECTED]");
    expect(readFileSync(victim, "utf8")).toBe("of the victim");
});

describe("a journal that this user cannot read: preview says what up does", () => {
    test.each([
        ["its folder is closed", "journal"],
        ["the folder above it is closed", "."],
    ])("%s", async (_why, closed) => {
        const outputs = await adopted();
        const folder = join(parent, "journal");
        mkdirSync(folder, { mode: 0o700 });
        for (const path of isRoot ? [folder, parent] : []) {
            chownSync(path, NOBODY, NOBODY);
        }
        chmodSync(join(parent, closed), 0);
        const other = await pluginAt(folder, preloading("another-user.cjs"));
        await expectRefusal(
            other,
            outputs,
            /the journal in .* cannot be read: EACCES|cannot be used: EACCES/,
        );
    });

    test("it belongs to somebody else", async () => {
        const outputs = await adopted();
        const folder = isRoot ? join(parent, "journal") : "/root";
        if (isRoot) {
            mkdirSync(folder, { mode: 0o700 });
        }
        const other = await pluginAt(folder, preloading("another-user.cjs"));
        await expectRefusal(other, outputs, /belongs to another user/);
    });
});

describe("a journal that is no absolute path is refused before anything is asked for", () => {
    test.each([
        ["~/journal", /no shell is there to replace ~/],
        ["~", /no shell is there to replace ~/],
        ["journal", /write it from the root folder on/],
        ["./journal", /write it from the root folder on/],
    ])("%s", async (path, reason) => {
        const project = join(repository, "examples", "rotate");
        const before = readdirSync(project);
        const misled = await pluginAt(path);
        const { message } = await pluginFailureOf(misled.check({}, stage.inputs()));
        expect(message).toMatch(reason);
        expect(message).toContain(`PULUMI_API_TOKENS_JOURNAL must be an absolute path, and is "${path}"`);
        expect(message).toContain("[ERR_INPUT]");
        expect((await pluginFailureOf(misled.create(stage.inputs()))).message).toMatch(reason);
        expect(await stage.requests()).toEqual([]);
        expect(readdirSync(project)).toEqual(before);
        expect(existsSync(join(project, "~"))).toBe(false);
    });
});
