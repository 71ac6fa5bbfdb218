import { type Shape, refactoredProgram } from "../support/refactored-program";
import { errorsIn, openStack, type Run, saidOf, type Stack } from "../support/stack";
import { useStackStage } from "../support/stack-stage";

jest.setTimeout(600_000);
const stage = useStackStage();
let stack: Stack;
let journal: string;

const CI: Shape = { kind: "ApiToken", token: "ci" };
const ROBOT: Shape = { kind: "UserAppToken", token: "robot" };
const declare = (resources: Record<string, Shape>) => {
    stack.configure({ resources });
};

/** The labels of the Cutover tokens that work. */
async function working(): Promise<string[]> {
    const users = await stage.control.cutover.users();
    return users.flatMap(({ id, tokens: all }) => (id === "102" ? all.map(({ label }) => label) : [])).sort();
}

const changing = (run: Run) => run.requests.filter((request) => !request.startsWith("GET "));

beforeAll(async () => {
    stack = await openStack(stage, refactoredProgram);
    journal = stage.sandbox.journalFolder;
    await stack.setSecret("ci", await stage.newToken());
    for (const label of ["robot", "second"]) {
        await stack.setSecret(label, (await stage.newCutoverToken("102", label)).token);
    }
    declare({ ci: CI, robot: ROBOT });
    await stack.up();
});

describe("with an alias", () => {
    let before: Record<string, string>;

    beforeAll(async () => {
        before = await stack.tokens();
    });

    test("a resource that gets another name goes on: nothing is sent", async () => {
        declare({
            deploy: { ...CI, options: { aliases: [{ name: "ci" }] } },
            bot: { ...ROBOT, options: { aliases: [{ name: "robot" }] } },
        });
        const run = await stack.up();
        expect(run.requests).toEqual([]);
        expect(await stack.tokens()).toEqual({ deploy: before.ci, bot: before.robot });
    });

    test("a resource that moves into a component goes on: nothing is sent", async () => {
        declare({
            deploy: { ...CI, parent: "billing", wasAtRoot: true },
            bot: { ...ROBOT, parent: "billing", wasAtRoot: true },
        });
        const run = await stack.up();
        expect(run.requests).toEqual([]);
        expect(await stack.tokens()).toEqual({ deploy: before.ci, bot: before.robot });
    });
});

describe("without an alias", () => {
    test("a resource that gets another name has the token of before, from the journal; nothing is issued or revoked", async () => {
        const before = await stack.tokens();
        declare({ ci: CI, robot: ROBOT });
        const run = await stack.up();
        expect(changing(run)).toEqual([]);
        expect(await stack.tokens()).toEqual({ ci: before.deploy, robot: before.bot });
        expect(saidOf("deploy", run)).toEqual([expect.stringMatching(/^deploy: token \w+ goes on in "ci"$/)]);
        expect(saidOf("bot", run)).toEqual([
            expect.stringMatching(/^bot: token \w+ is not revoked: "robot" of this program holds it$/),
        ]);
        expect(await working()).toEqual(["robot", "second"]);
    });

    test("where the journal is gone, up fails and names aliases; the old resource and its token stay, with --continue-on-error too", async () => {
        const before = await stack.tokens();
        await stage.advance(15);
        stack.configure({ "pulumi-api-tokens:journal": `${journal}-of-another-machine` });
        declare({ renamed: CI, robot: ROBOT });
        const run = await stack.refused("up", "--yes", "--skip-preview", "--continue-on-error");
        expect(errorsIn(run).sort()).toEqual([
            expect.stringMatching(/^ci: token \w+ stays in state: "renamed", .*`aliases`/),
            expect.stringMatching(
                /^renamed: .*answered 401.* give it the option `aliases`\. Else: .*\[ERR_TOKEN_REJECTED\]/,
            ),
            "update failed",
        ]);
        expect(await stack.tokens()).toEqual(before);
        stack.configure({ "pulumi-api-tokens:journal": undefined });
        declare({ ci: CI, robot: ROBOT });
    });
});

describe("a resource that is replaced", () => {
    test("by --replace has the token of before", async () => {
        const before = await stack.tokens();
        const run = await stack.succeed(
            "up",
            "--yes",
            "--skip-preview",
            "--replace",
            "**::ci",
            "--replace",
            "**::robot",
        );
        expect(changing(run)).toEqual([]);
        expect(run.output).toMatch(/\+-\s?2 replaced/);
        expect(await stack.tokens()).toEqual(before);
        expect(await working()).toEqual(["robot", "second"]);
    });

    test("for replaceOnChanges, after a run whose last check failed, has the token that was issued then", async () => {
        const rotating = { ...CI, args: { rotation: { triggers: { release: "0" } } } };
        declare({ ci: rotating, robot: ROBOT });
        await stack.up();
        const released = { ...CI, args: { rotation: { triggers: { release: "1" } } } };
        declare({ ci: released, robot: ROBOT });
        await stage.control.addFault({
            method: "GET",
            path: "/v7/users/current",
            kind: "status",
            status: 403,
        });
        await stack.refused("up", "--yes", "--skip-preview");
        await stage.control.clearFaults();
        const before = await stack.tokens();
        const replaced = { ...released, options: { replaceOnChanges: ["*"] } };
        declare({ ci: replaced, robot: ROBOT });
        const run = await stack.up();
        expect(run.output).toMatch(/\+-\s?1 replaced/);
        expect(changing(run)).toEqual([]);
        expect(await stack.tokens()).toEqual(before);
        await stage.advance(15);
    });

    test("with deleteBeforeReplace is not given up for a token that does not work", async () => {
        const before = await stack.tokens();
        await stack.setSecret("mistyped", "00000000-0000-4000-8000-000000000000");
        declare({
            ci: { ...CI, token: "mistyped", options: { deleteBeforeReplace: true } },
            robot: { ...ROBOT, args: { maxAge: "300d" } },
        });
        const run = await stack.refused("up", "--yes", "--skip-preview");
        expect(errorsIn(run).join()).toMatch(
            /answered 401.*The token in state stays.*\[ERR_TOKEN_REJECTED\]/,
        );
        expect(await stack.tokens()).toEqual(before);
    });

    test("with deleteBeforeReplace is not given up for one that has to be made from the same token", async () => {
        const before = await stack.tokens();
        declare({ ci: { ...CI, options: { deleteBeforeReplace: true } }, robot: ROBOT });
        const run = await stack.refused("up", "--yes", "--skip-preview", "--replace", "**::ci");
        expect(errorsIn(run).join()).toMatch(
            /stays in state.*with deleteBeforeReplace, leave that out \[ERR_INPUT\]/,
        );
        expect(await stack.tokens()).toEqual(before);
        declare({ ci: CI, robot: ROBOT });
        await stack.up();
    });
});

