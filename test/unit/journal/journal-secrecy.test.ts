import { readFileSync, writeFileSync } from "node:fs";
import { openCause, openSuccessor, sealCause, sealSuccessor } from "../../../src/journal/contents";
import { type Sealed, unseal } from "../../../src/journal/sealing";
import {
    attemptFor,
    DEADLINE,
    JournalStage,
    MARK,
    OLD,
    RECOVERED,
    SUCCESSOR,
    SUCCESSOR_MARK,
    TRIGGERS,
} from "../../support/journal-stage";
import { tracesOf } from "../../support/traces";

const stage = new JournalStage();

/** Puts something else in the place of parts of an entry. */
function change(changes: object): void {
    writeFileSync(stage.file(), JSON.stringify({ ...stage.content(), ...changes }));
}

describe("what a successor was asked for", () => {
    test("comes with it", async () => {
        await stage.issue();
        expect(await stage.journal().recover(OLD)).toEqual({ ...SUCCESSOR, triggers: TRIGGERS });
    });

    test("may be nothing", async () => {
        const attempt = await stage.journal().begin({ ...attemptFor(OLD), triggers: {} });
        if ("kind" in attempt) {
            throw new Error("blocked");
        }
        await stage.journal().complete(attempt, SUCCESSOR, DEADLINE);
        expect(await stage.journal().recover(OLD)).toEqual({ ...SUCCESSOR, triggers: {} });
    });

    test("is not known of an entry of 0.1.0, which opens all the same", async () => {
        await stage.issue();
        change({ cause: undefined });
        expect(await stage.journal().recover(OLD)).toEqual(SUCCESSOR);
    });

    test("is not known where it was sealed with another token, and the successor opens all the same", async () => {
        await stage.issue();
        change({ cause: sealCause({ triggers: TRIGGERS }, "another token") });
        expect(await stage.journal().recover(OLD)).toEqual(SUCCESSOR);
    });

    test("does not open in the place of the successor, nor that in its place", async () => {
        const { sealed, ...issued } = sealSuccessor(SUCCESSOR, OLD);
        const cause = sealCause({ triggers: TRIGGERS }, OLD);
        expect(openCause(sealed, OLD)).toBeUndefined();
        expect(openSuccessor({ ...issued, sealed: cause }, OLD)).toBeUndefined();
        await stage.issue();
        change({ issued: { ...(stage.content().issued as { sealed: Sealed }), sealed: cause } });
        expect(await stage.journal().recover(OLD)).toBeUndefined();
    });

    test("is bound to the old token and its place, in words that stay for ever", () => {
        const cause = sealCause({ triggers: TRIGGERS }, OLD);
        expect(unseal(cause, OLD, `${MARK} cause`)).toBe('{"triggers":{"release":"2"}}');
        const { sealed } = sealSuccessor(SUCCESSOR, OLD);
        expect(unseal(sealed, OLD, `${MARK} ${SUCCESSOR_MARK}`)).toBe(SUCCESSOR.token);
    });

    test("is sealed differently each time", () => {
        const [one, two] = [sealCause({ triggers: TRIGGERS }, OLD), sealCause({ triggers: TRIGGERS }, OLD)];
        expect(one.ciphertext).not.toBe(two.ciphertext);
        expect(openCause(one, OLD)).toEqual(openCause(two, OLD));
    });
});

test("the journal has no token and no trigger's value, in no file and at no step, as it is or in base64 or hex", async () => {
    const seen: string[] = [];
    const look = () => {
        seen.push(...stage.names(), ...stage.names().map((name) => readFileSync(stage.file(name), "latin1")));
    };
    const secret = "value-of-a-trigger";
    const attempt = await stage.journal().begin({ ...attemptFor(OLD), triggers: { password: secret } });
    if ("kind" in attempt) {
        throw new Error("blocked");
    }
    look();
    await stage.journal().complete(attempt, SUCCESSOR, DEADLINE);
    look();
    await stage.journal().markSaved(MARK, SUCCESSOR_MARK);
    look();
    const everything = seen.join("\n");
    expect(everything).toContain(SUCCESSOR_MARK);
    for (const word of [OLD, SUCCESSOR.token, secret]) {
        const bytes = Buffer.from(word);
        const forms = [word, bytes.toString("base64"), bytes.toString("base64url"), bytes.toString("hex")];
        expect(forms.filter((form) => everything.includes(form))).toEqual([]);
        expect(tracesOf(word, everything)).toEqual([]);
    }
    expect(everything).not.toContain("password");
    expect(await stage.journal().recover(OLD)).toEqual({ ...RECOVERED, triggers: { password: secret } });
});
