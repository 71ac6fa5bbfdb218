import * as pulumi from "@pulumi/pulumi";
import { SimulatorControl, startSimulator } from "api-token-simulator";
import type { Simulator } from "api-token-simulator";
import { ProgramError } from "../../src/pulumi/program-error";
import {
    getAccountGroup,
    getAccountGroupOutput,
    getAccountGroups,
    getAccountGroupsOutput,
} from "../../src/thousandeyes/account-groups";

const SETTINGS = ["TE_TOKEN", "TE_API_ENDPOINT"] as const;
const outside = Object.fromEntries(SETTINGS.map((name) => [name, process.env[name]]));
const user = {
    name: "Ada",
    email: "ada@example.com",
    accountGroups: ["1", "2", "3"],
    loginAccountGroup: "2",
};
const organisations = {
    organisations: [
        {
            orgId: "7",
            organizationName: "Example Corp",
            accountGroups: [
                { aid: "1", accountGroupName: "Twin" },
                { aid: "2", accountGroupName: "Production" },
                { aid: "3", accountGroupName: "Twin" },
            ],
            users: [{ ...user, uid: "1001" }],
        },
    ],
};
const production = {
    aid: "2",
    name: "Production",
    current: true,
    default: true,
    organizationName: "Example Corp",
    orgId: "7",
};

let simulator: Simulator;
let control: SimulatorControl;
let token: string;
let connection: { token: string; apiEndpoint: string };

beforeEach(async () => {
    simulator = await startSimulator({ organisations });
    control = new SimulatorControl(simulator.controlUrl);
    token = (await control.createToken("1001")).token;
    connection = { token, apiEndpoint: simulator.apiUrl };
    setEnvironment({});
    pulumi.runtime.setAllConfig({});
});

afterEach(async () => {
    setEnvironment(outside);
    await simulator.stop();
});

function setEnvironment(values: Record<string, string | undefined>): void {
    for (const name of SETTINGS) {
        const value = values[name];
        if (value === undefined) {
            Reflect.deleteProperty(process.env, name);
        } else {
            process.env[name] = value;
        }
    }
}

