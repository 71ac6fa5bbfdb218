import { getCurrentUser } from "../../src/systems/thousandeyes/current-user";
import { programFailureOf } from "../support/failure-of";
import { useLookUpStage } from "./look-up-stage";

const PATH = "/v7/users/current";
const stage = useLookUpStage();
const role = { roleId: "34", name: "Organization Admin", isBuiltin: true, hasManagementPermissions: true };
const groups = [
    { aid: "281474", name: "Production" },
    { aid: "281475", name: "Staging" },
    { aid: "281476", name: "Sandbox" },
];
const ada = {
    uid: "1001",
    name: "Ada Admin",
    dateRegistered: "2023-01-16T09:00:00Z",
    lastLogin: "2025-01-15T08:30:00Z",
    loginAccountGroup: groups[0],
    accountGroupRoles: groups.map((accountGroup) => ({ accountGroup, roles: [role] })),
    allAccountGroupRoles: [],
};
const NOTHING_SAID = { uid: "1001", accountGroupRoles: [], allAccountGroupRoles: [] };

const answerWith = (body: unknown) => stage.control.addFault({ kind: "body", path: PATH, body });

describe("the user whose token it is", () => {
    test("is told with all that the API says, but for the e-mail address", async () => {
        expect(await getCurrentUser(stage.connection)).toEqual(ada);
        expect(await stage.requests()).toEqual(["GET /users/current"]);
    });

    test("is told with the e-mail address when that is asked for, from the same request", async () => {
        const [plain, expanded] = await Promise.all([
            getCurrentUser({ ...stage.connection, expand: [] }),
            getCurrentUser({ ...stage.connection, expand: ["email"] }),
        ]);
        expect(plain).toEqual(ada);
        expect(expanded).toEqual({ ...ada, email: "ada.admin@example.com" });
        expect(await stage.requests()).toEqual(["GET /users/current"]);
    });

    test("may have roles in all account groups", async () => {
        await answerWith({ uid: "1001", allAccountGroupRoles: [role, {}] });
        expect((await getCurrentUser(stage.connection)).allAccountGroupRoles).toEqual([role, {}]);
    });

    test.each<[string, object]>([
        ["says nothing more", {}],
        [
            "says null",
            {
                name: null,
                email: null,
                lastLogin: null,
                dateRegistered: null,
                loginAccountGroup: null,
                accountGroupRoles: null,
                allAccountGroupRoles: null,
            },
        ],
        ["says what is not documented", { uid2: "1", roles: [role], _links: {} }],
    ])("is a uid alone when the API %s", async (_name, rest) => {
        await answerWith({ uid: "1001", ...rest });
        const user = await getCurrentUser({ ...stage.connection, expand: ["email"] });
        expect(user).toStrictEqual(NOTHING_SAID);
    });

    test("may be in account groups and roles of which the API says nothing", async () => {
        const accountGroupRoles = [
            {},
            { accountGroup: null, roles: null },
            { accountGroup: {}, roles: [{}] },
        ];
        await answerWith({ uid: "1001", loginAccountGroup: {}, accountGroupRoles });
        expect(await getCurrentUser(stage.connection)).toStrictEqual({
            ...NOTHING_SAID,
            loginAccountGroup: {},
            accountGroupRoles: [{ roles: [] }, { roles: [] }, { accountGroup: {}, roles: [{}] }],
        });
    });

    test.each<[string, object]>([
        ["nothing", {}],
        ["a uid that is null", { uid: null, name: "Ada" }],
    ])("cannot be told when the API answers with %s", async (_name, body) => {
        await answerWith(body);
        const error = await programFailureOf(getCurrentUser(stage.connection));
        expect(error.code).toBe("ERR_RESPONSE");
        expect(error.message).toBe(
            "getCurrentUser: GET /users/current answered 200 with a user that has no uid [ERR_RESPONSE]",
        );
    });

    test.each<[string, unknown]>([
        ["an unknown word", ["mail"]],
        ["a text", "email"],
        ["null", null],
    ])("asked for with %s is an input error, and nothing is sent", async (_name, expand) => {
        const look = getCurrentUser({ ...stage.connection, expand: expand as "email"[] });
        const error = await programFailureOf(look);
        expect(error.code).toBe("ERR_INPUT");
        expect(error.message).toBe(
            'getCurrentUser: expand must be a list of "email", or left out [ERR_INPUT]',
        );
        expect(await stage.requests()).toEqual([]);
    });
});
