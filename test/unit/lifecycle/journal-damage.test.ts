import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { DAY } from "../../../src/lifecycle/duration";
import { currentOwner } from "../../../src/lifecycle/owner";
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
    const damaged = () => {
        stage.issue();
        const text = damage(readFileSync(stage.file(), "utf8"));
        writeFileSync(stage.file(), text);
        return text;
    };

    test("is unreadable, with the file's name and the reason", () => {
        damaged();
        expect(stage.view()).toEqual({
            kind: "unreadable",
            problem: expect.stringContaining(`${stage.file()} cannot be used: `) as string,
        });
        const view = stage.view();
        expect("problem" in view ? view.problem : "").toContain(why);
    });

    test("stands in the way of every attempt", () => {
        damaged();
        expect(stage.journal().begin(MARK, "ci", DEADLINE)).toEqual(stage.view());
        expect(stage.names()).toEqual([`${MARK}.1.json`]);
    });

    test("is neither opened nor settled, and stays as it is", () => {
        const text = damaged();
        stage.now = DEADLINE + 1;
        expect(() => stage.journal().recover(OLD)).toThrow("cannot be used");
        expect(() => {
            stage.journal().settle(MARK, SUCCESSOR_MARK);
        }).toThrow("cannot be used");
        expect(readFileSync(stage.file(), "utf8")).toBe(text);
    });

    test("stays as it is when the journal is swept", () => {
        const text = damaged();
        stage.now = ISSUED + 900 * DAY;
        stage.journal().sweep();
        expect(readFileSync(stage.file(), "utf8")).toBe(text);
    });

    test("stands in the way although an earlier attempt can be read", () => {
        stage.begin(DEAD);
        stage.issue(currentOwner());
        const second = stage.file(`${MARK}.2.json`);
        writeFileSync(second, damage(readFileSync(second, "utf8")));
        expect(stage.view()).toMatchObject({
            kind: "unreadable",
            problem: expect.stringContaining(second) as string,
        });
    });
});

test("a folder in the place of an entry makes it unreadable", () => {
    mkdirSync(stage.file(), { recursive: true });
    expect(stage.view()).toMatchObject({
        kind: "unreadable",
        problem: expect.stringMatching(/\.1\.json cannot be used: .*EISDIR/) as string,
    });
});

test("a file that stands in the folder's place makes beginning an attempt fail", () => {
    writeFileSync(stage.folder, "");
    expect(() => stage.begin()).toThrow(/EEXIST|ENOTDIR/);
});

test("sweeping a folder that is not there fails instead of passing over it", () => {
    rmSync(stage.folder, { recursive: true, force: true });
    expect(() => {
        stage.journal().sweep();
    }).toThrow("ENOENT");
});

test("any other failure than an unreadable file is passed on", () => {
    stage.begin();
    const clockless = stage.journal();
    Object.assign(clockless, {
        now: () => {
            throw new TypeError("no clock");
        },
    });
    expect(() => clockless.view(MARK)).toThrow(new TypeError("no clock"));
});
