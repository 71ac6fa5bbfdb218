import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DAY } from "../../../src/lifecycle/duration";
import { fingerprint } from "../../../src/lifecycle/fingerprint";
import { currentOwner } from "../../../src/lifecycle/owner";
import {
    DEAD,
    DEADLINE,
    JournalStage,
    MARK,
    OLD,
    SUCCESSOR,
    SUCCESSOR_MARK,
} from "../../support/journal-stage";
import { ISSUED } from "../../support/token-state";

const stage = new JournalStage();
const ISSUED_VIEW = { kind: "issued", fingerprint: SUCCESSOR_MARK };
const KEPT = 60 * DAY;

describe("a sealed successor", () => {
    test("is seen by every process, and opens with the old token", () => {
        stage.issue();
        expect(stage.journal(DEAD).view(MARK)).toEqual(ISSUED_VIEW);
        expect(stage.journal(DEAD).recover(OLD)).toEqual(SUCCESSOR);
        expect(stage.names()).toEqual([`${MARK}.1.json`]);
    });

    test("stays, whatever became of the process and however long it is ago", () => {
        stage.issue(DEAD);
        stage.now += 900 * DAY;
        expect(stage.view()).toEqual(ISSUED_VIEW);
    });

    test("stands in the way of every other attempt", () => {
        stage.issue();
        expect(stage.journal().begin(MARK, "ci", DEADLINE)).toEqual(ISSUED_VIEW);
        expect(stage.names()).toHaveLength(1);
    });

    test("keeps what the attempt knew, and has its fingerprint and times in clear", () => {
        const { entry } = stage.issue();
        expect(stage.content()).toMatchObject({
            state: "issued",
            fingerprint: MARK,
            resourceName: entry.resourceName,
            owner: entry.owner,
            begun: "2030-01-01T00:00:00Z",
            deadline: "2030-01-15T00:00:00Z",
            done: false,
            issued: {
                fingerprint: SUCCESSOR_MARK,
                issuedAt: "2030-01-01T00:00:00Z",
                validUntil: "2032-01-01T00:00:00Z",
            },
        });
    });

    test("does not open with another token that has the entry's name", () => {
        const attempt = stage.begin();
        stage.journal().complete(attempt, "another token", SUCCESSOR);
        expect(stage.journal().recover(OLD)).toBeUndefined();
    });

    test("does not open in the place of another successor of the same token", () => {
        stage.issue();
        const moved = readFileSync(stage.file(), "utf8").replace(SUCCESSOR_MARK, "000000000000");
        writeFileSync(stage.file(), moved);
        expect(stage.journal().recover(OLD)).toBeUndefined();
    });

    test("is not there before it is issued, nor when it is lost", () => {
        const attempt = stage.begin();
        expect(stage.journal().recover(OLD)).toBeUndefined();
        stage.journal().conclude(attempt, "lost");
        expect(stage.journal().recover(OLD)).toBeUndefined();
    });

    test("cannot be written when the folder is gone, and that is not passed over", () => {
        const attempt = stage.begin();
        rmSync(stage.folder, { recursive: true });
        expect(() => {
            stage.journal().complete(attempt, OLD, SUCCESSOR);
        }).toThrow("ENOENT");
    });

    test("leaves no token in the folder, in no file and at no step, as it is or in base64 or hex", () => {
        const seen: string[] = [];
        const look = () => {
            seen.push(
                ...stage.names(),
                ...stage.names().map((name) => readFileSync(stage.file(name), "latin1")),
            );
        };
        const attempt = stage.begin();
        look();
        stage.journal().complete(attempt, OLD, SUCCESSOR);
        look();
        stage.journal().settle(MARK, SUCCESSOR_MARK);
        look();
        const everything = seen.join("\n");
        expect(everything).toContain(SUCCESSOR_MARK);
        for (const token of [OLD, SUCCESSOR.token]) {
            const bytes = Buffer.from(token);
            const forms = [
                token,
                bytes.toString("base64"),
                bytes.toString("base64url"),
                bytes.toString("hex"),
            ];
            expect(forms.filter((form) => everything.includes(form))).toEqual([]);
        }
    });
});

