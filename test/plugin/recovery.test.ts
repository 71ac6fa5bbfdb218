import type { PluginProcess, Properties } from "../support/plugin-process";
import { PluginStage } from "../support/plugin-stage";

const stage = PluginStage.use();
const CHECK = "GET /v7/users/current 200";
const release = (value: string): Properties => ({ rotation: { triggers: { release: value } } });
let plugin: PluginProcess;

beforeAll(async () => {
    plugin = await stage.plugin();
});

/** The process of a run that starts now. */
const laterRun = () => stage.run();
const runAfterOverlap = () => stage.run({ days: 15 });

/** What two outputs with the same token have in common. */
const sameToken = ({ token, issuedAt, validUntil, previousToken }: Properties): Properties => ({
    token,
    issuedAt,
    validUntil,
    previousToken,
    status: "active",
});

/** A resource, and the outputs of its rotation, which may be thrown away. */
async function rotated() {
    const { outputs } = await stage.adopted(plugin, release("1"));
    const next = await plugin.update("1001", outputs, stage.inputs(release("2")));
    await stage.control.clearRequests();
    return { outputs, next };
}

describe("a new token that never reached the state", () => {
    test("of an update is announced by diff, and taken from the journal by the next update", async () => {
        const { outputs, next } = await rotated();
        const later = await laterRun();
        const news = stage.inputs(release("2"));
        expect((await later.diff("1001", outputs, news)).changes).toBe(true);
        expect((await later.said()).stdout).toBe(
            `ci: token ${String(next.tokenFingerprint)} was issued but not saved to state: recovering it from the journal\n`,
        );
        expect(await stage.requests()).toEqual([]);

        expect(await later.update("1001", outputs, news)).toMatchObject(sameToken(next));
        expect(await stage.requests()).toEqual([CHECK]);
        expect((await later.said()).stdout).toMatch(/^ci: recovered from the journal, token /);
    });

    test("of an update is recovered although the trigger was set back meanwhile", async () => {
        const { outputs, next } = await rotated();
        const later = await laterRun();
        const news = stage.inputs(release("1"));
        expect((await later.diff("1001", outputs, news)).changes).toBe(true);
        expect(await later.update("1001", outputs, news)).toMatchObject({
            ...sameToken(next),
            ...release("1"),
        });
        expect(await stage.requests()).toEqual([CHECK]);
    });

    test("of an update is recovered with the very outputs that were thrown away", async () => {
        const { outputs, next } = await rotated();
        const later = await laterRun();
        expect(await later.update("1001", outputs, stage.inputs(release("2")))).toEqual(next);
    });

    test("of a create is taken from the journal by the next create", async () => {
        const first = await stage.created(plugin);
        const later = await laterRun();
        const again = await later.create(stage.inputs());
        expect(again.id).toBe(first.id);
        expect(again.outputs).toMatchObject(sameToken(first.outputs));
        expect(await stage.requests()).toEqual([CHECK]);
        expect((await later.said()).stdout).toMatch(
            /^ci: recovered from the journal, nothing was asked for, token /,
        );
    });

    test("of an update is found by a refresh", async () => {
        const { outputs, next } = await rotated();
        const later = await laterRun();
        const read = await later.read("1001", outputs);
        expect(read.outputs).toMatchObject({ ...sameToken(next), ...release("1") });
        expect(await stage.requests()).toEqual([CHECK]);
        expect((await later.said()).stdout).toMatch(/^ci: recovered from the journal: the state was older/);
    });

    test("of two rotations, one after the other, is recovered to the newest", async () => {
        const { outputs, next } = await rotated();
        await stage.control.advance("15d");
        const news = stage.inputs(release("3"));
        const newest = await (await runAfterOverlap()).update("1001", next, news);
        await stage.control.clearRequests();

        const found = await (await runAfterOverlap()).update("1001", outputs, news);
        expect(found).toMatchObject(sameToken(newest));
        expect(await stage.requests()).toEqual([CHECK]);
        expect(await stage.api.accepts(found.token)).toBe(true);
    });
});

