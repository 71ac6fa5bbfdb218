import type { Fault } from "api-token-simulator";
import { lookUpProgram } from "../support/look-up-program";
import { errorsIn, openStack, type Run, type Stack } from "../support/stack";
import { useStackStage } from "../support/stack-stage";
import { tracesOf } from "../support/traces";

jest.setTimeout(300_000);
const stage = useStackStage();
const LIST = "GET /account-groups";
const USER = "GET /users/current";

let stack: Stack;
let token: string;

beforeAll(async () => {
    stack = await openStack(stage, lookUpProgram);
    token = await stage.newToken();
    stage.environment = { TE_TOKEN: token, PULUMI_API_TOKENS_RETRY_BUDGET: "0s" };
});

describe("a program that looks up the same things again and again", () => {
    let up: Run;
    let accountToken: string;

    beforeAll(async () => {
        const headers = { authorization: `Bearer ${token}` };
        const answer = await fetch(`${stage.apiUrl}/account-groups/281474`, { headers });
        ({ accountToken } = (await answer.json()) as { accountToken: string });
        stack.configure({ program: "many" });
        up = await stack.up();
    });

    test("finds what it looks up", async () => {
        const { found, expanded } = await stack.outputs();
        const names = ["Production", "Staging", "Sandbox"];
        expect(found).toBe(Array.from({ length: 50 }, (_, index) => names[index % 3]).join());
        expect(expanded).toBe(
            ["281474", "281475", "281476"].flatMap((aid) => Array<string>(4).fill(aid)).join(),
        );
    });

    test("asks for the list of account groups and for the user once, and for each expansion once", () => {
        const of = (aid: string) => Array<string>(4).fill(`${LIST}/${aid}`);
        const asked = [LIST, USER, ...["281474", "281475", "281476"].flatMap(of)];
        expect(up.requests.sort()).toEqual(asked.sort());
    });

    test("is warned of nothing", () => {
        expect(up.output).not.toMatch(/warning/i);
    });

    test("shows the e-mail addresses that it asked for, and no account token", async () => {
        const { output } = await stack.succeed("stack", "output", "--json");
        const { production, user } = JSON.parse(output) as Record<string, Record<string, unknown>>;
        expect(production).toMatchObject({
            aid: "281474",
            accountToken: "[secret]",
            users: [{ name: "Ada Admin", email: "ada.admin@example.com" }],
        });
        expect(production).not.toHaveProperty("agents");
        expect(user).toMatchObject({ uid: "1001", email: "ada.admin@example.com" });
    });

    test("holds neither the account token nor the token in clear in its state, nor prints them", async () => {
        const { text } = await stack.exportState();
        expect(text).toContain("ada.admin@example.com");
        for (const secret of [accountToken, token]) {
            expect(tracesOf(secret, text)).toEqual([]);
            expect(tracesOf(secret, up.output)).toEqual([]);
        }
        const shown = await stack.outputs();
        expect(shown.production).toMatchObject({ accountToken });
    });
});

/** A body of `GET /account-groups`. */
const groups = (...accountGroups: object[]) => ({ accountGroups });
const sites = Array.from({ length: 7 }, (_, index) => ({
    aid: `${index + 1}`,
    accountGroupName: `Site ${index + 1}`,
}));

interface Case {
    what: string;
    program: "promise" | "output";
    selector: object;
    message: string;
    body?: object;
    environment?: Record<string, string>;
    apiEndpoint?: string;
    requests: string[];
}

