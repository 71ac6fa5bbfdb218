import { ApiTokenError } from "../../../../src/base/errors";
import {
    type AccountGroup,
    type AccountGroupKeys,
    findAccountGroup,
    selectorProblem,
} from "../../../../src/systems/thousandeyes/account-group-search";

const EXACTLY_ONE = "give exactly one of name, aid, current: true and default: true";

const group = (aid: string, name: string, more: Partial<AccountGroup> = {}): AccountGroup => ({
    aid,
    name,
    current: false,
    default: false,
    ...more,
});

function failureOf(
    groups: AccountGroup[],
    selector: Partial<AccountGroupKeys>,
): Pick<ApiTokenError, "code" | "message"> {
    try {
        findAccountGroup(groups, selector);
    } catch (error) {
        expect(error).toBeInstanceOf(ApiTokenError);
        return error as ApiTokenError;
    }
    throw new Error("a group was found");
}

describe("a selector", () => {
    test.each([
        { name: "Production" },
        { aid: "281474" },
        { current: true },
        { default: true },
        { name: "Production", current: false },
        { aid: "281474", current: false, default: false },
        { current: false, default: true },
        { name: "Production", aid: undefined },
    ])("%j will do", (selector) => {
        expect(selectorProblem(selector)).toBeUndefined();
    });

    test.each([
        {},
        { current: false },
        { default: false },
        { current: false, default: false },
        { name: "Production", aid: "281474" },
        { name: "Production", current: true },
        { aid: "281474", default: true },
        { current: true, default: true },
        { name: "", aid: "" },
    ])("%j is not exactly one", (selector) => {
        expect(selectorProblem(selector)).toBe(EXACTLY_ONE);
    });

    test.each<[string, unknown, string]>([
        ["current", "true", "current and default take nothing but true"],
        ["default", 1, "current and default take nothing but true"],
        ["current", null, "current and default take nothing but true"],
        ["name", "", "the name must be a text that is not empty"],
        ["name", 7, "the name must be a text that is not empty"],
        ["name", null, "the name must be a text that is not empty"],
        ["aid", "", 'the aid must be a string of digits, such as "281474"'],
        ["aid", 281474, 'the aid must be a string of digits, such as "281474"'],
        ["aid", "281474 ", 'the aid must be a string of digits, such as "281474"'],
        ["aid", "../users", 'the aid must be a string of digits, such as "281474"'],
        ["aid", "\u0661", 'the aid must be a string of digits, such as "281474"'],
    ])("%s: %j cannot be used", (key, value, problem) => {
        expect(selectorProblem({ [key]: value })).toBe(problem);
    });
});

describe("a group is found", () => {
    const groups = [
        group("1", "Production"),
        group("2", "Staging", { current: true }),
        group("3", "Sandbox", { default: true }),
    ];

    test.each<[Partial<AccountGroupKeys>, string]>([
        [{ name: "Production" }, "1"],
        [{ aid: "2" }, "2"],
        [{ current: true }, "2"],
        [{ default: true }, "3"],
        [{ name: "Staging", current: false } as object, "2"],
        [{ current: false, default: true } as object, "3"],
    ])("by %j", (selector, aid) => {
        expect(findAccountGroup(groups, selector).aid).toBe(aid);
    });

    test.each<Partial<AccountGroupKeys>>([
        { current: true },
        { default: true },
        { current: false, default: true } as object,
    ])("by %j when it is the only one, although nothing says so", (selector) => {
        expect(findAccountGroup([group("1", "Only")], selector).aid).toBe("1");
    });

    test("by its name and no other, even when it is the only one", () => {
        expect(failureOf([group("1", "Only")], { name: "only" }).code).toBe("ERR_NOT_FOUND");
    });

    test.each([
        ["one character each", "Caf\u00e9"],
        ["an accent of its own", "Cafe\u0301"],
    ])("by a name that writes its accents as %s, however the API writes them", (_name, asked) => {
        for (const name of ["Caf\u00e9", "Cafe\u0301"]) {
            expect(findAccountGroup([group("1", name), group("2", "Cafe")], { name: asked }).aid).toBe("1");
        }
    });

    test.each(["ﬁle", "Ａ", "①"])("by %s as it is: what only looks like it is another name", (name) => {
        const groups = [group("1", name.normalize("NFKC")), group("2", name)];
        expect(findAccountGroup(groups, { name }).aid).toBe("2");
    });
});

