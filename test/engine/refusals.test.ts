import { readFileSync } from "node:fs";
import { fingerprint } from "../../src/base/fingerprint";
import { plainProgram } from "../support/secrecy-programs";
import { filesUnder } from "../support/secrecy-search";
import { errorsIn, openStack, type Run, saidOf, type Stack } from "../support/stack";
import { useStackStage } from "../support/stack-stage";
import { tracesOf } from "../support/traces";

jest.setTimeout(300_000);
const stage = useStackStage();

const UP = ["up", "--yes", "--skip-preview"];
const CURRENT_USER = { method: "GET", path: "/v7/users/current" } as const;
const TIME = String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ`;

let stack: Stack;

beforeAll(async () => {
    stack = await openStack(stage, plainProgram());
});

beforeEach(async () => {
    await stage.control.clearFaults();
    stage.environment = {};
});

describe("a schedule of `pulumi up` with a pasted token that the API rejects", () => {
    let rejectedToken: string;
    const runs: Run[] = [];

    beforeAll(async () => {
        rejectedToken = await stage.newToken();
        await stage.control.revokeTokens("1001");
        stage.environment = { PASTED: rejectedToken };
        for (let count = 0; count < 3; count++) {
            runs.push(await stack.refused(...UP));
        }
    });

    test("sends one request in ten minutes", () => {
        expect(runs.map(({ requests }) => requests)).toEqual([["GET /users/current"], [], []]);
        expect(runs.slice(0, 1).flatMap(ofToken)).toEqual([
            expect.stringMatching(/401.*\[ERR_TOKEN_REJECTED\]$/),
        ]);
    });

    test("says when it was rejected, until when it is not tried again, and how to try at once", () => {
        const words = new RegExp(
            `rejected this token at (${TIME}), and it is not tried again before (${TIME}): .* ` +
                String.raw`To try at once, set PULUMI_API_TOKENS_REFUSAL_MEMORY=0s for this run.*\[ERR_TOKEN_REJECTED\]$`,
        );
        for (const run of runs.slice(1)) {
            const [error = "", ...others] = ofToken(run);
            expect(others).toEqual([]);
            const [, at = "", until = ""] = words.exec(error) ?? [];
            expect(Date.parse(until) - Date.parse(at)).toBe(600_000);
        }
    });

    test("leaves a fingerprint and a time, and no token", () => {
        const files = filesUnder(`${stage.sandbox.journalFolder}/refused`);
        expect(files).toEqual([expect.stringContaining(`/${fingerprint(rejectedToken)}-`)]);
        const text = files.map((file) => `${file}\n${readFileSync(file, "utf8")}`).join("\n");
        expect(text).toMatch(/\n\d{4}-\d\d-\d\dT[\d:.]{12}Z$/);
        expect(tracesOf(rejectedToken, text)).toEqual([]);
    });

    test("tries at once when told so, and again once the ten minutes are over", async () => {
        stage.environment = { PASTED: rejectedToken, PULUMI_API_TOKENS_REFUSAL_MEMORY: "0s" };
        expect((await stack.refused(...UP)).requests).toEqual(["GET /users/current"]);
        stage.environment = { PASTED: rejectedToken };
        await stage.advance(1);
        expect((await stack.refused(...UP)).requests).toEqual(["GET /users/current"]);
        expect((await stack.refused(...UP)).requests).toEqual([]);
    });
});

describe("a rate limit that is exceeded", () => {
    test("for an hour ends the run at once, and says when to come back", async () => {
        stage.environment = { PASTED: await stage.newToken("1002") };
        await stage.control.addFault(limitedFor("3600"));
        const run = await stack.refused(...UP);
        expect(run.requests).toEqual(["GET /users/current"]);
        expect(ofToken(run)).toEqual([
            expect.stringMatching(
                new RegExp(
                    String.raw`exceeded until ${TIME}, .* in 60 min, .*rateLimitWait 61m.*\[ERR_RATE_LIMITED\]$`,
                ),
            ),
        ]);
    });

    test("for two seconds is waited for, and the wait is announced", async () => {
        stage.environment = { PASTED: await stage.newToken("2001") };
        await stage.control.addFault({ ...limitedFor("2"), times: 1 });
        const run = await stack.up();
        expect(run.requests).toEqual([
            "GET /users/current",
            "GET /users/current",
            "POST /api-tokens",
            "GET /users/current",
        ]);
        expect(saidOf("pulumi-api-tokens", run)).toEqual([
            "pulumi-api-tokens: waiting 2 s for the organisation's rate limit",
        ]);
    });
});

test("a retry budget that is no duration is one clear error at preview", async () => {
    stack.configure({ "pulumi-api-tokens:retryBudget": "soon" });
    const run = await stack.refused("preview");
    expect(errorsIn(run)).toEqual([
        expect.stringMatching(
            /pulumi-api-tokens:retryBudget must be a duration such as "500ms", "30s", "2m" or "1h".*\[ERR_INPUT\]$/,
        ),
    ]);
    expect(run.output).not.toMatch(/^\s+at /m);
    expect(run.requests).toEqual([]);
});

/** The errors about the token: of an update that failed the engine says so as well. */
function ofToken(run: Run): string[] {
    return errorsIn(run).filter((error) => error !== "update failed");
}

function limitedFor(seconds: string) {
    return { ...CURRENT_USER, kind: "status", status: 429, headers: { "retry-after": seconds } } as const;
}
