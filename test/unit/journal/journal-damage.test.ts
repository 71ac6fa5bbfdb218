import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { DAY } from "../../../src/base/duration";
import { Journal } from "../../../src/journal/journal";
import { systemProcesses, thisProcess } from "../../../src/journal/process-identity";
import { DEAD, DEADLINE, JournalStage, MARK, OLD, SUCCESSOR_MARK } from "../../support/journal-stage";
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
        expect(await stage.journal().begin(MARK, "ci", DEADLINE)).toEqual(await stage.view());
        expect(stage.names()).toEqual([`${MARK}.1.json`]);
    });

    test("is neither opened nor marked as saved, and stays as it is", async () => {
        const text = await damaged();
        stage.now = DEADLINE + 1;
        await expect(stage.journal().recover(OLD)).rejects.toThrow("cannot be used");
        await expect(stage.journal().markSaved(MARK, SUCCESSOR_MARK)).rejects.toThrow("cannot be used");
        expect(readFileSync(stage.file(), "utf8")).toBe(text);
    });

    test("stays as it is when the journal is swept", async () => {
        const text = await damaged();
        stage.now = ISSUED + 900 * DAY;
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
    mkdirSync(stage.file(), { recursive: true });
    expect(await stage.view()).toMatchObject({
        kind: "unreadable",
        problem: expect.stringMatching(/\.1\.json cannot be used: .*EISDIR/) as string,
    });
});

test("a file that stands in the folder's place makes beginning an attempt fail", async () => {
    writeFileSync(stage.folder, "");
    await expect(stage.begin()).rejects.toThrow(/EEXIST|ENOTDIR/);
});

test("any other failure than an unreadable file is passed on", async () => {
    await stage.begin();
    const clockless = new Journal(stage.store, systemProcesses, () => {
        throw new TypeError("no clock");
    });
    await expect(clockless.view(MARK)).rejects.toThrow(new TypeError("no clock"));
});
