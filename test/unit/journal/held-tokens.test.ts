import { readFileSync, writeFileSync } from "node:fs";
import { fingerprint } from "../../../src/base/fingerprint";
import { HeldTokens, type Holder, parseNoteName } from "../../../src/journal/held-tokens";
import { MARK, OLD, JournalStage } from "../../support/journal-stage";

const stage = new JournalStage();
const notes = () => new HeldTokens(stage.store);

const HERE: Holder = { id: "aaaaaaaaaaaa", resourceName: "ci", project: "here" };
const THERE: Holder = { id: "bbbbbbbbbbbb", resourceName: "deploy", project: "there" };
const nameOf = ({ id }: Holder, mark = MARK) => `${mark}.${id}.held.json`;

test("before anything is noted nobody holds a token", async () => {
    expect(await notes().others(OLD, HERE.id)).toEqual([]);
});

test("a note is found by everybody but the one who made it, with where it is", async () => {
    await notes().note(OLD, HERE);
    expect(await notes().others(OLD, HERE.id)).toEqual([]);
    expect(await notes().others(OLD, THERE.id)).toEqual([{ holder: HERE, place: stage.file(nameOf(HERE)) }]);
    await notes().note(OLD, THERE);
    expect((await notes().others(OLD, HERE.id)).map(({ holder }) => holder)).toEqual([THERE]);
    expect(await notes().others(OLD, "")).toHaveLength(2);
});

test("a note is about one token", async () => {
    await notes().note("another-token-of-the-tests", THERE);
    expect(await notes().others(OLD, HERE.id)).toEqual([]);
});

test("a note that is there already stays as it is", async () => {
    await notes().note(OLD, HERE);
    await notes().note(OLD, { ...HERE, resourceName: "renamed" });
    expect(await notes().others(OLD, "")).toMatchObject([{ holder: HERE }]);
});

test("nothing else of the journal counts as a note", async () => {
    await stage.begin();
    expect(await notes().others(OLD, HERE.id)).toEqual([]);
});

test("a note that is dropped is gone, and those of others stay", async () => {
    await notes().note(OLD, HERE);
    await notes().note(OLD, THERE);
    await notes().note("another-token-of-the-tests", HERE);
    await notes().drop(OLD, HERE.id);
    const other = fingerprint("another-token-of-the-tests");
    expect(stage.names()).toEqual([nameOf(THERE), nameOf(HERE, other)].sort());
});

test("where there is no note, none is removed", async () => {
    await notes().note(OLD, HERE);
    const removed: string[] = [];
    const { store } = stage;
    store.remove = (names) => Promise.resolve(void removed.push(...names));
    await new HeldTokens(store).drop(OLD, THERE.id);
    expect(removed).toEqual([]);
});

test.each([
    ["", { id: "undefined", resourceName: "a resource of unknown name", project: undefined }],
    ["no JSON", { id: "undefined", resourceName: "a resource of unknown name", project: undefined }],
    [
        '{"id":"x","resourceName":1,"project":[]}',
        { id: "x", resourceName: "a resource of unknown name", project: undefined },
    ],
    ['{"id":"x","resourceName":"ci"}', { id: "x", resourceName: "ci", project: undefined }],
])("a note that says %j is that of a holder all the same", async (text, holder) => {
    await notes().note(OLD, THERE);
    writeFileSync(stage.file(nameOf(THERE)), text);
    expect(await notes().others(OLD, HERE.id)).toEqual([{ holder, place: stage.file(nameOf(THERE)) }]);
});

test("a token is not in its note", async () => {
    await notes().note(OLD, HERE);
    expect(readFileSync(stage.file(nameOf(HERE)), "utf8") + stage.names().join()).not.toContain(OLD);
});

test.each([
    [nameOf(HERE), { fingerprint: MARK }],
    [`${MARK}.1.json`, undefined],
    [`${MARK}.held.json`, { fingerprint: MARK }],
    [`x${nameOf(HERE)}`, undefined],
    ["0123456789a.x.held.json", undefined],
    ["0123456789abc.x.held.json", undefined],
    ["0123456789ag.x.held.json", undefined],
    [`${nameOf(HERE)}.tmp`, undefined],
    ["", undefined],
])("the name %j is that of a note: %j", (name, expected) => {
    expect(parseNoteName(name)).toEqual(expected);
});
