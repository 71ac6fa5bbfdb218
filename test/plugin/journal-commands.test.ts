import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fingerprint } from "../../src/base/fingerprint";
import { HeldTokens } from "../../src/journal/held-tokens";
import { openStore } from "../../src/journal/stores/open";
import { runCli } from "../support/cli";
import {
    attemptFor,
    DEAD,
    DEADLINE,
    JournalStage,
    MARK,
    OLD,
    SUCCESSOR,
    SUCCESSOR_MARK,
} from "../support/journal-stage";
import { temporaryFolder } from "../support/temporary-folder";

const stage = new JournalStage();
const other = temporaryFolder();

const journal = (...args: string[]) =>
    runCli(["journal", ...args], { environment: { PULUMI_API_TOKENS_JOURNAL: stage.folder } });

/** Has another token's attempt end without a clear answer. */
async function leaveUnclear(token: string): Promise<void> {
    const attempt = await stage.journal(DEAD).begin(attemptFor(token));
    if ("kind" in attempt) {
        throw new Error("blocked");
    }
    await stage.journal(DEAD).conclude(attempt, "unclear", DEADLINE);
}

test("list says in words what came of each attempt, and with --open only what is open", async () => {
    await stage.issue();
    await stage.journal().markSaved(MARK, SUCCESSOR_MARK);
    await leaveUnclear("another");
    const all = await journal("list");
    expect(all.code).toBe(1);
    expect(all.out).toMatch(
        new RegExp(`✓ {2}${MARK} +1 +ci .*Token ${SUCCESSOR_MARK} was issued, and is in a saved state`),
    );
    expect(all.out).toMatch(
        new RegExp(`! {2}${fingerprint("another")} .*no clear answer\\. .pulumi up. finds out`),
    );
    const open = await journal("list", "--open", "--json");
    expect(JSON.parse(open.out)).toMatchObject({
        journal: stage.folder,
        attempts: [{ token: fingerprint("another"), level: "soon" }],
        unreadable: [],
    });
    expect(all.out + open.out).not.toContain(SUCCESSOR.token);
});

test("an empty journal has nothing open, and one with a lost token or a damaged entry ends with code 2", async () => {
    expect(await journal("list")).toMatchObject({ code: 0, out: `nothing in ${stage.folder}\n` });
    await stage.conclude("lost", DEAD);
    expect(await journal("list")).toMatchObject({ code: 2 });
    writeFileSync(join(stage.folder, `${fingerprint("x")}.1.json`), "{", { mode: 0o600 });
    const { out, code } = await journal("list");
    expect(code).toBe(2);
    expect(out).toContain("is damaged, or was not written by this package");
});

test("show tells of one token, and takes nothing that may be a token", async () => {
    await stage.issue();
    await leaveUnclear("another");
    const { out, code } = await journal("show", MARK);
    expect(code).toBe(1);
    expect(out).toContain(`Token ${SUCCESSOR_MARK} was issued and is sealed here`);
    expect(out).not.toContain(fingerprint("another"));
    const refused = await journal("show", OLD);
    expect(refused.code).toBe(2);
    expect(refused.err).toContain("has 12 hexadecimal digits");
    expect(refused.err).not.toContain(OLD);
});

test("move takes all entries to another place, where they open as before", async () => {
    await stage.issue();
    await stage.journal().markSaved(MARK, SUCCESSOR_MARK);
    const before = readdirSync(stage.folder).sort();
    const target = join(other.path, "moved");
    const moved = await journal("move", "--to", target);
    expect(moved).toMatchObject({ code: 0, out: `moved 1 entry from ${stage.folder} to ${target}\n` });
    expect(readdirSync(target).sort()).toEqual(before);
    expect(readdirSync(stage.folder)).toEqual([]);
    const opened = await runCli(["journal", "recover", "--journal", target], { input: OLD });
    expect(opened).toMatchObject({ code: 0, out: `${SUCCESSOR.token}\n` });
    // The same command again, as after a run that was cut off.
    expect(await journal("move", "--to", target)).toMatchObject({ code: 0 });
});

test("move brings along what was sealed and not yet in place", async () => {
    await stage.leaveUnplaced();
    const target = join(other.path, "moved");
    await journal("move", "--to", target, "--keep");
    const opened = await runCli(["journal", "recover", "--journal", target], { input: OLD });
    expect(opened.out).toBe(`${SUCCESSOR.token}\n`);
    expect(readdirSync(stage.folder)).not.toEqual([]);
});

test("move refuses while a process asks for a token, and where another entry of the name is", async () => {
    const attempt = await stage.begin();
    const target = join(other.path, "moved");
    const busy = await journal("move", "--to", target);
    expect(busy.code).toBe(2);
    expect(busy.err).toContain(
        `process ${process.pid} is asking for a new token, for token ${MARK}: wait for its end`,
    );
    const { attempts } = JSON.parse((await journal("list", "--json")).out) as { attempts: object[] };
    expect(attempts).toMatchObject([{ token: MARK, level: "fine", pid: process.pid }]);
    await stage.journal().abandon(attempt);
    await openStore(target).create(attempt.name, "{}");
    const taken = await journal("move", "--to", target);
    expect(taken.code).toBe(2);
    expect(taken.err).toContain("is there already, and is another one");
    expect(stage.entries()).toEqual([attempt.name]);
});

test("move needs to be told where to", async () => {
    expect((await journal("move")).err).toContain("--to is missing");
    expect((await journal("move", "--to", stage.folder)).err).toContain("the same place");
    expect((await journal("move", "--to", "here")).err).toContain("--to must be an absolute path");
});

test("notes of who holds a token are no entries: list counts them, show names the holders, and move takes them along", async () => {
    await stage.issue();
    await stage.journal().markSaved(MARK, SUCCESSOR_MARK);
    const held = "a-token-of-two-stacks";
    const notes = new HeldTokens(openStore(stage.folder));
    await notes.note(held, { id: "0123456789ab", resourceName: "robot", project: "billing" });
    await notes.note(held, { id: "ba9876543210", resourceName: "helper" });
    const list = await journal("list");
    expect(list.code).toBe(0);
    expect(list.out).toContain("1 token held by 2 resources that may revoke");
    expect(list.out.split("\n").filter((line) => /^[✓!✗]/.test(line))).toHaveLength(1);
    const mark = fingerprint(held);
    const shown = await journal("show", mark);
    expect(shown.code).toBe(0);
    expect(shown.out).toContain(`token ${mark} is held by "robot" of project "billing": while it is,`);
    expect(shown.out).toContain(`token ${mark} is held by "helper": while it is,`);
    expect((await journal("show", MARK)).out).not.toContain("held");
    expect(JSON.parse((await journal("list", "--json")).out)).toMatchObject({
        holders: expect.arrayContaining([
            { token: mark, resource: "robot", project: "billing" },
            { token: mark, resource: "helper" },
        ]) as unknown,
    });

    // The same holder may have a note at the new place already, from a run since.
    const target = join(other.path, "with-notes");
    await new HeldTokens(openStore(target)).note(held, { id: "0123456789ab", resourceName: "renamed" });
    const moved = await journal("move", "--to", target);
    expect(moved).toMatchObject({
        code: 0,
        out: `moved 1 entry, and 2 notes of who holds a token, from ${stage.folder} to ${target}\n`,
    });
    expect(readdirSync(stage.folder)).toEqual([]);
    const others = await new HeldTokens(openStore(target)).others(held, "0123456789ab");
    expect(others).toMatchObject([{ holder: { resourceName: "helper" } }]);
});
