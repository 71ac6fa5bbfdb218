import * as pulumi from "@pulumi/pulumi";
import type { thousandeyes } from "pulumi-api-tokens";

const user: thousandeyes.CurrentUser = {
    uid: "1001",
    name: "Ada Admin",
    loginAccountGroup: { aid: "281474", name: "Production" },
    accountGroupRoles: [],
    allAccountGroupRoles: [],
};

const accountGroups: thousandeyes.AccountGroup[] = [
    { aid: "281474", name: "Production", current: true, default: true },
    { aid: "281475", name: "Staging", current: false, default: false },
];

const apiToken = {
    token: "00000000-0000-4000-8000-000000000000",
    tokenFingerprint: "db8055e0e030",
    validUntil: "2032-01-01T00:00:00.000Z",
    userId: user.uid,
    loginAccountGroupId: user.loginAccountGroup?.aid,
    status: "active",
};

function accountGroupNamed(name: string): thousandeyes.AccountGroup {
    const found = accountGroups.find((group) => group.name === name);
    if (found === undefined) {
        const message = `there is no account group with the name "${name}"`;
        // As the engine sends an error: the SDK passes on `details`, not `message`.
        throw Object.assign(new Error(message), { details: message });
    }
    return found;
}

/** Stands in for the engine: from here on `new` and the look-ups are answered by this file. */
void pulumi.runtime.setMocks(
    {
        newResource: ({ type, inputs }) => {
            if (type !== "pulumi-nodejs:dynamic/thousandeyes:ApiToken") {
                throw new Error(`no mock for the resource ${type}`);
            }
            return { id: user.uid, state: { ...(inputs as object), ...apiToken } };
        },
        call: ({ token, inputs }) => {
            switch (token) {
                case "pulumi-api-tokens:thousandeyes:getAccountGroup":
                    return accountGroupNamed((inputs as { name: string }).name);
                case "pulumi-api-tokens:thousandeyes:getCurrentUser":
                    return user;
                default:
                    throw new Error(`no mock for the function ${token}`);
            }
        },
    },
    "unit-test",
    "dev",
);
pulumi.runtime.setAllConfig({ "unit-test:bootstrapToken": "pasted" });
