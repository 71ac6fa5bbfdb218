import * as pulumi from "@pulumi/pulumi";
import { getAccountGroup } from "../../src/systems/thousandeyes/account-groups";
import type { Expansion } from "../../src/systems/thousandeyes/client";
import { programFailureOf } from "../support/failure-of";
import { useLookUpStage } from "./look-up-stage";
import { valueOf } from "./value-of";

const ACCOUNT_TOKEN = "the-account-token-of-production";
const admin = { roleId: "34", name: "Organization Admin", isBuiltin: true, hasManagementPermissions: true };
const ada = {
    uid: "1001",
    name: "Ada Admin",
    email: "ada.admin@example.com",
    dateRegistered: "2023-01-16T09:00:00Z",
    lastLogin: "2025-01-15T08:30:00Z",
};
const frankfurt = { agentId: "503128", agentName: "Frankfurt office", agentType: "enterprise" as const };
const stage = useLookUpStage({
    organisations: [
        {
            orgId: "7",
            organizationName: "Example Corp",
            accountGroups: [
                {
                    aid: "1",
                    accountGroupName: "Production",
                    accountToken: ACCOUNT_TOKEN,
                    agents: [{ ...frankfurt, location: "a field that the API may add" }],
                },
                { aid: "2", accountGroupName: "Staging" },
            ],
            users: [
                { ...ada, accountGroups: ["1", "2"], loginAccountGroup: "1", role: admin },
                {
                    uid: "1003",
                    name: "Nora",
                    email: "nora@example.com",
                    accountGroups: ["2"],
                    loginAccountGroup: "2",
                    viewAllAccountGroups: false,
                },
            ],
        },
    ],
});

const found = {
    aid: "1",
    name: "Production",
    current: true,
    default: true,
    organizationName: "Example Corp",
    orgId: "7",
};
const users = [{ ...ada, roles: [admin] }];
const agents = [frankfurt];

const expanded = (...expand: Expansion[]) => getAccountGroup({ ...stage.connection, aid: "1", expand });

describe("an expanded account group", () => {
    test.each<[Expansion[], object, string]>([
        [["user"], { users }, "?expand=user"],
        [["agent"], { agents }, "?expand=agent"],
        [["user", "agent"], { users, agents }, "?expand=agent,user"],
        [[], {}, ""],
    ])("asked for with %j has what was asked for, for one more request", async (expand, rest, query) => {
        const { accountToken, ...group } = await expanded(...expand);
        expect(group).toEqual({ ...found, ...rest });
        expect(await valueOf(accountToken)).toBe(ACCOUNT_TOKEN);
        expect(await stage.requests()).toEqual(["GET /account-groups", `GET /account-groups/1${query}`]);
    });

    test("keeps its account token secret", async () => {
        const { accountToken } = await expanded();
        expect(await pulumi.isSecret(accountToken)).toBe(true);
    });

    test("has no more than was asked for when the API sends more", async () => {
        const body = { accountToken: ACCOUNT_TOKEN, users: [ada], agents: [frankfurt] };
        await stage.control.addFault({ kind: "body", path: "/v7/account-groups/*", body });
        expect(Object.keys(await expanded("agent")).sort()).toEqual(
            [...Object.keys(found), "accountToken", "agents"].sort(),
        );
        const { accountToken: _, ...bare } = await expanded();
        expect(bare).toEqual(found);
    });

    test("without an expansion is the plain one, and has no account token", async () => {
        expect(await getAccountGroup({ ...stage.connection, aid: "1" })).toEqual(found);
    });

    test("of which the API says nothing more has nothing more", async () => {
        await stage.control.addFault({ kind: "body", path: "/v7/account-groups/*", body: {} });
        const { accountToken, ...group } = await expanded("user", "agent");
        expect(group).toEqual({ ...found, users: [], agents: [] });
        expect(await valueOf(accountToken)).toBeUndefined();
    });

    test("is asked for once, in whatever order and how often the same is named", async () => {
        const [one, other] = await Promise.all([
            expanded("user", "agent"),
            expanded("agent", "user"),
            expanded("agent", "user", "agent"),
        ]);
        expect(other.users).toEqual(one.users);
        expect(await stage.requests()).toEqual([
            "GET /account-groups",
            "GET /account-groups/1?expand=agent,user",
        ]);
    });

    test("is asked for apart from another one, and from another expansion of it", async () => {
        await Promise.all([
            expanded("user"),
            expanded("agent"),
            getAccountGroup({ ...stage.connection, name: "Staging", expand: ["user"] }),
        ]);
        expect((await stage.requests()).sort()).toEqual([
            "GET /account-groups",
            "GET /account-groups/1?expand=agent",
            "GET /account-groups/1?expand=user",
            "GET /account-groups/2?expand=user",
        ]);
    });
});

describe("an expansion that fails", () => {
    test("for want of a permission says which one", async () => {
        stage.token = await stage.newToken("1003");
        const look = getAccountGroup({ ...stage.connection, name: "Staging", expand: ["user"] });
        const error = await programFailureOf(look);
        expect(error.code).toBe("ERR_FORBIDDEN");
        expect(error.message).toMatch(
            /^getAccountGroup: GET \/account-groups\/2\?expand=user answered 403 .*“View all account groups settings” \[ERR_FORBIDDEN\]$/,
        );
    });

    test("because the group is gone meanwhile says so", async () => {
        const body = { accountGroups: [{ aid: "404", accountGroupName: "Gone" }] };
        await stage.control.addFault({ kind: "body", path: "/v7/account-groups", body });
        const look = getAccountGroup({ ...stage.connection, name: "Gone", expand: ["agent"] });
        const error = await programFailureOf(look);
        expect(error.code).toBe("ERR_NOT_FOUND");
        expect(error.message).toBe(
            "getAccountGroup: GET /account-groups/404?expand=agent answered 404 (URI Resource Not Found) [ERR_NOT_FOUND]",
        );
    });

    test.each<[string, unknown]>([
        ["an unknown word", ["users"]],
        ["a text", "user"],
        ["null", null],
    ])("because it is %s is an input error, and nothing is sent", async (_name, expand) => {
        const look = getAccountGroup({ ...stage.connection, aid: "1", expand: expand as Expansion[] });
        const error = await programFailureOf(look);
        expect(error.code).toBe("ERR_INPUT");
        expect(error.message).toBe(
            'getAccountGroup: expand must be a list of "user" and "agent" [ERR_INPUT]',
        );
        expect(await stage.requests()).toEqual([]);
    });
});
