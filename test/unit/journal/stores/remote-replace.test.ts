import { join } from "node:path";
import type { JournalStore } from "../../../../src/journal/store";
import { type EntryService, ServiceFailure } from "../../../../src/journal/stores/entry-service";
import { failureAs } from "../../../support/failure-of";
import { RemoteStage } from "../../../support/remote-stage";

const stage = new RemoteStage();
const NAME = "aaaaaaaaaaaa.1.json";
const OTHER = "bbbbbbbbbbbb.1.json";
const LONG_PAUSES = [1000, 2000, 4000, 8000, 15_000, 15_000, 15_000];
const DOWN = new ServiceFailure("the service answered 503 (SlowDown)", true);
const DENIED = new ServiceFailure("the service answered 403 (AccessDenied)", false);
const TEXT = `{\n  "state": "issued",\n\n  "tag": "a  b"\n}\n`;
const ONE_LINE = `{ "state": "issued", "tag": "a  b" } `;

const replace = (store = stage.store()) => store.replace(NAME, TEXT);
const failureOf = (call: Promise<unknown>) => failureAs(Error, call);
const down = (times: number) => Array.from({ length: times }, () => DOWN);

describe("replacing an entry", () => {
    test("has the text on this machine before the service has it, and not after", async () => {
        const { local } = stage;
        const kept: unknown[] = [];
        stage.service.meanwhile = async (call) => {
            kept.push(call, await stage.local.read(NAME));
        };
        await replace(stage.store({ local }));
        expect(kept).toEqual([`put ${NAME}`, TEXT]);
        expect(stage.service.textOf(NAME)).toBe(TEXT);
        expect(local.calls).toEqual([`create ${NAME}`, `read ${NAME}`, `remove ${NAME}`]);
        expect(await stage.local.list()).toEqual([]);
    });

    test("takes the place of an earlier text that is still on this machine", async () => {
        await stage.local.create(NAME, "earlier");
        let kept: string | undefined;
        stage.service.meanwhile = async () => {
            kept = await stage.local.read(NAME);
        };
        await replace();
        expect(kept).toBe(TEXT);
        expect(await stage.local.list()).toEqual([]);
    });

    test("that succeeds at once waits for nothing", async () => {
        const store = stage.store();
        await replace(store);
        await store.settled();
        expect(stage.pauses).toEqual([]);
        expect(stage.service.calls).toEqual([`put ${NAME}`]);
    });

    test.each<[string, () => JournalStore]>([
        ["written", () => stage.brokenLocal("EROFS: read-only file system", "create")],
        ["read", () => stage.brokenLocal("EACCES: permission denied", "read")],
        ["tidied", () => stage.brokenLocal("EROFS: read-only file system", "remove")],
    ])("succeeds where this machine's folder cannot be %s", async (_what, local) => {
        await replace(stage.store({ local: local() }));
        expect(stage.service.textOf(NAME)).toBe(TEXT);
    });
});

