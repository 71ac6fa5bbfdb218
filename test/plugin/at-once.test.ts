import { existsSync, readFileSync } from "node:fs";
import { until } from "../crash/processes";
import type { PluginProcess, Properties } from "../support/plugin-process";
import { PluginStage } from "../support/plugin-stage";

const stage = PluginStage.use();
const release = (value: string): Properties => ({ rotation: { triggers: { release: value } } });
const slowly = () => stage.once({ kind: "delay", delayMs: 1500, method: "POST" });
let one: PluginProcess;
let other: PluginProcess;

beforeEach(async () => {
    [one, other] = await Promise.all([stage.run(), stage.run()]);
});

describe("two processes at once", () => {
    test("that update from the same state send one POST, and end with the same token", async () => {
        const { outputs } = await stage.adopted(one, release("1"));
        await slowly();
        const update = (plugin: PluginProcess) => plugin.update("1001", outputs, stage.inputs(release("2")));
        const [first, second] = await Promise.all([update(one), update(other)]);
        expect(await stage.api.posts()).toBe(1);
        expect(first.token).toBe(second.token);
        expect(await stage.api.fingerprints()).toEqual([outputs.tokenFingerprint, first.tokenFingerprint]);
    });

    test("that create from the same pasted token send one POST, and end with the same token", async () => {
        await slowly();
        const create = (plugin: PluginProcess) => plugin.create(stage.inputs());
        const [first, second] = await Promise.all([create(one), create(other)]);
        expect(await stage.api.posts()).toBe(1);
        expect(first.outputs.token).toBe(second.outputs.token);
        expect(await stage.api.accepts(first.outputs.token)).toBe(true);
    });

    test("of which the later one only previews is told who rotates, and sends nothing", async () => {
        const { outputs } = await stage.adopted(one, release("1"));
        await slowly();
        const update = one.update("1001", outputs, stage.inputs(release("2")));
        await until("the intent is noted", () => stage.home.entryOf(outputs.token)?.state === "intent");
        const { pid } = stage.home.entryOf(outputs.token)?.owner ?? {};
        expect((await other.diff("1001", outputs, stage.inputs(release("2")))).changes).toBe(true);
        expect((await other.said()).stdout).toBe(
            `ci: process ${String(pid)} is rotating this token: waiting for its result\n`,
        );
        await update;
        expect(await stage.api.posts()).toBe(1);
    });
});

describe("two processes that looked into the journal before either wrote to it", () => {
    test("update one after the other with one POST, and end with the same token", async () => {
        const { outputs } = await stage.adopted(one, release("1"));
        const news = stage.inputs(release("2"));
        for (const plugin of [one, other]) {
            expect((await plugin.diff("1001", outputs, news)).changes).toBe(true);
            expect((await plugin.said()).stdout).toBe('ci: rotating, trigger "release" changed\n');
        }
        const first = await one.update("1001", outputs, news);
        const second = await other.update("1001", outputs, news);
        expect(await stage.api.posts()).toBe(1);
        expect(second.token).toBe(first.token);
    });

    test("create one after the other with one POST, and end with the same token", async () => {
        await other.read("1001", (await stage.adopted(one)).outputs);
        const first = await one.create(stage.inputs());
        const second = await other.create(stage.inputs());
        expect(await stage.api.posts()).toBe(1);
        expect(second.outputs.token).toBe(first.outputs.token);
    });
});

describe("a plugin process that is killed while the POST is under way", () => {
    /** Kills a plugin in the middle of a call; tells which process it had asked for the token. */
    const killDuring = async (token: string, call: (plugin: PluginProcess) => Promise<unknown>) => {
        await slowly();
        const killed = await stage.run();
        const outcome = call(killed).then(
            () => "it succeeded",
            () => "it was cut off",
        );
        await until("the POST arrives", async () => (await stage.api.fingerprints()).length === 2);
        await killed.stop();
        expect(await outcome).toBe("it was cut off");
        const entry = stage.home.entryOf(token);
        expect(entry?.state).toBe("intent");
        return entry?.owner.pid ?? 0;
    };

    test("during an update loses nothing: the next update has its token, and the issuing process ends", async () => {
        const { outputs } = await stage.adopted(one, release("1"));
        const call = (plugin: PluginProcess) => plugin.update("1001", outputs, stage.inputs(release("2")));
        const issuer = await killDuring(stage.pasted, call);
        const next = await other.update("1001", outputs, stage.inputs(release("2")));
        expect(await stage.api.posts()).toBe(1);
        expect(await stage.api.fingerprints()).toEqual([outputs.tokenFingerprint, next.tokenFingerprint]);
        expect(await stage.api.accepts(next.token)).toBe(true);
        await until("the issuing process ends", () => hasEnded(issuer));
    });

    test("during a create loses nothing: the next create has its token, and the issuing process ends", async () => {
        const issuer = await killDuring(stage.pasted, (plugin) => plugin.create(stage.inputs()));
        const { outputs } = await other.create(stage.inputs());
        expect(await stage.api.posts()).toBe(1);
        expect((await stage.api.fingerprints()).at(-1)).toBe(outputs.tokenFingerprint);
        expect(await stage.api.accepts(outputs.token)).toBe(true);
        await until("the issuing process ends", () => hasEnded(issuer));
    });
});

/** An orphan may stay in the table of processes until somebody asks for its exit code: that one has ended as well. */
function hasEnded(pid: number): boolean {
    const file = `/proc/${pid}/stat`;
    return (
        !existsSync(file) ||
        readFileSync(file, "utf8")
            .replace(/^.*\) /s, "")
            .startsWith("Z")
    );
}
