import * as pulumi from "@pulumi/pulumi";
import {
    getAccountGroup,
    getAccountGroupOutput,
    getAccountGroups,
    getAccountGroupsOutput,
} from "../../src/systems/thousandeyes/account-groups";
import { getCurrentUser, getCurrentUserOutput } from "../../src/systems/thousandeyes/current-user";
import { useLookUpStage } from "./look-up-stage";
import { valueOf } from "./value-of";

const stage = useLookUpStage();
const known = () => stage.connection;
const secret = () => ({
    token: pulumi.secret(stage.token),
    apiEndpoint: pulumi.output(Promise.resolve(stage.apiUrl)),
});

describe("the Output forms give what the look-ups give, and no secret although the token is one:", () => {
    test.each<[string, () => pulumi.Output<unknown>, () => Promise<unknown>]>([
        ["getAccountGroups", () => getAccountGroupsOutput(secret()), () => getAccountGroups(known())],
        [
            "getAccountGroup",
            () => getAccountGroupOutput({ ...secret(), name: pulumi.secret("Staging") }),
            () => getAccountGroup({ ...known(), name: "Staging" }),
        ],
        [
            "getCurrentUser",
            () => getCurrentUserOutput({ ...secret(), expand: ["email"] }),
            () => getCurrentUser({ ...known(), expand: ["email"] }),
        ],
    ])("%s", async (_name, asOutput, asPromise) => {
        const output = asOutput();
        expect(await valueOf(output)).toEqual(await asPromise());
        expect(await pulumi.isSecret(output)).toBe(false);
    });

    test("without arguments they take those of the stack's config", async () => {
        stage.startRun({ "thousandeyes:token": stage.token, "thousandeyes:apiEndpoint": stage.apiUrl });
        expect(await valueOf(getAccountGroupsOutput())).toEqual(await getAccountGroups());
        expect(await valueOf(getCurrentUserOutput())).toEqual(await getCurrentUser());
    });
});

test("the account token of an expanded group is a secret, and the rest of the group is none", async () => {
    const group = getAccountGroupOutput({
        ...secret(),
        current: true,
        expand: pulumi.output(["user" as const]),
    });
    expect(await pulumi.isSecret(group.accountToken)).toBe(true);
    expect(await pulumi.isSecret(group.users)).toBe(false);
    expect(await valueOf(group.users.apply((users) => users.map(({ email }) => email)))).toEqual([
        "ada.admin@example.com",
    ]);
});