describe("a text that the service does not take at first", () => {
    test.each([DOWN, DENIED, new Error("a defect")])(
        "fails with the service's words and the place on this machine: $message",
        async (failure) => {
            stage.service.meet("put", failure);
            const { message, cause } = await failureOf(replace());
            expect(message).toBe(
                `s3://bucket/: ${failure.message}. The entry is kept on this machine, in ${join(stage.folder, NAME)}, and is tried again for a minute`,
            );
            expect(cause).toBe(failure);
        },
    );

    test("stays on this machine until the service takes it", async () => {
        stage.service.meet("put", ...down(3));
        const kept: unknown[] = [];
        stage.meanwhile = async () => {
            kept.push(await stage.local.read(NAME));
        };
        const store = stage.store();
        await failureOf(replace(store));
        await store.settled();
        expect(kept).toEqual([TEXT, TEXT, TEXT]);
        expect(stage.pauses).toEqual([1000, 2000, 4000]);
        expect(stage.service.calls).toHaveLength(4);
        expect(stage.service.textOf(NAME)).toBe(TEXT);
        expect(await stage.local.list()).toEqual([]);
    });

    test("is tried again whatever the failures are", async () => {
        stage.service.meet("put", DENIED, new Error("a defect"), DENIED);
        const store = stage.store();
        await failureOf(replace(store));
        await store.settled();
        expect(stage.service.textOf(NAME)).toBe(TEXT);
    });

    test("is taken at the last of seven further tries", async () => {
        stage.service.meet("put", ...down(7));
        const store = stage.store();
        await failureOf(replace(store));
        await store.settled();
        expect(stage.pauses).toEqual(LONG_PAUSES);
        expect(stage.service.textOf(NAME)).toBe(TEXT);
        expect(await stage.local.list()).toEqual([]);
    });

    test("is given up after a minute, and stays on this machine", async () => {
        stage.service.meet("put", ...down(9));
        const store = stage.store();
        await failureOf(replace(store));
        await store.settled();
        expect(stage.pauses).toEqual(LONG_PAUSES);
        expect(stage.service.calls).toHaveLength(8);
        expect(stage.service.names()).toEqual([]);
        expect(await stage.local.read(NAME)).toBe(TEXT);
    });

    test("is tried again in a driver that is missing as well, and given up without a failure of its own", async () => {
        const store = stage.store({ open: () => Promise.reject<EntryService>(new Error("not installed")) });
        const { message } = await failureOf(replace(store));
        expect(message).toContain("s3://bucket/: not installed. The entry is kept on this machine");
        await store.settled();
        expect(stage.pauses).toEqual(LONG_PAUSES);
        expect(await stage.local.read(NAME)).toBe(TEXT);
    });

    test("is given up without a failure of its own where nothing can be waited for", async () => {
        stage.service.meet("put", DOWN);
        const store = stage.store({ wait: () => Promise.reject(new Error("no timers any more")) });
        await failureOf(replace(store));
        await store.settled();
        expect(stage.service.calls).toHaveLength(1);
        expect(await stage.local.read(NAME)).toBe(TEXT);
    });

    test("is waited for by whoever asks whether all is settled, and by nobody else", async () => {
        let goOn: () => void = () => undefined;
        stage.meanwhile = () => new Promise((resolve) => (goOn = resolve));
        stage.service.meet("put", DOWN);
        const store = stage.store();
        const events: string[] = [];
        await failureOf(replace(store));
        const settled = store.settled().then(() => events.push("settled"));
        await store.list();
        await store.replace(OTHER, "text");
        events.push("other calls are over");
        goOn();
        await settled;
        expect(events).toEqual(["other calls are over", "settled"]);
        expect(stage.service.textOf(NAME)).toBe(TEXT);
    });

    test("is tried again beside others that were not taken", async () => {
        stage.service.meet("put", DOWN, DOWN);
        const store = stage.store();
        await Promise.all([failureOf(replace(store)), failureOf(store.replace(OTHER, "text"))]);
        await store.settled();
        expect(stage.service.names()).toEqual([NAME, OTHER]);
        expect(await stage.local.list()).toEqual([]);
    });

    test("is settled for good once it is taken", async () => {
        stage.service.meet("put", DOWN);
        const store = stage.store();
        await failureOf(replace(store));
        await store.settled();
        stage.meanwhile = () => new Promise(() => undefined);
        await store.settled();
        expect(stage.pauses).toEqual([1000]);
    });
});

describe("a text that neither this machine nor the service takes", () => {
    const broken = () => stage.store({ local: stage.brokenLocal("ENOSPC: no space left", "create") });

    test("is in the failure's words, sealed, in one line: it may be the only copy", async () => {
        stage.service.meet("put", DOWN);
        const { message, cause } = await failureOf(replace(broken()));
        expect(message).toBe(
            `s3://bucket/: the service answered 503 (SlowDown). Neither could the entry be kept on this machine (ENOSPC: no space left). It is tried again for a minute. Until the new token is in a saved state this is its only copy, sealed, and belongs to s3://bucket/${NAME}: ${ONE_LINE}`,
        );
        expect(cause).toBe(DOWN);
    });

    test("can be read from those words", async () => {
        stage.service.meet("put", DOWN);
        const { message } = await failureOf(replace(broken()));
        expect(JSON.parse(message.slice(message.indexOf("{")))).toEqual(JSON.parse(TEXT));
    });

    test("is tried again all the same", async () => {
        stage.service.meet("put", DOWN, DOWN);
        const store = broken();
        await failureOf(replace(store));
        await store.settled();
        expect(stage.pauses).toEqual([1000, 2000]);
        expect(stage.service.textOf(NAME)).toBe(TEXT);
    });

    test("is said to be so as well where an earlier text is on this machine and cannot be replaced", async () => {
        await stage.local.create(NAME, "earlier");
        stage.service.meet("put", DOWN);
        const store = stage.store({ local: stage.brokenLocal("ENOSPC: no space left", "replace") });
        const { message } = await failureOf(replace(store));
        expect(message).toContain("Neither could the entry be kept on this machine (ENOSPC: no space left)");
    });
});
