import { ApiTokenError } from "../../../src/base/errors";
import { fingerprint } from "../../../src/base/fingerprint";
import { ProgramResources } from "../../../src/pulumi/program-resources";
import type { RotatingTokenInputs } from "../../../src/rotating-token/inputs";
import { type Program } from "../../../src/rotating-token/parting";
import { failureOf } from "../../support/failure-of";
import { MARK, OLD } from "../../support/journal-stage";
import { inputs, outputs } from "../../support/rotating-token-outputs";
import { RotationStage } from "../../support/rotation-stage";

const stage = new RotationStage();
const PASTED = "pasted-in-the-beginning";
const olds = outputs({ token: OLD, tokenFingerprint: MARK, bootstrapFingerprint: fingerprint(PASTED) });
const named = (resourceName: string) => ({ resourceName, key: resourceName });
let program: Program;

beforeEach(() => {
    program = new ProgramResources(["bootstrapToken", "token", "previousToken"]);
});

const declare = (name: string, changes: Partial<RotatingTokenInputs>) => {
    program.declare(named(name), inputs(changes));
};
const destroy = () => stage.lifecycle(stage.host(), stage.system, program).delete(olds);

test("a resource that nothing takes the place of goes", async () => {
    await destroy();
    expect(stage.lines).toEqual([expect.stringMatching(/leaves the state and stays valid until/)]);
});

describe("a resource that another name takes the place of, with the same bootstrap token,", () => {
    test("stays while that one is not there, and the way on is the option aliases", async () => {
        declare("renamed", { bootstrapToken: PASTED });
        const { code, message } = await failureOf(destroy());
        expect(code).toBe("ERR_INPUT");
        expect(message).toMatch(/^token \w+ stays in state: "renamed", which takes the place .*`aliases`/);
        expect(stage.lines).toEqual([]);
    });

    test("goes once that one is there, and the token is said to go on in it", async () => {
        declare("renamed", { bootstrapToken: PASTED });
        program.settle(named("renamed"), olds);
        await destroy();
        expect(stage.lines).toEqual([`ci: token ${MARK} goes on in "renamed"`]);
    });

    test("is told how to be ended itself where that one has another token", async () => {
        declare("renamed", { bootstrapToken: PASTED });
        program.settle(named("renamed"), { ...olds, token: "another", previousToken: OLD });
        await destroy();
        expect(stage.lines).toEqual([
            expect.stringMatching(/leaves the state and stays valid until .* To end it now/),
        ]);
    });
});

describe("a resource that is deleted before its replacement is made", () => {
    test("stays where the replacement's bootstrap token does not work", async () => {
        declare("ci", { bootstrapToken: "mistyped" });
        stage.users.push(new ApiTokenError("ERR_TOKEN_REJECTED", "answered 401"));
        expect(await failureOf(destroy())).toMatchObject({
            code: "ERR_TOKEN_REJECTED",
            message: expect.stringMatching(/^answered 401\. The token in state stays/) as string,
        });
    });

    test("goes where it works", async () => {
        declare("ci", { bootstrapToken: "another one" });
        await destroy();
        expect(stage.lines).toEqual([expect.stringMatching(/leaves the state/)]);
    });

    test.each([
        ["the one it was made from", PASTED],
        ["its own token", OLD],
    ])(
        "stays where the replacement has %s: nothing could be made from that again",
        async (_what, bootstrapToken) => {
            declare("ci", { bootstrapToken });
            expect((await failureOf(destroy())).message).toContain(
                "with deleteBeforeReplace, leave that out",
            );
        },
    );
});
