import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { DAY } from "../../../src/base/duration";
import { Journal } from "../../../src/journal/journal";
import { thisProcess } from "../../../src/journal/process-identity";
import { CountingStore } from "../../support/counting-store";
import { attemptFor, DEAD, JournalStage, MARK, OLD, SUCCESSOR_MARK } from "../../support/journal-stage";
import { ISSUED } from "../../support/token-state";

const stage = new JournalStage();

const damages: [string, (text: string) => string, string][] = [
    ["is empty", () => "", "damaged, or was not written by this package"],
    ["is cut off", (text) => text.slice(0, 200), "damaged, or was not written by this package"],
    ["holds something foreign", () => '{"a": 1}', "damaged, or was not written by this package"],
    [
        "comes from a later release",
        (text) => text.replace('"version": 1', '"version": 2'),
        "it has version 2, and this release reads version 1",
    ],
    ["has a damaged part", (text) => text.replace('"done": false', '"done": 0'), 'its "done" is damaged'],
    [
        "has another name than its content",
        (text) => text.replace(MARK, "000000000000"),
        "it is about another token than its name says",
    ],
];

describe.each(damages)("an entry that %s", (_name, damage, why) => {
    const damaged = async () => {
        await stage.issue();
        const text = damage(readFileSync(stage.file(), "utf8"));
        writeFileSync(stage.file(), text);
        return text;
    };

    test("is unreadable, with the file's name and the reason", async () => {
        await damaged();
        expect(await stage.view()).toEqual({
            kind: "unreadable",
            problem: expect.stringContaining(`${stage.file()} cannot be used: `) as string,
        });
        const view = await stage.view();
        expect("problem" in view ? view.problem : "").toContain(why);
    });

    test("stands in the way of every attempt", async () => {
        await damaged();
        expect(await stage.journal().begin(attemptFor(OLD))).toEqual(await stage.view());
        expect(stage.names()).toEqual([`${MARK}.1.json`]);
    });

    test("is neither opened nor marked as saved nor disproved, and stays as it is", async () => {
        const text = await damaged();
        await expect(stage.journal().recover(OLD)).rejects.toThrow("cannot be used");
        await expect(stage.journal().markSaved(MARK, SUCCESSOR_MARK)).rejects.toThrow("cannot be used");
        await expect(stage.journal().disprove(MARK)).rejects.toThrow("cannot be used");
        expect(readFileSync(stage.file(), "utf8")).toBe(text);
    });

    test("stays as it is when the journal is swept", async () => {
        const text = await damaged();
        stage.now = ISSUED + 9000 * DAY;
        stage.age(9000 * DAY);
        await stage.journal().sweep();
        expect(readFileSync(stage.file(), "utf8")).toBe(text);
    });

    test("stands in the way although an earlier attempt can be read", async () => {
        await stage.begin(DEAD);
        await stage.issue(thisProcess());
        const second = stage.file(`${MARK}.2.json`);
        writeFileSync(second, damage(readFileSync(second, "utf8")));
        expect(await stage.view()).toMatchObject({
            kind: "unreadable",
            problem: expect.stringContaining(second) as string,
        });
    });
});

test("a folder in the place of an entry makes it unreadable", async () => {
    mkdirSync(stage.file(), { recursive: true, mode: 0o700 });
    expect(await stage.view()).toMatchObject({
        kind: "unreadable",
        problem: expect.stringMatching(/\.1\.json cannot be used: .*EISDIR/) as string,
    });
});

test("a link in the place of an entry makes it unreadable", async () => {
    await stage.issue();
    renameSync(stage.file(), stage.file("elsewhere"));
    symlinkSync(stage.file("elsewhere"), stage.file());
    expect(await stage.view()).toMatchObject({
        kind: "unreadable",
        problem: expect.stringMatching(/\.1\.json cannot be used: .*ELOOP/) as string,
    });
});

describe.each([
    [
        "that is open to others",
        () => {
            chmodSync(stage.folder, 0o750);
        },
        `Close it: chmod 700 `,
    ],
    [
        "whose place has a file",
        () => {
            rmSync(stage.folder, { recursive: true });
            writeFileSync(stage.folder, "");
        },
        "is no folder",
    ],
])("a folder %s", (_name, spoil, words) => {
    const UNREADABLE = { kind: "unreadable", problem: expect.stringContaining(words) as string };

    test("is unreadable, with words that say what to do, and no attempt begins", async () => {
        await stage.issue();
        spoil();
        expect(await stage.view()).toEqual(UNREADABLE);
        expect(await stage.journal().begin(attemptFor("another"))).toEqual(UNREADABLE);
    });

    test("is neither read nor written nor swept", async () => {
        await stage.issue();
        spoil();
        await expect(stage.journal().recover(OLD)).rejects.toThrow(words);
        await expect(stage.journal().markSaved(MARK, SUCCESSOR_MARK)).rejects.toThrow(words);
        await expect(stage.journal().disprove(MARK)).rejects.toThrow(words);
        await expect(stage.journal().sweep()).rejects.toThrow(words);
    });
});

test("a store that cannot be listed is unreadable in its own words, and no attempt begins", async () => {
    await stage.issue();
    const store = new CountingStore(stage.store);
    store.list = () => Promise.reject(new Error("no way there"));
    const journal = stage.journal(thisProcess(), store);
    expect(await journal.view(MARK)).toEqual({ kind: "unreadable", problem: "no way there" });
    expect(await journal.begin(attemptFor(OLD))).toEqual({ kind: "unreadable", problem: "no way there" });
    await expect(journal.recover(OLD)).rejects.toThrow("no way there");
});

test("looking never fails, whatever does", async () => {
    await stage.begin();
    const journal = new Journal(
        stage.store,
        {
            self: thisProcess,
            livenessOf: () => {
                throw new TypeError("no processes");
            },
        },
        () => stage.now,
    );
    expect(await journal.view(MARK)).toEqual({ kind: "unreadable", problem: "no processes" });
});
