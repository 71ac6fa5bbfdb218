import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { thousandeyes } from "../../../../src";

const page = readFileSync(join(__dirname, "../../../../docs/testing.md"), "utf8");

let asked: pulumi.runtime.MockCallArgs[];
let answer: Record<string, unknown>;

beforeEach(async () => {
    asked = [];
    await pulumi.runtime.setMocks({
        newResource: ({ inputs }) => ({ id: "1001", state: inputs as object }),
        call: (args) => {
            asked.push(args);
            return answer;
        },
    });
});

const valueOf = <T>(output: pulumi.Output<T>) =>
    new Promise<pulumi.Unwrap<T>>((resolve) => {
        pulumi.output(output).apply(resolve);
    });

const group = { aid: "281474", name: "Production", current: true, default: true };
const user = { uid: "1001", name: "Ada Admin", accountGroupRoles: [], allAccountGroupRoles: [] };

const cases: [name: string, args: object, get: () => Promise<unknown>, answer: Record<string, unknown>][] = [
    ["getAccountGroups", {}, () => thousandeyes.getAccountGroups(), { accountGroups: [group] }],
    [
        "getAccountGroup",
        { aid: "281474", token: "held" },
        () => thousandeyes.getAccountGroup({ aid: "281474", token: "held" }),
        group,
    ],
    [
        "getCurrentUser",
        { expand: ["email"] },
        () => thousandeyes.getCurrentUser({ expand: ["email"] }),
        { ...user, email: "ada.admin@example.com" },
    ],
];

test.each(cases)("%s asks the mock by its token, and gives its answer", async (name, args, get, given) => {
    answer = given;
    expect(await get()).toEqual(given);
    const token = `pulumi-api-tokens:thousandeyes:${name}`;
    expect(asked).toEqual([expect.objectContaining({ token, inputs: args })]);
    expect(page).toContain(`\`${token}\``);
});

test("the mock gets the token of an output in clear, and its answer is no secret", async () => {
    answer = group;
    const found = thousandeyes.getAccountGroupOutput({ current: true, token: pulumi.secret("held") });
    expect(await valueOf(found)).toEqual(group);
    expect(await pulumi.isSecret(found)).toBe(false);
    expect(asked[0]?.inputs).toEqual({ current: true, token: "held" });
});

test("of an expanded group the account token becomes a secret, whatever the mock answers", async () => {
    answer = { ...group, accountToken: "made up", users: [] };
    const found = await thousandeyes.getAccountGroup({ aid: "281474", expand: ["user"] });
    expect(await valueOf(found.accountToken)).toBe("made up");
    expect(await pulumi.isSecret(found.accountToken)).toBe(true);
    expect(found.users).toEqual([]);
    expect(asked[0]?.inputs).toEqual({ aid: "281474", expand: ["user"] });
});

test.each([
    [
        "passes on the details of an error",
        Object.assign(new Error("m"), { details: "no such group" }),
        "no such group",
    ],
    ["drops the message of an error without details", new Error("no such group"), ""],
])("the SDK %s that the mock throws", async (...[, thrown, message]) => {
    await pulumi.runtime.setMocks({
        newResource: ({ inputs }) => ({ id: "1001", state: inputs as object }),
        call: () => Promise.reject(thrown),
    });
    await expect(thousandeyes.getAccountGroup({ name: "Prodution" })).rejects.toThrow(new Error(message));
});
