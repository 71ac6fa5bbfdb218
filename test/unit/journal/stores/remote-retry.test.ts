import { type EntryService, ServiceFailure } from "../../../../src/journal/stores/entry-service";
import type { RemoteStore } from "../../../../src/journal/stores/remote";
import { RemoteStage } from "../../../support/remote-stage";

const stage = new RemoteStage();
const NAME = "aaaaaaaaaaaa.1.json";
const PASSING = new ServiceFailure("the service answered 503 (SlowDown)", true);
const LASTING = new ServiceFailure("the service answered 403 (AccessDenied)", false);

interface Case {
    readonly call: string;
    readonly kind: keyof EntryService;
    readonly run: (store: RemoteStore) => Promise<unknown>;
    readonly result: unknown;
}

const CASES: Case[] = [
    { call: "listing", kind: "list", run: (store) => store.list(), result: [NAME] },
    { call: "telling ages", kind: "list", run: (store) => store.ages(), result: expect.any(Map) },
    { call: "reading", kind: "get", run: (store) => store.read(NAME), result: "text" },
    { call: "removing", kind: "delete", run: (store) => store.remove([NAME]), result: undefined },
];

beforeEach(() => {
    stage.service.hold(NAME, "text");
});

describe.each(CASES)("$call", ({ kind, run, result }) => {
    const callsOfKind = () => stage.service.calls.filter((call) => call.startsWith(`${kind} `));

    test("is tried again 0.3 s and 1.5 s after failures that may pass", async () => {
        stage.service.meet(kind, PASSING, PASSING);
        expect(await run(stage.store())).toEqual(result);
        expect(stage.pauses).toEqual([300, 1500]);
        expect(callsOfKind()).toHaveLength(3);
    });

    test("is tried again once when the second try succeeds", async () => {
        stage.service.meet(kind, PASSING);
        expect(await run(stage.store())).toEqual(result);
        expect(stage.pauses).toEqual([300]);
    });

    test("is given up after the third failure, with the last one's words", async () => {
        const last = new ServiceFailure("still no answer", true);
        stage.service.meet(kind, PASSING, PASSING, last);
        await expect(run(stage.store())).rejects.toBe(last);
        expect(stage.pauses).toEqual([300, 1500]);
        expect(callsOfKind()).toHaveLength(3);
    });

    test("is not tried again after a failure that will not pass, first or later", async () => {
        stage.service.meet(kind, LASTING);
        await expect(run(stage.store())).rejects.toBe(LASTING);
        expect(stage.pauses).toEqual([]);
        stage.service.meet(kind, PASSING, LASTING);
        await expect(run(stage.store())).rejects.toBe(LASTING);
        expect(stage.pauses).toEqual([300]);
        expect(callsOfKind()).toHaveLength(3);
    });

    test("is not tried again after a failure that is not the service's", async () => {
        const defect = Object.assign(new Error("a defect"), { isTransient: true });
        stage.service.meet(kind, defect);
        await expect(run(stage.store())).rejects.toBe(defect);
        expect(stage.pauses).toEqual([]);
    });
});

describe("the first try of what must not be lost", () => {
    test("is not made a second time while its caller waits, whatever it failed with", async () => {
        stage.service.meet("put", PASSING);
        // The wait before the next try does not end in this test.
        stage.meanwhile = () => new Promise(() => undefined);
        await expect(stage.store().replace(NAME, "another text")).rejects.toThrow(PASSING.message);
        expect(stage.service.calls).toEqual([`put ${NAME}`]);
    });
});