describe("a part of the stack", () => {
    test("is left as it is with --target", async () => {
        const before = await stack.tokens();
        declare({
            ci: { ...CI, args: { rotation: { triggers: { release: "1" } } } },
            robot: ROBOT,
            other: { ...ROBOT, token: "second" },
        });
        const run = await stack.succeed("up", "--yes", "--skip-preview", "--target", "**::other");
        expect(changing(run)).toEqual([]);
        expect(await stack.tokens()).toMatchObject(before);
        await stack.up();
    });

    test("that is refused is left out with --exclude, as its message says, and the rest goes on", async () => {
        declare({
            ci: { ...CI, args: { rotation: { triggers: { release: "2" } } } },
            robot: ROBOT,
            other: { ...ROBOT, token: "second" },
        });
        await stack.up();
        declare({
            ci: { ...CI, args: { rotation: { triggers: { release: "3" } } } },
            robot: { ...ROBOT, args: { maxAge: "200d" } },
            other: { ...ROBOT, token: "second" },
        });
        const refused = await stack.refused("preview");
        expect(errorsIn(refused).join()).toContain("The rest of the stack goes on with `--exclude '**::ci'`");
        expect(refused.output).not.toContain("stopped, for the reason");
        const run = await stack.succeed("up", "--yes", "--skip-preview", "--exclude", "**::ci");
        expect(run.output).toMatch(/~ 1 updated/);
    });
});

describe("a resource that goes", () => {
    test("with retainOnDelete leaves its token as it is", async () => {
        declare({
            ci: CI,
            robot: { ...ROBOT, options: { retainOnDelete: true } },
            other: { ...ROBOT, token: "second" },
        });
        await stack.up();
        declare({ ci: CI, other: { ...ROBOT, token: "second" } });
        const run = await stack.up();
        expect(changing(run)).toEqual([]);
        expect(await working()).toEqual(["robot", "second"]);
    });

    test("is named before, with what is revoked, by destroy --refresh --preview-only", async () => {
        const run = await stack.succeed("destroy", "--refresh", "--preview-only");
        expect(changing(run)).toEqual([]);
        expect(saidOf("other", run)).toEqual([
            expect.stringMatching(
                /token \w+: with revoke: true it is revoked when this resource is destroyed/,
            ),
        ]);
    });

    test("to another stack by `pulumi state move` goes on there: nothing is sent", async () => {
        const { ci } = await stack.tokens();
        declare({ ci: CI });
        await stack.succeed("stack", "init", "moved", "--copy-config-from", "dev");
        const urn = "urn:pulumi:dev::refactored::pulumi-nodejs:dynamic/thousandeyes:ApiToken::ci";
        await stack.succeed("state", "move", "--source", "dev", "--dest", "moved", "--yes", urn);
        const run = await stack.up();
        expect(run.requests).toEqual([]);
        expect(await stack.tokens()).toEqual({ ci });
        await stack.succeed("stack", "select", "dev");
        expect(await stack.tokens()).not.toHaveProperty("ci");
    });

    test("into a state by `pulumi import` does not: the dynamic resource is declared with its token instead", async () => {
        const type = "pulumi-nodejs:dynamic/cutover:UserAppToken";
        const run = await stack.refused(
            "import",
            type,
            "imported",
            "102/robot",
            "--yes",
            "--generate-code=false",
        );
        expect(errorsIn(run).join()).toContain("code must be a string, not undefined");
        expect(await stack.tokens()).not.toHaveProperty("imported");
    });

    test("does not revoke a token that a stack with a copy of its config holds as well", async () => {
        declare({ other: { ...ROBOT, token: "second" } });
        await stack.succeed("stack", "init", "copy", "--copy-config-from", "dev");
        await stack.up();
        const destroyed = await stack.destroy();
        expect(saidOf("other", destroyed)).toEqual([
            expect.stringMatching(
                /token \w+ is not revoked: "other" of project "refactored" holds it too, as noted in /,
            ),
        ]);
        await stack.succeed("stack", "select", "dev");
        expect(await working()).toEqual(["robot", "second"]);
        await stack.destroy();
        expect(await working()).toEqual(["robot"]);
    });
});