describe("settling a successor that is in a saved state", () => {
    const settle = (successor = SUCCESSOR_MARK) => {
        stage.journal().settle(MARK, successor);
    };

    test("marks the entry, which still opens for an older checkpoint", () => {
        stage.issue();
        settle();
        expect(stage.content()).toMatchObject({ state: "issued", done: true });
        expect(stage.view()).toEqual(ISSUED_VIEW);
        expect(stage.journal().recover(OLD)).toEqual(SUCCESSOR);
    });

    test("writes nothing the second time", () => {
        stage.issue();
        settle();
        const marked = readFileSync(stage.file(), "utf8");
        writeFileSync(stage.file(), `${marked}   `);
        settle();
        expect(readFileSync(stage.file(), "utf8")).toBe(`${marked}   `);
    });

    test("keeps the entry through the instant of the deadline and removes it after", () => {
        stage.issue();
        stage.now = DEADLINE;
        settle();
        expect(stage.names()).toEqual([`${MARK}.1.json`]);
        stage.now += 1;
        settle();
        expect(stage.names()).toEqual([]);
        expect(stage.view()).toEqual({ kind: "none" });
    });

    test("removes every attempt of the token after the deadline, and none of another one", () => {
        stage.begin(DEAD);
        stage.issue(currentOwner());
        stage.journal().begin("000000000000", "other", DEADLINE);
        stage.now = DEADLINE + 1;
        settle();
        expect(stage.names()).toEqual(["000000000000.1.json"]);
    });

    test("does nothing when another successor is in the state", () => {
        stage.issue();
        stage.now = DEADLINE + 1;
        settle(fingerprint("another successor"));
        expect(stage.content()).toMatchObject({ done: false });
    });

    test("does nothing while no successor is in the journal", () => {
        stage.journal().conclude(stage.begin(), "unclear");
        stage.now = DEADLINE + 1;
        settle();
        expect(stage.content()).toMatchObject({ state: "unclear", done: false });
    });

    test("does nothing when the journal knows nothing of the token", () => {
        settle();
        expect(stage.view()).toEqual({ kind: "none" });
    });
});

describe("sweeping", () => {
    const sweepAt = (instant: number) => {
        stage.now = instant;
        stage.journal().sweep();
        return readdirSync(stage.folder);
    };

    test("keeps a successor that is in no saved state, however long", () => {
        stage.issue();
        expect(sweepAt(ISSUED + 900 * DAY)).toHaveLength(1);
        expect(stage.journal().recover(OLD)).toEqual(SUCCESSOR);
    });

    test("removes a successor that is in a saved state after the deadline, and not at it", () => {
        stage.issue();
        stage.journal().settle(MARK, SUCCESSOR_MARK);
        expect(sweepAt(DEADLINE)).toHaveLength(1);
        expect(sweepAt(DEADLINE + 1)).toEqual([]);
    });

    test.each(["unclear", "lost"] as const)("removes an attempt that ended %s after 60 days", (state) => {
        stage.journal().conclude(stage.begin(), state);
        expect(sweepAt(ISSUED + KEPT)).toHaveLength(1);
        expect(sweepAt(ISSUED + KEPT + 1)).toEqual([]);
    });

    test("removes an attempt that never ended after 60 days", () => {
        stage.begin(DEAD);
        expect(sweepAt(ISSUED + KEPT)).toHaveLength(1);
        expect(sweepAt(ISSUED + KEPT + 1)).toEqual([]);
    });

    test("keeps whatever else is in the folder", () => {
        stage.begin(DEAD);
        const entry = readFileSync(stage.file(), "utf8");
        const others = ["000000000000.1.json.tmp", "notes.txt", "broken.json", "copy.json.bak"];
        for (const name of others) {
            writeFileSync(stage.file(name), name === "broken.json" ? entry.slice(0, -9) : entry);
        }
        mkdirSync(join(stage.folder, "folder.json"));
        expect(sweepAt(ISSUED + KEPT + 1).sort()).toEqual([...others, "folder.json"].sort());
    });
});