describe("the journal's entry of a token whose successor is in the state", () => {
    test("is marked by the next diff, and still serves an older state", async () => {
        const { outputs, next } = await rotated();
        expect(stage.home.entryOf(stage.pasted)).toMatchObject({ state: "issued", done: false });
        const news = stage.inputs(release("2"));
        expect((await (await laterRun()).diff("1001", next, news)).changes).toBe(false);
        expect(stage.home.entryOf(stage.pasted)).toMatchObject({ state: "issued", done: true });
        const found = await (await laterRun()).update("1001", outputs, news);
        expect(found).toMatchObject(sameToken(next));
    });

    test("is marked by a refresh as well", async () => {
        const { next } = await rotated();
        await (await laterRun()).read("1001", next);
        expect(stage.home.entryOf(stage.pasted)?.done).toBe(true);
    });

    test("is kept by a diff with an older state", async () => {
        const { outputs } = await rotated();
        await (await laterRun()).diff("1001", outputs, stage.inputs(release("2")));
        expect(stage.home.entryOf(stage.pasted)?.done).toBe(false);
    });

    test("is not marked by the run that asked for it, nor by the run that recovered it", async () => {
        const { outputs, next } = await rotated();
        const news = stage.inputs(release("2"));
        await plugin.diff("1001", next, news);
        expect(stage.home.entryOf(stage.pasted)?.done).toBe(false);
        const later = await laterRun();
        // As `preview --refresh` does: what read gave is saved nowhere.
        const { outputs: refreshed } = await later.read("1001", outputs);
        await later.diff("1001", refreshed, news);
        await later.read("1001", refreshed);
        expect(refreshed.tokenFingerprint).toBe(next.tokenFingerprint);
        expect(stage.home.entryOf(stage.pasted)).toMatchObject({ state: "issued", done: false });
    });

    test("stays when the overlap is over, for states that are older", async () => {
        const { outputs, next } = await rotated();
        const later = await runAfterOverlap();
        await later.diff("1001", next, stage.inputs(release("2")));
        expect(stage.home.entryOf(stage.pasted)).toMatchObject({ state: "issued", done: true });
        const found = await (await runAfterOverlap()).read("1001", outputs);
        expect(found.outputs.token).toBe(next.token);
    });
});

describe("a rotation for a trigger that died before its token was saved, and a refresh that recovers it,", () => {
    test("are followed by no second rotation for that trigger, neither at once nor after the overlap", async () => {
        const { outputs, next } = await rotated();
        const news = stage.inputs(release("2"));
        const { outputs: refreshed } = await (await laterRun()).read("1001", outputs);
        await stage.control.clearRequests();

        const up = await laterRun();
        expect((await up.diff("1001", refreshed, news)).changes).toBe(true);
        expect((await up.said()).stdout).toBe("ci: settings change, the token stays\n");
        const saved = await up.update("1001", refreshed, news);
        expect(saved).toEqual(next);

        await stage.control.advance("16d");
        const later = await stage.run({ days: 16 });
        await later.diff("1001", saved, news);
        expect((await later.said()).stdout).toMatch(
            /^ci: the previous token was valid until \S+: it leaves the state$/m,
        );
        expect(await later.update("1001", saved, news)).toMatchObject({ token: saved.token });
        expect(await stage.requests()).toEqual([]);
    });

    test("are followed by no second rotation when the next up comes after the overlap only", async () => {
        const { outputs, next } = await rotated();
        const news = stage.inputs(release("2"));
        const { outputs: refreshed } = await (await laterRun()).read("1001", outputs);
        await stage.control.advance("16d");
        const saved = await (await stage.run({ days: 16 })).update("1001", refreshed, news);
        expect(saved.token).toBe(next.token);
        expect(await stage.api.posts()).toBe(0);
    });

    test("are followed by a rotation when the trigger has changed once more", async () => {
        const { outputs, next } = await rotated();
        const { outputs: refreshed } = await (await laterRun()).read("1001", outputs);
        await stage.control.advance("16d");
        const news = stage.inputs(release("3"));
        const saved = await (await stage.run({ days: 16 })).update("1001", refreshed, news);
        expect(saved).toMatchObject({ previousToken: next.token, ...release("3") });
        expect(await stage.api.posts()).toBe(1);
    });
});
