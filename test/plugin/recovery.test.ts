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

    test("is removed once the overlap is over", async () => {
        const { next } = await rotated();
        expect(stage.home.entryOf(stage.pasted)).toBeDefined();
        await (await runAfterOverlap()).diff("1001", next, stage.inputs(release("2")));
        expect(stage.home.entryOf(stage.pasted)).toBeUndefined();
    });
});
