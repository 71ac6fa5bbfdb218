import { Received } from "../../../src/http/recording";
import type { TokenAnswer } from "../../../src/rotating-token/answer";
import { IssueStage } from "../../support/issue-stage";
import { MARK, OLD } from "../../support/journal-stage";

const stage = new IssueStage();
const TOKEN = "0d6d8a4c-5d2f-4f6e-9d11-1c2f5a3b7e90";
const ARRIVED = Buffer.from(`HTTP/1.1 201 Created\r\n\r\n{"bearerTok":"${TOKEN}"\xff`, "latin1");
const WHERE = "`api-tokens journal recover` shows it";

const answered = (kind: "lost" | "unclear", bytes = ARRIVED): TokenAnswer => ({
    kind,
    message: "Words",
    received: new Received(bytes),
});

test.each(["lost", "unclear"] as const)(
    "what arrived in an answer that is %s is sealed byte by byte, and the message says where",
    async (kind) => {
        const reply = await stage.issueWith(answered(kind));
        expect(reply).toMatchObject({ kind: "failed", message: expect.stringContaining(WHERE) as string });
        expect(stage.content()).toMatchObject({ state: kind });
        expect([...(await stage.journal().received(OLD)).values()]).toEqual([ARRIVED]);
        expect(JSON.stringify(stage.content())).not.toContain(TOKEN);
        expect((await stage.journal().received("another")).size).toBe(0);
    },
);

test("a token that was searched for is issued, and what arrived is sealed beside it", async () => {
    const received = new Received(ARRIVED);
    const reply = await stage.issueWith({ kind: "issued", token: `${TOKEN}!`, received });
    expect(reply).toMatchObject({ kind: "issued", successor: { token: `${TOKEN}!` } });
    expect((await stage.journal().recover(OLD))?.token).toBe(`${TOKEN}!`);
    expect([...(await stage.journal().received(OLD)).values()]).toEqual([ARRIVED]);
});

test("of more than 64 KiB the first 64 are kept", async () => {
    await stage.issueWith(answered("unclear", Buffer.alloc(100_000, "a")));
    const [bytes] = [...(await stage.journal().received(OLD)).values()];
    expect(bytes).toHaveLength(64 * 1024);
});

test("nothing is said of what is empty, or did not come", async () => {
    const empty = await stage.issueWith(answered("unclear", Buffer.alloc(0)));
    expect(JSON.stringify(empty)).not.toContain(WHERE);
    const none = await stage.issueWith({ kind: "unclear", message: "Words" });
    expect(JSON.stringify(none)).not.toContain(WHERE);
    expect((await stage.journal().received(OLD)).size).toBe(0);
});

test("where there is no room for it, what became of the attempt is noted all the same", async () => {
    const journal = stage.journal();
    journal.keepReceived = () => Promise.reject(new Error("no space left"));
    const reply = await stage.issueWith(answered("lost"), {}, undefined, journal);
    expect(JSON.stringify(reply)).not.toContain(WHERE);
    expect(stage.content()).toMatchObject({ state: "lost" });
});

test("of several attempts each keeps its own", async () => {
    await stage.issueWith(answered("unclear"));
    await stage.issueWith(answered("unclear", Buffer.from("other")));
    expect([...(await stage.journal().received(OLD))]).toEqual([
        [`${MARK}.1.json`, ARRIVED],
        [`${MARK}.2.json`, Buffer.from("other")],
    ]);
});
