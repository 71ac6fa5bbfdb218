import {
    type AccountGroup,
    type AccountGroupSelector,
} from "../../src/systems/thousandeyes/account-group-search";
import { getAccountGroup, getAccountGroups } from "../../src/systems/thousandeyes/account-groups";
import { programFailureOf } from "../support/failure-of";
import { useLookUpStage } from "./look-up-stage";

const ada = { uid: "1001", name: "Ada", email: "ada@example.com" };
const stage = useLookUpStage({
    organisations: [
        {
            orgId: "7",
            organizationName: "Example Corp",
            accountGroups: [
                { aid: "1", accountGroupName: "Twin" },
                { aid: "2", accountGroupName: "Production" },
                { aid: "3", accountGroupName: "Twin" },
                { aid: "4", accountGroupName: "Staging" },
            ],
            users: [
                {
                    ...ada,
                    accountGroups: ["1", "2", "3", "4"],
                    loginAccountGroup: "2",
                    defaultAccountGroup: "4",
                },
            ],
        },
    ],
});
const example = { organizationName: "Example Corp", orgId: "7" };
const production: AccountGroup = {
    aid: "2",
    name: "Production",
    current: true,
    default: false,
    ...example,
};
const staging: AccountGroup = { aid: "4", name: "Staging", current: false, default: true, ...example };

const lookUp = (selector: AccountGroupSelector) => getAccountGroup({ ...stage.connection, ...selector });

describe("all account groups", () => {
    test("are listed in the API's order", async () => {
        const { accountGroups } = await getAccountGroups(stage.connection);
        const twin = { name: "Twin", current: false, default: false, ...example };
        expect(accountGroups).toEqual([{ aid: "1", ...twin }, production, { aid: "3", ...twin }, staging]);
    });
});

describe("one account group", () => {
    test.each<[AccountGroupSelector, AccountGroup]>([
        [{ name: "Production" }, production],
        [{ aid: "2" }, production],
        [{ current: true }, production],
        [{ name: "Staging" }, staging],
        [{ aid: "4" }, staging],
        [{ default: true }, staging],
    ])("is found by %j", async (selector, group) => {
        expect(await lookUp(selector)).toEqual(group);
        expect(await stage.requests()).toEqual(["GET /account-groups"]);
    });

    test.each([
        ["nothing", {}],
        ["both name and aid", { name: "Production", aid: "2" }],
        ["current: false", { current: false }],
        ["both current and default", { current: true, default: true }],
    ])("asked for by %s is an input error, and nothing is sent", async (_name, selector) => {
        const error = await programFailureOf(lookUp(selector as AccountGroupSelector));
        expect(error.code).toBe("ERR_INPUT");
        expect(error.message).toBe(
            "getAccountGroup: give exactly one of name, aid, current: true and default: true [ERR_INPUT]",
        );
        expect(await stage.requests()).toEqual([]);
    });

    test.each<[AccountGroupSelector, string]>([
        [
            { name: "Produktion" },
            'with the name "Produktion". The token\'s user belongs to "Production" (aid 2), "Twin" (aid 1), "Twin" (aid 3), "Staging" (aid 4)',
        ],
        [
            { aid: "9" },
            'with the aid "9". The token\'s user belongs to "Twin" (aid 1), "Production" (aid 2), "Twin" (aid 3), "Staging" (aid 4)',
        ],
    ])(
        "that does not exist (%j) is answered with those that do, the nearest first",
        async (selector, words) => {
            const error = await programFailureOf(lookUp(selector));
            expect(error.code).toBe("ERR_NOT_FOUND");
            expect(error.message).toBe(`getAccountGroup: there is no account group ${words} [ERR_NOT_FOUND]`);
        },
    );

    test("that is one of two of its name is answered with the aids of both", async () => {
        const error = await programFailureOf(lookUp({ name: "Twin" }));
        expect(error.code).toBe("ERR_NOT_UNIQUE");
        expect(error.message).toBe(
            'getAccountGroup: there are 2 account groups with the name "Twin": 1 (organisation "Example Corp"), ' +
                '3 (organisation "Example Corp"). Ask by aid [ERR_NOT_UNIQUE]',
        );
    });

    test("that is one of two of its name is found by its aid", async () => {
        expect(await lookUp({ aid: "3" })).toMatchObject({ aid: "3", name: "Twin" });
    });
});
