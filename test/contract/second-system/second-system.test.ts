import { DAY } from "../../../src/base/duration";
import { fingerprint } from "../../../src/base/fingerprint";
import { formatTime } from "../../../src/base/time";
import { pluginStateOf, SecondSystemStage } from "./second-system-stage";
import { KEY_LIFETIME, KEY_OVERLAP } from "./key-server";

const stage = SecondSystemStage.use();

const inOverlap = () => formatTime(stage.now + KEY_OVERLAP);

describe("create", () => {
    test("has the API issue a key, and reads its end where this API tells it", async () => {
        const { id, outs } = await stage.up();
        expect(id).toBe("acme");
        expect(outs).toMatchObject({
            token: stage.server.newest,
            previousToken: stage.pasted,
            validUntil: formatTime(stage.now + KEY_LIFETIME),
            previousValidUntil: inOverlap(),
            account: "acme",
            server: stage.server.url,
            status: "active",
        });
        expect(stage.requests()).toEqual([
            "GET /keys/self 200",
            "PUT /keys/current 200",
            "GET /keys/self 200",
        ]);
    });

    test("checks durations against the lifetime and the overlap of this system", async () => {
        expect(await stage.problems({ rotation: { every: "2d", beforeExpiry: "88d" } })).toEqual([
            expect.stringMatching(/^rotation\.beforeExpiry: beforeExpiry can be at most 87d/),
            expect.stringMatching(/^rotation\.every: every must be at least 3d/),
        ]);
    });

    test("takes a pasted key as it is when told so", async () => {
        const { outs } = await stage.up({ onCreate: "adopt" });
        expect(outs).toMatchObject({ token: stage.pasted, adopted: true });
        expect(stage.requests()).toEqual(["GET /keys/self 200"]);
    });
});

describe("a run without a change", () => {
    test("sends nothing, and says nothing", async () => {
        await stage.up();
        stage.requests();
        await stage.up();
        expect(stage.requests()).toEqual([]);
        expect(stage.said()).toEqual([]);
    });
});

describe("rotation", () => {
    test("by a trigger is refused during the overlap of this system, and done after it", async () => {
        const first = await stage.up();
        const change = { rotation: { triggers: { release: "2" } } };
        await stage.up({ rotation: { triggers: { release: "1" } } });
        await expect(stage.up(change)).rejects.toThrow(`until ${inOverlap()}, and the API allows no third`);
        stage.now += KEY_OVERLAP + 1000;
        stage.requests();
        const { outs } = await stage.up(change);
        expect(outs).toMatchObject({ token: stage.server.newest, previousToken: first.outs.token });
        expect(stage.requests()).toEqual(["PUT /keys/current 200", "GET /keys/self 200"]);
    });

    test("by the calendar comes before the end that the API gave", async () => {
        await stage.up({ rotation: { beforeExpiry: "10d" } });
        stage.now += KEY_LIFETIME - 10 * DAY + 1000;
        await stage.up({ rotation: { beforeExpiry: "10d" } });
        expect(stage.said().join()).toContain("rotating, 9 days left (beforeExpiry 10d)");
        expect(stage.state?.outs.token).toBe(stage.server.newest);
    });

    test("reads the journal twice: once in the run, once where the key is issued", async () => {
        await stage.up({ onCreate: "adopt", rotation: { triggers: { release: "1" } } });
        stage.reads.length = 0;
        await stage.up({ onCreate: "adopt", rotation: { triggers: { release: "2" } } });
        expect(stage.state?.outs.token).toBe(stage.server.newest);
        expect(stage.reads).toHaveLength(2);
    });
});

describe("a key that did not reach the state", () => {
    test("is recovered from the journal: nothing is asked for", async () => {
        await stage.up({ onCreate: "adopt", rotation: { triggers: { release: "1" } } });
        const before = stage.state;
        await stage.up({ onCreate: "adopt", rotation: { triggers: { release: "2" } } });
        stage.state = before;
        stage.requests();
        await stage.up({ onCreate: "adopt", rotation: { triggers: { release: "2" } } });
        expect(stage.state?.outs.token).toBe(stage.server.newest);
        expect(stage.requests()).toEqual(["GET /keys/self 200"]);
        expect(stage.said().join()).toContain(
            "issued but not saved to state: recovering it from the journal",
        );
    });

    test("whose answer was lost is told lost by the next run, with the deadline of this system", async () => {
        await stage.up({ onCreate: "adopt", rotation: { triggers: { release: "1" } } });
        // A key that was just pasted may be the newer one of two.
        stage.now += 10 * DAY;
        const change = { onCreate: "adopt" as const, rotation: { triggers: { release: "2" } } };
        stage.server.losesNextAnswer = true;
        await expect(stage.up(change)).rejects.toThrow("[ERR_AMBIGUOUS]");
        stage.now += DAY;
        await expect(stage.up(change)).rejects.toThrow(
            `stops working by ${formatTime(stage.now - DAY + KEY_OVERLAP)} and can't be rotated`,
        );
        expect(stage.state?.outs.status).toBe("lost");
        await expect(stage.up(change)).rejects.toThrow("Make a new key (Settings > Keys)");
    });
});

describe("refresh and destroy", () => {
    test("a key that the API no longer takes is noted as rejected", async () => {
        await stage.up();
        stage.server.revokeAll();
        const { props } = await stage.refresh();
        expect(props).toMatchObject({ status: "rejected" });
        expect(stage.said().join()).toContain("Make a new key (Settings > Keys)");
    });

    test("destroy says until when the key works, and where to end it", async () => {
        const { outs } = await stage.up();
        await stage.destroy();
        expect(stage.said().join()).toContain(
            `token ${fingerprint(pluginStateOf(outs).token)} leaves the state and stays valid until`,
        );
        expect(stage.said().join()).not.toContain(stage.server.newest);
    });
});
