import { JournalRefusal } from "../../../../src/journal/store";
import { ServiceFailure } from "../../../../src/journal/stores/entry-service";
import { failureAs } from "../../../support/failure-of";
import { RemoteStage } from "../../../support/remote-stage";

const stage = new RemoteStage();
const NAME = "aaaaaaaaaaaa.1.json";
const OTHER = "bbbbbbbbbbbb.1.json";
const MARK = "aaaaaaaaaaaa.1.done";
const PROBE = ".conditions";
const NO_ANSWER = new ServiceFailure("no answer within 8 s", true);
const DENIED = new ServiceFailure("the service answered 403 (AccessDenied)", false);

const callsAbout = (name: string) => stage.service.calls.filter((call) => call.endsWith(` ${name}`));
/** A service whose conditions have been seen to hold. */
const checked = async () => {
    const store = stage.store();
    await store.create(OTHER, "of another");
    stage.service.calls.length = 0;
    return store;
};
const refusalOf = (call: Promise<unknown>) => failureAs(JournalRefusal, call);

describe("creating an entry", () => {
    test("is one request, and nothing on this machine", async () => {
        const { local } = stage;
        const store = stage.store({ local });
        await store.create(OTHER, "of another");
        stage.service.calls.length = 0;
        expect(await store.create(NAME, "text")).toBe(true);
        expect(stage.service.calls).toEqual([`putNew ${NAME}`]);
        expect(stage.service.textOf(NAME)).toBe("text");
        expect(local.calls).toEqual([]);
    });

    test("fails without a look at the entry where somebody else has created it", async () => {
        stage.service.hold(NAME, "somebody else's");
        expect(await (await checked()).create(NAME, "text")).toBe(false);
        expect(stage.service.calls).toEqual([`putNew ${NAME}`]);
        expect(stage.service.textOf(NAME)).toBe("somebody else's");
    });

    test("whose answer got lost is found out by reading", async () => {
        const store = await checked();
        stage.service.meet("putNew", { lost: NO_ANSWER });
        expect(await store.create(NAME, "text")).toBe(true);
        expect(stage.service.calls).toEqual([`putNew ${NAME}`, `putNew ${NAME}`, `get ${NAME}`]);
        expect(stage.pauses).toEqual([300]);
    });

    test("whose second try alone was processed needs no look", async () => {
        const store = await checked();
        stage.service.meet("putNew", NO_ANSWER);
        expect(await store.create(NAME, "text")).toBe(true);
        expect(stage.service.calls).toEqual([`putNew ${NAME}`, `putNew ${NAME}`]);
    });

    test("fails where somebody else has created it between two tries", async () => {
        const store = await checked();
        stage.service.meet("putNew", NO_ANSWER);
        stage.meanwhile = () => {
            stage.service.hold(NAME, "somebody else's");
        };
        expect(await store.create(NAME, "text")).toBe(false);
        expect(stage.service.textOf(NAME)).toBe("somebody else's");
    });

    test("fails where it is gone again when it is looked at", async () => {
        const store = await checked();
        stage.service.meet("putNew", { lost: NO_ANSWER });
        const { service } = stage;
        service.meanwhile = (call) => (call === `get ${NAME}` ? service.delete(NAME) : undefined);
        expect(await store.create(NAME, "text")).toBe(false);
    });

    test("without a text, as a mark, is not looked at: all marks are alike", async () => {
        const store = await checked();
        stage.service.meet("putNew", { lost: NO_ANSWER });
        expect(await store.create(MARK, "")).toBe(false);
        expect(stage.service.calls).toEqual([`putNew ${MARK}`, `putNew ${MARK}`]);
        expect(stage.service.textOf(MARK)).toBe("");
    });
});

