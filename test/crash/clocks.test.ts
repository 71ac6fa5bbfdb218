import { mkdirSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { fingerprint } from "../../src/base/fingerprint";
import { pluginFailureOf } from "../support/plugin-failure";
import type { PluginProcess, Properties } from "../support/plugin-process";
import { PluginStage } from "../support/plugin-stage";
import { IssuerStop } from "./issuer-stop";
import { preloading } from "./preloads";
import { until } from "./processes";

const stage = PluginStage.use();
let one: PluginProcess;

beforeAll(async () => {
    one = await stage.plugin();
});

const release = (value: string): Properties => ({ rotation: { triggers: { release: value } } });
const rotate = (plugin: PluginProcess, outputs: Properties) =>
    plugin.update("1001", outputs, stage.inputs(release("2")));

/** A plugin on a machine of another name, from which the processes of this one cannot be seen. */
const elsewhere = (name: string) =>
    stage.run({
        environment: {
            ...preloading("../support/machine-name.cjs"),
            PULUMI_API_TOKENS_TEST_MACHINE: name,
        },
    });

const withClock = (shift: number) =>
    stage.run({ environment: { PULUMI_API_TOKENS_TEST_CLOCK_SHIFT: String(shift) } });

/** More than others wait for an attempt that they cannot see. */
const LATER = 200_000;

describe("two runs on one machine whose clocks are minutes apart send one request", () => {
    test.each([
        ["ahead", 130_000],
        ["behind", -130_000],
        ["far ahead", 20 * 86_400_000],
    ])("with the second one %s", async (_where, shift) => {
        const other = await withClock(shift);
        const { outputs } = await stage.adopted(one, release("1"));
        await stage.once({ kind: "delay", delayMs: 1500, method: "POST" });
        const first = rotate(one, outputs);
        await until("the intent is noted", () => stage.home.entryOf(outputs.token)?.state === "intent");
        const [mine, theirs] = await Promise.all([first, rotate(other, outputs)]);
        expect(await stage.api.posts()).toBe(1);
        expect(theirs.token).toBe(mine.token);
        expect(theirs.validUntil).toBe(mine.validUntil);
    });
});

/** An update whose issuing process stands still between its intent and the request. */
async function paused() {
    const { outputs } = await stage.adopted(one, release("1"));
    const folder = join(stage.home.folder, `stop-${fingerprint(stage.pasted)}`);
    mkdirSync(folder);
    const stop = new IssuerStop("after the intent", folder);
    const plugin = await stage.run({
        environment: { ...stop.environment, ...preloading("stop-point.cjs") },
    });
    const failure = pluginFailureOf(rotate(plugin, outputs));
    failure.catch(() => undefined);
    await stop.reached();
    return { outputs, stop, failure };
}

const NOT_SENT = /the request was not sent: 2\d\d s had passed since it was noted in the journal/;

test("a machine that is paused between the intent and the request sends nothing after it, and the next up rotates", async () => {
    const { outputs, stop, failure } = await paused();
    stop.letGo(LATER);
    expect((await failure).message).toMatch(NOT_SENT);
    expect((await failure).message).toContain("Nothing was issued: the token stays as it is");
    expect(await stage.api.posts()).toBe(0);
    expect(stage.home.entryOf(outputs.token)?.state).toBe("void");

    const next = await rotate(await stage.run(), outputs);
    expect(await stage.api.posts()).toBe(1);
    expect(await stage.api.fingerprints()).toEqual([outputs.tokenFingerprint, next.tokenFingerprint]);
});

test("a machine that is paused while another one rotates the token does not hide what that one had issued", async () => {
    const { outputs, stop, failure } = await paused();
    // Seen from another machine, the attempt is over by the clock of the journal's own disk.
    const old = new Date(Date.now() - LATER);
    utimesSync(stage.home.fileOf(outputs.token), old, old);
    const rotated = await rotate(await elsewhere("second-machine"), outputs);
    stop.letGo(LATER);
    expect((await failure).message).toMatch(NOT_SENT);
    expect(await stage.api.posts()).toBe(1);

    // The second machine died before it saved: a third run still finds the token.
    const recovered = await rotate(await elsewhere("third-machine"), outputs);
    expect(recovered.token).toBe(rotated.token);
    expect(await stage.api.posts()).toBe(1);
});
