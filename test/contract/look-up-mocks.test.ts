import * as pulumi from "@pulumi/pulumi";
import type { MockCallArgs } from "@pulumi/pulumi/runtime";
import {
    getAccountGroup,
    getAccountGroupOutput,
    getAccountGroups,
} from "../../src/systems/thousandeyes/account-groups";
import { getCurrentUser, getCurrentUserOutput } from "../../src/systems/thousandeyes/current-user";
import { useLookUpStage } from "./look-up-stage";
import { valueOf } from "./value-of";

const stage = useLookUpStage();
let calls: MockCallArgs[];

/** What the unit test of a program answers, as its author wrote it. */
const answers: Record<string, object> = {
    "pulumi-api-tokens:thousandeyes:getAccountGroup": { aid: "7", name: "Mine", accountToken: "made up" },
    "pulumi-api-tokens:thousandeyes:getAccountGroups": { accountGroups: [{ aid: "7", name: "Mine" }] },
    "pulumi-api-tokens:thousandeyes:getCurrentUser": { uid: "42" },
};

beforeEach(async () => {
    calls = [];
    await pulumi.runtime.setMocks({
        call: (args) => {
            calls.push(args);
            return answers[args.token] ?? {};
        },
        newResource: ({ name, inputs }) => ({ id: name, state: inputs as Record<string, unknown> }),
    });
});

describe("in a unit test of a program, the test's own mocks answer and nothing is sent:", () => {
    test("an account group", async () => {
        const args = { ...stage.connection, name: "Production" };
        expect(await getAccountGroup(args)).toMatchObject({ aid: "7", name: "Mine" });
        expect(calls).toMatchObject([
            { token: "pulumi-api-tokens:thousandeyes:getAccountGroup", inputs: args },
        ]);
        expect(await stage.requests()).toEqual([]);
    });

    test("an account group, of arguments that are known later", async () => {
        const token = pulumi.secret(stage.token);
        const group = getAccountGroupOutput({
            ...stage.connection,
            token,
            name: pulumi.output("Production"),
        });
        expect(await valueOf(group.aid)).toBe("7");
        expect(calls).toMatchObject([{ inputs: { token: stage.token, name: "Production" } }]);
        expect(await stage.requests()).toEqual([]);
    });

    test("an expanded account group, whose account token is a secret there too", async () => {
        const group = await getAccountGroup({ ...stage.connection, aid: "7", expand: ["user"] });
        expect(await valueOf(group.accountToken)).toBe("made up");
        expect(await pulumi.isSecret(group.accountToken)).toBe(true);
        expect(calls).toMatchObject([{ inputs: { aid: "7", expand: ["user"] } }]);
        expect(await stage.requests()).toEqual([]);
    });

    test("the list of account groups, and the user, without a token", async () => {
        expect(await getAccountGroups()).toEqual({ accountGroups: [{ aid: "7", name: "Mine" }] });
        expect(await getCurrentUser()).toEqual({ uid: "42" });
        expect(await valueOf(getCurrentUserOutput().uid)).toBe("42");
        expect(calls.map(({ token }) => token)).toEqual([
            "pulumi-api-tokens:thousandeyes:getAccountGroups",
            "pulumi-api-tokens:thousandeyes:getCurrentUser",
            "pulumi-api-tokens:thousandeyes:getCurrentUser",
        ]);
        expect(await stage.requests()).toEqual([]);
    });
});
