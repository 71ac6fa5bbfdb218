import { gzipSync } from "node:zlib";
import { runCli } from "../support/cli";
import { JournalStage, MARK, OLD, SUCCESSOR } from "../support/journal-stage";

const stage = new JournalStage();

const run = (args: readonly string[], input = "", environment: NodeJS.ProcessEnv = {}) =>
    runCli(args, { input, environment: { HOME: stage.folder, ...environment } });

const open = (token: string, ...more: string[]) =>
    run(["journal", "recover", "--journal", stage.folder, ...more], token);

test("a sealed token is printed for whoever has the one before it, and nothing else goes to the output", async () => {
    await stage.issue();
    const { out, err, code } = await open(`${OLD}\n`);
    expect([out, code]).toEqual([`${SUCCESSOR.token}\n`, 0]);
    expect(err).toBe(
        `the new token for token ${MARK}, issued at 2030-01-01T00:00:00Z, valid until 2032-01-01T00:00:00Z:\n`,
    );
});

test("an answer that no token could be read from is printed, its body in clear", async () => {
    const attempt = await stage.conclude("unclear");
    const body = gzipSync('{"bearer":"0d6d8a4c"}');
    const head = "HTTP/1.1 201 Created\r\ncontent-encoding: gzip";
    await stage.journal().keepReceived(attempt, Buffer.concat([Buffer.from(`${head}\r\n\r\n`), body]));
    const { out, err, code } = await open(OLD);
    expect([out, code]).toEqual([`${head}\n\n{"bearer":"0d6d8a4c"}\n`, 0]);
    expect(err).toContain(`${MARK}.1.json`);
});

test("the journal is where a run finds it, unless an address is given", async () => {
    await stage.issue();
    const variable = { PULUMI_API_TOKENS_JOURNAL: stage.folder };
    expect(await run(["journal", "recover"], OLD, variable)).toMatchObject({ code: 0 });
    expect(await run(["journal", "recover"], OLD)).toMatchObject({ code: 1, out: "" });
});

test.each([
    ["another token than the one that it was sealed with", "another-token", 1, `nothing is sealed for token`],
    ["no token", "", 2, "the token on the standard input is empty"],
    ["a token in pieces", "one two", 2, "the token on the standard input has a space"],
])("of %s nothing is printed but why", async (_name, token, expected, words) => {
    await stage.issue();
    const { out, err, code } = await open(token);
    expect([out, code]).toEqual(["", expected]);
    expect(err).toContain(words);
    expect(err).not.toContain("another-token");
});

test.each([
    [[], "no command is given"],
    [["journal", "close"], 'there is no command "journal close"'],
    [["journal", "recover", "--force"], "Unknown option '--force'"],
    [["journal", "recover", "--journal", "here"], "--journal"],
])("with %p it says what is wrong, and where help is", async (args, words) => {
    const { out, err, code } = await run(args, OLD);
    expect([out, code]).toEqual(["", 2]);
    expect(err).toContain(words);
});

test("its help names the command and an example", async () => {
    const { out, code } = await run(["journal", "recover", "--help"]);
    expect(code).toBe(0);
    expect(out).toContain("pulumi stack output token --show-secrets | api-tokens journal recover");
});