const cases: Case[] = [
    {
        what: "no token anywhere",
        program: "promise",
        selector: { name: "Production" },
        environment: { TE_TOKEN: "" },
        message:
            "no token. Give the argument `token`, run `pulumi config set --secret thousandeyes:token`, or set TE_TOKEN [ERR_NO_TOKEN]",
        requests: [],
    },
    {
        what: "no match of many",
        program: "output",
        selector: { name: "Siet 4" },
        body: groups(...sites),
        message:
            'there is no account group with the name "Siet 4". The token\'s user belongs to 7, of which the nearest are ' +
            '"Site 4" (aid 4), "Site 1" (aid 1), "Site 2" (aid 2), "Site 3" (aid 3), "Site 5" (aid 5) [ERR_NOT_FOUND]',
        requests: [LIST],
    },
    {
        what: "several of one name",
        program: "promise",
        selector: { name: "Twin" },
        body: groups(
            { aid: "1", accountGroupName: "Twin", organizationName: "Example Corp", orgId: "7" },
            { aid: "2", accountGroupName: "Twin", orgId: "8" },
        ),
        message:
            'there are 2 account groups with the name "Twin": 1 (organisation "Example Corp"), 2 (organisation 8). Ask by aid [ERR_NOT_UNIQUE]',
        requests: [LIST],
    },
    {
        what: "no selector",
        program: "output",
        selector: {},
        message: "give exactly one of name, aid, current: true and default: true [ERR_INPUT]",
        requests: [],
    },
    {
        what: "a current one where none is marked",
        program: "promise",
        selector: { current: true },
        body: groups(...sites.slice(0, 2)),
        message:
            'there is no account group marked as the current one. The token\'s user belongs to "Site 1" (aid 1), "Site 2" (aid 2) [ERR_NOT_FOUND]',
        requests: [LIST],
    },
    {
        what: "a wrong type in the answer",
        program: "output",
        selector: { name: "Production" },
        body: groups({ aid: 281474, accountGroupName: "Production" }),
        message:
            'GET /account-groups answered 200 with a body that is not as documented: field "accountGroups.0.aid": expected string, received number. ' +
            "The API may have changed: look for a newer version of this package [ERR_RESPONSE]",
        requests: [LIST],
    },
    {
        what: "an API that cannot be reached",
        program: "promise",
        selector: { name: "Production" },
        apiEndpoint: "http://127.0.0.1:9/v7",
        message: "127.0.0.1:9 could not be reached (ECONNREFUSED): nothing was sent [ERR_CONNECTION]",
        requests: [],
    },
];

/** One message, and nothing around it that a person has to read past. */
function expectOneMessage(run: Run, message: string | RegExp): void {
    expect(errorsIn(run)).toEqual([typeof message === "string" ? message : expect.stringMatching(message)]);
    expect(run.output).not.toMatch(/^\s+at /m);
    expect(run.output).not.toMatch(/Warning|unhandled|index\.js/i);
}

describe("a look-up fails with one message, and no stack trace, of", () => {
    test.each(cases)("$what, as $program", async (given) => {
        const { program, selector, message, body, environment, apiEndpoint, requests } = given;
        const fault: Fault = { kind: "body", path: "/v7/account-groups", body };
        await (body === undefined ? stage.control.clearFaults() : stage.control.addFault(fault));
        const usual = stage.environment;
        stage.environment = { ...usual, ...environment };
        stack.configure({
            program,
            selector,
            "thousandeyes:apiEndpoint": apiEndpoint ?? stage.apiUrl,
        });
        const run = await stack.refused("preview");
        stage.environment = usual;
        await stage.control.clearFaults();
        expectOneMessage(run, `getAccountGroup: ${message}`);
        expect(run.requests).toEqual(requests);
    });

    test("a token that is rejected, although 52 look-ups wait for it", async () => {
        await stage.control.revokeTokens("1001");
        stack.configure({ program: "refused", "thousandeyes:apiEndpoint": stage.apiUrl });
        const run = await stack.refused("preview");
        expectOneMessage(
            run,
            /^get\w+: GET \/[\w/-]+ answered 401 \(Invalid access token\)\. .* \[ERR_TOKEN_REJECTED\]$/,
        );
        expect(run.requests.length).toBeGreaterThan(0);
        expect(run.requests.length).toBeLessThanOrEqual(2);
    });

    test("the same token in the next run, which sends nothing", async () => {
        const run = await stack.refused("preview");
        expectOneMessage(run, /^get\w+: the API rejected this token at .* \[ERR_TOKEN_REJECTED\]$/);
        expect(run.requests).toEqual([]);
    });
});
