import { fingerprint } from "../../src/base/fingerprint";
import { openStack, saidOf, type Stack } from "../support/stack";
import { useStackStage } from "../support/stack-stage";
import { cutOff, entriesOf } from "./cut-off";

jest.setTimeout(180_000);
const stage = useStackStage();
const SEALED = "sealed, not returned";
const POST = "POST /api-tokens";
let stack: Stack;
let release = 1;

/** A rotation by trigger whose new token reaches the journal, and not the state. @returns the entry of the token before it */
async function lostRun(): Promise<string> {
    const { token = "" } = await stack.outputs();
    await stage.advance(15);
    stack.configure({ release: String(++release) });
    await cutOff(stage, stack, SEALED);
    return `${fingerprint(token)}.1.json`;
}

const newest = async () =>
    (await stage.control.users()).find(({ uid }) => uid === "1001")?.tokens.at(-1)?.fingerprint;

beforeAll(async () => {
    stack = await openStack(stage, { example: "rotate" }, await stage.newToken());
    await stack.up();
});

/** The days of one stack, in order. */
describe("a rotation by trigger that is killed once its token is sealed", () => {
    let entry: string;

    beforeAll(async () => {
        entry = await lostRun();
    });

    test("a preview with --refresh leaves the only copy of a new token unmarked", async () => {
        const run = await stack.succeed("preview", "--refresh");
        expect(run.output).toContain("recovered from the journal: the state was older than the token");
        expect(run.requests).not.toContain(POST);
        expect(entriesOf(stage)[entry]).toMatchObject({ state: "issued", done: false });
    });

    test("a refresh that takes a token from the journal counts the trigger as followed", async () => {
        await stack.refresh();
        const refreshed = await stack.resourceOutputs("thousandeyes:ApiToken");
        expect(refreshed.tokenFingerprint).toBe(await newest());
        const run = await stack.up();
        expect(saidOf("ci", run)).toEqual(["ci: settings change, the token stays"]);
        expect(run.requests).not.toContain(POST);
        expect(entriesOf(stage)[entry]).toMatchObject({ state: "issued", done: true });

        await stage.advance(15);
        const later = await stack.up();
        expect(saidOf("ci", later)).toEqual([
            expect.stringMatching(/^ci: the previous token was valid until \S+: it leaves the state$/),
        ]);
        expect(later.requests).toEqual([]);
    });

    test("an up with --refresh does the same in one run", async () => {
        await lostRun();
        const run = await stack.succeed("up", "--refresh", "--yes", "--skip-preview");
        expect(run.requests).not.toContain(POST);
        const { tokenFingerprint, token } = await stack.outputs();
        expect(tokenFingerprint).toBe(await newest());
        expect(await stage.statusOf(token)).toBe(200);

        await stage.advance(15);
        expect((await stack.up()).requests).toEqual([]);
    });

    test("destroy while the newest token is in the journal only names both tokens", async () => {
        const { tokenFingerprint: older = "" } = await stack.outputs();
        await lostRun();
        const { output, requests } = await stack.destroy();
        const left = (mark = "none") =>
            new RegExp(`ci: token ${mark} leaves the state and stays valid until \\d{4}-`);
        expect(output).toMatch(left(older));
        expect(output).toMatch(left(await newest()));
        expect(await newest()).not.toBe(older);
        expect(requests).toEqual([]);
    });
});