describe("an entry that cannot be created", () => {
    test("is a refusal with the journal's address and the service's words", async () => {
        const store = await checked();
        stage.service.meet("putNew", DENIED);
        const { message } = await refusalOf(store.create(NAME, "text"));
        expect(message).toBe("s3://bucket/: the service answered 403 (AccessDenied)");
        expect(stage.pauses).toEqual([]);
    });

    test("is a refusal after the third failure that may pass", async () => {
        const store = await checked();
        stage.service.meet("putNew", NO_ANSWER, NO_ANSWER, NO_ANSWER);
        const { message } = await refusalOf(store.create(NAME, "text"));
        expect(message).toBe("s3://bucket/: no answer within 8 s");
        expect(stage.pauses).toEqual([300, 1500]);
        expect(callsAbout(NAME)).toHaveLength(3);
    });

    test("is a refusal where nobody can tell whether it was created", async () => {
        const store = await checked();
        stage.service.meet("putNew", { lost: NO_ANSWER });
        stage.service.meet("get", DENIED);
        const { message } = await refusalOf(store.create(NAME, "text"));
        expect(message).toBe("s3://bucket/: the service answered 403 (AccessDenied)");
    });

    test("fails with what is not the service's as it is", async () => {
        const store = await checked();
        const defect = new Error("a defect");
        stage.service.meet("putNew", defect);
        await expect(store.create(NAME, "text")).rejects.toBe(defect);
    });
});

describe("whether the service holds conditions", () => {
    test("is seen before the first entry, by putting one name twice", async () => {
        const texts: string[] = [];
        const putNew = stage.service.putNew.bind(stage.service);
        stage.service.putNew = (name, text) => {
            texts.push(text);
            return putNew(name, text);
        };
        await stage.store().create(NAME, "text");
        expect(stage.service.calls).toEqual([`putNew ${PROBE}`, `putNew ${PROBE}`, `putNew ${NAME}`]);
        expect(texts).toEqual(["put once", "put once", "text"]);
    });

    test("is seen by one request where the name was put by an earlier run", async () => {
        await stage.store().create(NAME, "text");
        stage.service.calls.length = 0;
        await stage.store().create(OTHER, "text");
        expect(stage.service.calls).toEqual([`putNew ${PROBE}`, `putNew ${OTHER}`]);
    });

    test("is seen once for all entries of a store, in turn or at once", async () => {
        const store = stage.store();
        await Promise.all([store.create(NAME, "text"), store.create(OTHER, "text")]);
        await store.create(MARK, "");
        expect(callsAbout(PROBE)).toHaveLength(2);
    });

    test("is not asked where nothing is created", async () => {
        stage.service.ignoresConditions = true;
        const store = stage.store();
        await store.list();
        await store.read(NAME);
        await store.replace(NAME, "text");
        await store.remove([NAME]);
        expect(callsAbout(PROBE)).toEqual([]);
    });

    test("that does not is a refusal before the entry is put", async () => {
        stage.service.ignoresConditions = true;
        const { message } = await refusalOf(stage.store().create(NAME, "text"));
        expect(message).toBe(
            "s3://bucket/ takes a second entry of the same name: its service ignores the condition of the request, and two runs could ask for one token at once. Keep the journal elsewhere",
        );
        expect(stage.service.names()).toEqual([PROBE]);
        expect(callsAbout(NAME)).toEqual([]);
    });

    test("is a refusal for all who wait for it, and is seen anew by whoever comes later", async () => {
        stage.service.ignoresConditions = true;
        const store = stage.store();
        await Promise.all([refusalOf(store.create(NAME, "text")), refusalOf(store.create(OTHER, "text"))]);
        expect(callsAbout(PROBE)).toHaveLength(2);
        await refusalOf(store.create(NAME, "text"));
        expect(callsAbout(PROBE)).toHaveLength(4);
        stage.service.ignoresConditions = false;
        expect(await store.create(NAME, "text")).toBe(true);
        expect(callsAbout(PROBE)).toHaveLength(5);
    });

    test("that could not be seen is a refusal, and is asked again for the next entry", async () => {
        stage.service.meet("putNew", DENIED);
        const store = stage.store();
        const { message } = await refusalOf(store.create(NAME, "text"));
        expect(message).toBe("s3://bucket/: the service answered 403 (AccessDenied)");
        expect(stage.service.names()).toEqual([]);
        expect(await store.create(NAME, "text")).toBe(true);
    });

    test("is tried again after failures that may pass, where an answer that got lost does not count as one", async () => {
        stage.service.meet("putNew", { lost: NO_ANSWER });
        expect(await stage.store().create(NAME, "text")).toBe(true);
        expect(stage.pauses).toEqual([300]);
        expect(callsAbout(PROBE)).toHaveLength(2);
    });
});
