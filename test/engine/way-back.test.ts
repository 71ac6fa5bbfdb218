import { errorsIn, openStack, type Run, saidOf, type Stack } from "../support/stack";
import { configuredProgram } from "../support/stack-programs";
import { useStackStage } from "../support/stack-stage";

jest.setTimeout(300_000);
const stage = useStackStage();

/** Somebody revokes the token in the UI: what a refresh finds, and the way back. */
describe("a token that was revoked in the UI", () => {
    let stack: Stack;
    let revoked: Record<string, string | undefined>;
    let healthy: Run;
    let refresh: Run;

    beforeAll(async () => {
        stack = await openStack(stage, configuredProgram, await stage.newToken());
        await stack.up();
        revoked = await stack.outputs();
        healthy = await stack.refresh();
        await stage.control.revokeTokens("1001");
        refresh = await stack.run("refresh", "--yes", "--skip-preview");
    });

    test("was asked about once by the refresh before, which changed nothing", () => {
        expect(healthy.requests).toEqual(["GET /users/current"]);
        expect(healthy.output).toMatch(/Resources:\s+2 unchanged/);
        expect(saidOf("ci", healthy)).toEqual([]);
    });

    test("is found by a refresh, which keeps it in state and says what to do", async () => {
        expect(errorsIn(refresh)).toEqual([]);
        expect(refresh.code).toBe(0);
        expect(refresh.requests).toEqual(["GET /users/current"]);
        expect(saidOf("ci", refresh)).toEqual([
            expect.stringMatching(
                /^ci: warning: .*answered 401.*It stays in state, and a later `pulumi up` asks once more\..*bootstrapToken/,
            ),
        ]);
        const { resources } = await stack.exportState();
        const found = resources.find(({ type }) => type.endsWith(":ApiToken"))?.outputs;
        expect(found).toMatchObject({
            status: "rejected",
            tokenFingerprint: revoked.tokenFingerprint,
        });
    });

    test("is announced to be asked about by preview, and is not sent again so soon by up, which tells the way back", async () => {
        const preview = await stack.run("preview");
        expect(saidOf("ci", preview)).toEqual([
            "ci: the API rejected the token in state when it was last asked: asking once more",
        ]);
        expect(preview.requests).toEqual([]);
        const refused = await stack.refused("up", "--yes", "--skip-preview");
        expect(errorsIn(refused).filter((text) => text !== "update failed")).toEqual([
            expect.stringMatching(
                /rejected this token at .* not tried again before .*It stays in state.*bootstrapToken.*\[ERR_TOKEN_REJECTED\]/,
            ),
        ]);
        expect(refused.output).not.toMatch(/^\s+at /m);
        expect(refused.requests).toEqual([]);
    });

    test("is replaced once another bootstrap token is given: the new one is made before the old one goes", async () => {
        await stack.setBootstrapToken(await stage.newToken());
        const run = await stack.up();
        expect(run.requests).toEqual(["GET /users/current", "POST /api-tokens", "GET /users/current"]);
        expect(run.output).toMatch(/\+-\s?1 replaced/);
        const said = saidOf("ci", run);
        const made = said.findIndex((text) => text.startsWith("ci: created, "));
        const gone = said.findIndex((text) =>
            text.startsWith(`ci: token ${revoked.tokenFingerprint ?? ""} leaves the state`),
        );
        expect(said[0]).toBe("ci: another bootstrapToken was given: the token is made anew from it");
        expect(made).toBeGreaterThan(0);
        expect(gone).toBeGreaterThan(made);
        const { token, status } = await stack.outputs();
        expect(status).toBe("active");
        expect(token).not.toBe(revoked.token);
        expect(await stage.statusOf(token)).toBe(200);
    });
});