describe("no group", () => {
    test("of none at all is said to be one of none", () => {
        expect(failureOf([], { current: true }).message).toBe(
            "there is no account group marked as the current one. The token's user belongs to none at all",
        );
    });

    test.each<[Partial<AccountGroupKeys>, string]>([
        [{ current: true }, "marked as the current one"],
        [{ default: true }, "marked as the default"],
    ])("marked as %j is said to be marked", (selector, words) => {
        const { code, message } = failureOf([group("1", "A"), group("2", "B")], selector);
        expect(code).toBe("ERR_NOT_FOUND");
        expect(message).toBe(
            `there is no account group ${words}. The token's user belongs to "A" (aid 1), "B" (aid 2)`,
        );
    });

    test.each<[string, Partial<AccountGroupKeys>, string]>([
        [
            "name",
            { name: "Prodution" },
            '"Production" (aid 6), "Production EU" (aid 3), "production-us" (aid 4), "Induction" (aid 5), "Sandbox" (aid 2)',
        ],
        [
            "part of a name",
            { name: "prod" },
            '"Production" (aid 6), "Production EU" (aid 3), "production-us" (aid 4), "Sandbox" (aid 2), "Staging" (aid 1)',
        ],
        [
            "aid",
            { aid: "34" },
            '"Production EU" (aid 3), "production-us" (aid 4), "Staging" (aid 1), "Sandbox" (aid 2), "Induction" (aid 5)',
        ],
    ])("of a %s names the five nearest of many, the nearest first", (_name, selector, nearest) => {
        const groups = [
            group("1", "Staging"),
            group("2", "Sandbox"),
            group("3", "Production EU"),
            group("4", "production-us"),
            group("5", "Induction"),
            group("6", "Production"),
        ];
        expect(failureOf(groups, selector).message).toContain(
            `The token's user belongs to 6, of which the nearest are ${nearest}`,
        );
    });

    test("of a long name is told without all of it", () => {
        const { message } = failureOf([group("1", "y".repeat(1000))], { name: "x".repeat(1000) });
        expect(message.length).toBeLessThan(300);
    });
});

describe("several groups of one name", () => {
    test("are named by their aids and organisations", () => {
        const groups = [
            group("1", "Twin", { organizationName: "Example Corp", orgId: "7" }),
            group("2", "Twin", { orgId: "8" }),
            group("3", "Twin"),
            group("4", "Other"),
        ];
        const { code, message } = failureOf(groups, { name: "Twin" });
        expect(code).toBe("ERR_NOT_UNIQUE");
        expect(message).toBe(
            'there are 3 account groups with the name "Twin": 1 (organisation "Example Corp"), 2 (organisation 8), 3. Ask by aid',
        );
    });

    test("are counted, and ten of them named", () => {
        const groups = Array.from({ length: 12 }, (_, index) => group(`${index + 1}`, "Twin"));
        expect(failureOf(groups, { name: "Twin" }).message).toBe(
            'there are 12 account groups with the name "Twin": 1, 2, 3, 4, 5, 6, 7, 8, 9, 10. Ask by aid',
        );
    });

    test("are several whichever way their accents are written", () => {
        const groups = [group("1", "Caf\u00e9"), group("2", "Cafe\u0301")];
        expect(failureOf(groups, { name: "Cafe\u0301" }).code).toBe("ERR_NOT_UNIQUE");
    });
});

describe("what the API says of groups cannot act on a terminal", () => {
    const wild = (text: string) => group(`1\u001b[2J${text}`, "Twin\u202e", { orgId: "7\u009b1m" });

    test.each<[string, Partial<AccountGroupKeys>]>([
        ["none is found", { name: "Production\u0007" }],
        ["several are found", { name: "Twin\u202e" }],
    ])("when %s", (_name, selector) => {
        const { message } = failureOf([wild("a"), wild("b")], selector);
        expect(message).toContain("\\u202e");
        expect(message).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u);
    });
});
