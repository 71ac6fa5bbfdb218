import { getAccountGroup, getAccountGroups } from "../../src/systems/thousandeyes/account-groups";
import { getCurrentUser } from "../../src/systems/thousandeyes/current-user";
import { programFailureOf } from "../support/failure-of";
import { useLookUpStage } from "./look-up-stage";
import { deviations } from "./thousandeyes-contract";

const GROUPS = "/v7/account-groups";
const stage = useLookUpStage();

const answerWith = (path: string, body: unknown) => stage.control.addFault({ kind: "body", path, body });

const bare = (aid: string) => ({ aid, name: "", current: false, default: false });

describe("a list of account groups", () => {
    test.each<[string, { accountGroups?: object[] }]>([
        ["no list", {}],
        ["an empty list", { accountGroups: [] }],
        ["a group of which nothing is said", { accountGroups: [{}] }],
        ["a group without an aid", { accountGroups: [{ accountGroupName: "Production" }] }],
    ])("with %s is as documented, and one of none", async (_name, body) => {
        const headers = { "content-type": "application/hal+json" };
        expect(deviations("GET", "/account-groups", { status: 200, headers, body })).toEqual([]);
        await answerWith(GROUPS, body);
        expect(await getAccountGroups(stage.connection)).toEqual({ accountGroups: [] });
        const error = await programFailureOf(getAccountGroup({ ...stage.connection, name: "Production" }));
        expect(error.message).toBe(
            'getAccountGroup: there is no account group with the name "Production". The token\'s user belongs to none at all [ERR_NOT_FOUND]',
        );
    });

    test("that is null is one of none", async () => {
        await answerWith(GROUPS, { accountGroups: null });
        expect(await getAccountGroups(stage.connection)).toEqual({ accountGroups: [] });
    });

    test("may say no more of a group than its aid, or null", async () => {
        const silent = {
            accountGroupName: null,
            isCurrentAccountGroup: null,
            isDefaultAccountGroup: null,
            organizationName: null,
            orgId: null,
        };
        await answerWith(GROUPS, { accountGroups: [{ aid: "1" }, { aid: "2", ...silent }] });
        const { accountGroups } = await getAccountGroups(stage.connection);
        expect(accountGroups).toStrictEqual([bare("1"), bare("2")]);
    });

    test("may say what is not documented: it is left out", async () => {
        await answerWith(GROUPS, { accountGroups: [{ aid: "1", region: "eu" }], next: "page 2", _links: [] });
        const { accountGroups } = await getAccountGroups(stage.connection);
        expect(accountGroups).toStrictEqual([bare("1")]);
    });

    test.each(["current", "default"] as const)(
        "with a single group and no flags has it as the %s one",
        async (flag) => {
            await answerWith(GROUPS, { accountGroups: [{ aid: "1", accountGroupName: "Only" }] });
            const selector = { [flag]: true } as { current: true };
            expect(await getAccountGroup({ ...stage.connection, ...selector })).toMatchObject({ aid: "1" });
        },
    );

    test.each([
        ["current", "marked as the current one"],
        ["default", "marked as the default"],
    ])("with several groups and no flags has no %s one", async (flag, words) => {
        await answerWith(GROUPS, { accountGroups: [{ aid: "1" }, { aid: "2" }] });
        const selector = { [flag]: true } as { current: true };
        const error = await programFailureOf(getAccountGroup({ ...stage.connection, ...selector }));
        expect(error.code).toBe("ERR_NOT_FOUND");
        expect(error.message).toContain(`there is no account group ${words}. The token's user belongs to`);
    });
});

describe("users and agents of which the API says nothing, or null,", () => {
    test.each<[string, object[]]>([
        ["nothing", [{}]],
        ["null", [{ uid: null, name: null, email: null, roles: null, agentId: null, agentName: null }]],
    ])("%s", async (_name, list) => {
        await answerWith(`${GROUPS}/*`, { accountToken: null, users: list, agents: list });
        const look = getAccountGroup({ ...stage.connection, current: true, expand: ["user", "agent"] });
        const { users, agents } = await look;
        expect(users).toStrictEqual([{ roles: [] }]);
        expect(agents).toStrictEqual([{}]);
    });
});

describe("a wrong type names the field and the endpoint, and no value:", () => {
    const groups = () => getAccountGroups(stage.connection);
    const user = () => getCurrentUser(stage.connection);
    const expanded = () => getAccountGroup({ ...stage.connection, current: true, expand: ["user", "agent"] });
    const detail = "GET /account-groups/281474?expand=agent,user";
    const types = (expected: string, received: string) => `expected ${expected}, received ${received}`;

    test.each<[string, () => Promise<unknown>, string, string, object, string]>([
        [
            "accountGroups",
            groups,
            GROUPS,
            "GET /account-groups",
            { accountGroups: "hush" },
            types("array", "string"),
        ],
        [
            "accountGroups.1.aid",
            groups,
            GROUPS,
            "GET /account-groups",
            { accountGroups: [{ aid: "1" }, { aid: 5550199 }] },
            types("string", "number"),
        ],
        [
            "accountGroups.0.isCurrentAccountGroup",
            groups,
            GROUPS,
            "GET /account-groups",
            { accountGroups: [{ aid: "1", isCurrentAccountGroup: "hush" }] },
            types("boolean", "string"),
        ],
        [
            "loginAccountGroup",
            user,
            "/v7/users/current",
            "GET /users/current",
            { uid: "1", loginAccountGroup: "hush" },
            types("object", "string"),
        ],
        [
            "accountGroupRoles.0.roles.0.name",
            user,
            "/v7/users/current",
            "GET /users/current",
            { uid: "1", accountGroupRoles: [{ roles: [{ name: ["hush"] }] }] },
            types("string", "array"),
        ],
        [
            "users.0.email",
            expanded,
            `${GROUPS}/*`,
            detail,
            { users: [{ email: 5550199 }] },
            types("string", "number"),
        ],
        ["agents.0", expanded, `${GROUPS}/*`, detail, { agents: ["hush"] }, types("object", "string")],
        [
            "accountToken",
            expanded,
            `${GROUPS}/*`,
            detail,
            { accountToken: 5550199 },
            types("string", "number"),
        ],
    ])("%s", async (field, lookUp, path, call, body, words) => {
        await answerWith(path, body);
        const error = await programFailureOf(lookUp());
        expect(error.code).toBe("ERR_RESPONSE");
        expect(error.message).toContain(
            `: ${call} answered 200 with a body that is not as documented: field "${field}": ${words}. `,
        );
        expect(error.message).not.toMatch(/hush|5550199/);
    });

    test.each<[string, unknown, string]>([
        ["a list", [], "is not the documented JSON object"],
        ["no JSON", "hush", "is not the documented JSON object"],
        ["a web page", "<html>hush</html>", "is a web page"],
    ])("the whole body, when it is %s", async (_name, body, words) => {
        await answerWith(GROUPS, body);
        const error = await programFailureOf(groups());
        expect(error.code).toBe("ERR_RESPONSE");
        expect(error.message).toContain(`GET /account-groups answered 200 with a body that ${words}`);
        expect(error.message).not.toContain("hush");
    });
});
