import { getAccountGroup } from "../../src/systems/thousandeyes/account-groups";
import { programFailureOf } from "../support/failure-of";
import { useLookUpStage } from "./look-up-stage";

const ada = { uid: "1001", name: "Ada", email: "ada@example.com" };

/** A user of all account groups of these names; their aids count from 1. */
function organisationOf(names: readonly string[]) {
    const accountGroups = names.map((accountGroupName, index) => ({ aid: `${index + 1}`, accountGroupName }));
    const user = { ...ada, accountGroups: accountGroups.map(({ aid }) => aid), loginAccountGroup: "1" };
    const organisation = { orgId: "7", organizationName: "Example Corp", accountGroups, users: [user] };
    return { organisations: [organisation] };
}

describe("a name", () => {
    const names: [string, string][] = [
        ["with spaces inside", "Frankfurt  am Main"],
        ["with a space before it", " Production"],
        ["with a space after it", "Production "],
        ["with quotes", `the "big" one's \`group\``],
        ["with backslashes and slashes", "a\\b/c"],
        ["with emoji", "🚀 launch 👩🏽‍🚀 pad 🏴‍☠️"],
        ["in Arabic", "مجموعة الإنتاج"],
        ["in Hebrew, with a Latin word", "קבוצת Production"],
        ["with characters that turn the direction", "Pro\u202educ\u202ction\u2067x\u2069"],
        ["with a line break and a tab", "Two\nlines\tand a tab"],
        ["with accents in one character each", "Caf\u00e9 Z\u00fcrich"],
        ["with accents of their own", "Cre\u0300me bru\u0302le\u0301e"],
        ["of another case", "production"],
        ["like that of a property", "__proto__"],
    ];
    const stage = useLookUpStage(organisationOf(names.map(([, name]) => name)));
    const lookUp = (name: string) => getAccountGroup({ ...stage.connection, name });

    test.each(names.map(([what, name], index) => [what, name, `${index + 1}`] as const))(
        "%s finds its group, exactly as it is",
        async (_what, name, aid) => {
            expect(await lookUp(name)).toMatchObject({ aid, name });
        },
    );

    test.each([
        ["Cafe\u0301 Zu\u0308rich", "Caf\u00e9 Z\u00fcrich"],
        ["Cr\u00e8me br\u00fbl\u00e9e", "Cre\u0300me bru\u0302le\u0301e"],
    ])("may write its accents either way: %s", async (asked, name) => {
        expect(await lookUp(asked)).toMatchObject({ name });
    });

    test("that is not exactly one of them finds none, and those that look like it show how they differ", async () => {
        const error = await programFailureOf(lookUp("PRODUCTION"));
        expect(error.message).toContain(
            'the nearest are " Production" (aid 2), "Production " (aid 3), "production"',
        );
    });

    test("that could act on a terminal does not, asked for or listed", async () => {
        const error = await programFailureOf(lookUp("\u001b[31mProduction\u202e"));
        expect(error.message).toContain('no account group with the name "\\u001b[31mProduction\\u202e"');
        expect(error.message).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u);
    });
});

describe("of 5,000 account groups", () => {
    const names = Array.from({ length: 5000 }, (_, index) => `Site ${index + 1}`);
    const stage = useLookUpStage(organisationOf(names));

    test("one is found by its name, and another by its aid, with one request", async () => {
        const [first, last] = await Promise.all([
            getAccountGroup({ ...stage.connection, name: "Site 4999" }),
            getAccountGroup({ ...stage.connection, aid: "5000" }),
        ]);
        expect([first.aid, last.name]).toEqual(["4999", "Site 5000"]);
        expect(await stage.requests()).toEqual(["GET /account-groups"]);
    });

    test("the five nearest are named when none is the one that was meant", async () => {
        const error = await programFailureOf(getAccountGroup({ ...stage.connection, name: "Siet 4321" }));
        expect(error.message).toBe(
            'getAccountGroup: there is no account group with the name "Siet 4321". The token\'s user belongs to 5000, of which ' +
                'the nearest are "Site 4321" (aid 4321), "Site 321" (aid 321), "Site 421" (aid 421), "Site 431" (aid 431), ' +
                '"Site 432" (aid 432) [ERR_NOT_FOUND]',
        );
    });
});