async function failureOf(call: Promise<unknown>): Promise<ProgramError> {
    const error = await call.then(
        () => "it succeeded",
        (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(ProgramError);
    return error as ProgramError;
}

const requestCount = async () => (await control.requests()).length;

describe("one account group", () => {
    test("is found by its name", async () => {
        expect(await getAccountGroup({ ...connection, name: "Production" })).toEqual(production);
    });

    test("is found by its aid", async () => {
        expect(await getAccountGroup({ ...connection, aid: "2" })).toEqual(production);
    });

    test.each([
        ["neither name nor aid", {}],
        ["both name and aid", { name: "Production", aid: "2" }],
    ])("asked for by %s is an input error, and nothing is sent", async (_name, which) => {
        const error = await failureOf(getAccountGroup({ ...connection, ...(which as { name: string }) }));
        expect(error.code).toBe("ERR_INPUT");
        expect(error.message).toBe(
            "getAccountGroup: give exactly one of name, aid, current: true and default: true [ERR_INPUT]",
        );
        expect(await requestCount()).toBe(0);
    });

    test.each([
        [{ name: "Produktion" }, 'the name "Produktion"', "Production"],
        [{ aid: "9" }, 'the aid "9"', "Twin"],
    ])("that does not exist (%j) is answered with those that do", async (which, words, nearest) => {
        const error = await failureOf(getAccountGroup({ ...connection, ...which }));
        expect(error.code).toBe("ERR_NOT_FOUND");
        expect(error.message).toContain(
            `there is no account group with ${words}. The token's user belongs to "${nearest}" (aid `,
        );
    });

    test("that is one of two of its name is answered with the aids of both", async () => {
        const error = await failureOf(getAccountGroup({ ...connection, name: "Twin" }));
        expect(error.code).toBe("ERR_NOT_UNIQUE");
        expect(error.message).toContain(
            'there are 2 account groups with the name "Twin": 1 (organisation "Example Corp"), 3 (organisation "Example Corp"). Ask by aid',
        );
    });

    test("that is one of two of its name is found by its aid", async () => {
        expect(await getAccountGroup({ ...connection, aid: "3" })).toMatchObject({ aid: "3", name: "Twin" });
    });

    test("of a user without any is said to be one of none", async () => {
        await control.addFault({ kind: "body", body: { accountGroups: [{ accountGroupName: "no aid" }] } });
        const error = await failureOf(getAccountGroup({ ...connection, name: "Production" }));
        expect(error.message).toContain("belongs to none at all");
    });
});

describe("the token and the endpoint of a look-up", () => {
    test("come from the environment", async () => {
        setEnvironment({ TE_TOKEN: token, TE_API_ENDPOINT: simulator.apiUrl });
        expect((await getAccountGroups()).accountGroups).toHaveLength(3);
    });

    test("come from the stack's config before the environment", async () => {
        setEnvironment({ TE_TOKEN: "refused", TE_API_ENDPOINT: "http://127.0.0.1:9/v7" });
        pulumi.runtime.setAllConfig({
            "thousandeyes:token": token,
            "thousandeyes:apiEndpoint": simulator.apiUrl,
        });
        expect((await getAccountGroups()).accountGroups).toHaveLength(3);
    });

    test("come from the arguments before the stack's config", async () => {
        pulumi.runtime.setAllConfig({
            "thousandeyes:token": "refused",
            "thousandeyes:apiEndpoint": "http://127.0.0.1:9/v7",
        });
        expect((await getAccountGroups(connection)).accountGroups).toHaveLength(3);
    });

    test("without a token anywhere is an error that names all three ways", async () => {
        setEnvironment({ TE_TOKEN: "" });
        const error = await failureOf(getAccountGroups({ apiEndpoint: simulator.apiUrl }));
        expect(error.code).toBe("ERR_NO_TOKEN");
        for (const way of ["argument `token`", "pulumi config set --secret thousandeyes:token", "TE_TOKEN"]) {
            expect(error.message).toContain(way);
        }
    });

    test.each([
        ["an endpoint in clear", { token: "hush", apiEndpoint: "http://api.example.com/v7" }, "in clear"],
        ["a token with a line break", { token: "hush\n" }, "the token has a space or a line break"],
    ])("with %s is an input error that shows no token", async (_name, args, words) => {
        const error = await failureOf(getAccountGroups(args));
        expect(error.code).toBe("ERR_INPUT");
        expect(error.message).toContain(words);
        expect(error.message).not.toContain("hush");
    });
});

describe("requests", () => {
    test("of look-ups at the same time and later with one token are one", async () => {
        await Promise.all([
            getAccountGroups(connection),
            getAccountGroup({ ...connection, aid: "1" }),
            getAccountGroup({ ...connection, apiEndpoint: `${simulator.apiUrl}/`, aid: "2" }),
        ]);
        await getAccountGroup({ ...connection, aid: "3" });
        expect(await requestCount()).toBe(1);
    });

    test("with different tokens are different ones", async () => {
        await getAccountGroups(connection);
        await failureOf(getAccountGroups({ ...connection, token: "another" }));
        expect(await requestCount()).toBe(2);
    });

    test("that failed are not remembered", async () => {
        await control.addFault({ kind: "html", status: 500, times: 1 });
        const failures = [failureOf(getAccountGroups(connection)), failureOf(getAccountGroups(connection))];
        expect((await Promise.all(failures)).map(({ code }) => code)).toEqual([
            "ERR_RESPONSE",
            "ERR_RESPONSE",
        ]);
        expect(await requestCount()).toBe(1);
        expect((await getAccountGroups(connection)).accountGroups).toHaveLength(3);
    });
});

describe("a look-up that fails", () => {
    test("ends a program with its message alone: no stack trace is shown of such an error", async () => {
        const error = await failureOf(getAccountGroups({ ...connection, token: "refused" }));
        expect(pulumi.RunError.isInstance(error)).toBe(true);
        expect(error.code).toBe("ERR_TOKEN_REJECTED");
        expect(error.message).toMatch(
            /^getAccountGroups: GET \/account-groups answered 401 .* \[ERR_TOKEN_REJECTED\]$/,
        );
    });
});

describe("the results of the Output forms", () => {
    const secretConnection = () => ({ ...connection, token: pulumi.secret(token) });

    test("are those of the look-ups, and no secrets although the token is one", async () => {
        const groups = getAccountGroupsOutput(secretConnection());
        const group = getAccountGroupOutput({ ...secretConnection(), name: pulumi.output("Production") });
        expect(await Promise.all([pulumi.isSecret(groups), pulumi.isSecret(group)])).toEqual([false, false]);
        const found = await new Promise<unknown>((resolve) => {
            pulumi.all([groups.accountGroups.length, group]).apply(resolve);
        });
        expect(found).toEqual([3, production]);
    });
});
