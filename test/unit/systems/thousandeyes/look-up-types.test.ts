import * as pulumi from "@pulumi/pulumi";
import { ProgramError } from "../../../../src/pulumi/program-error";
import { thousandeyes } from "../../../../src/index";

const { getAccountGroup, getAccountGroupOutput, getCurrentUser, getCurrentUserOutput } = thousandeyes;

/*
 * What the compiler refuses in TypeScript is an input error in JavaScript. `npm run lint` compiles this file: a line
 * marked @ts-expect-error that is no error fails there. Nothing is sent: a token is given nowhere.
 */

const errorOf = (call: Promise<unknown>): Promise<unknown> => call.catch((error: unknown) => error);

const refused: [string, () => Promise<unknown>][] = [
    // @ts-expect-error -- one of them is needed
    ["neither name nor aid", () => getAccountGroup({})],
    // @ts-expect-error -- a token is not enough
    ["a token alone", () => getAccountGroup({ token: "hush" })],
    // @ts-expect-error -- one is enough
    ["name and aid", () => getAccountGroup({ name: "Production", aid: "1" })],
    // @ts-expect-error -- one is enough
    ["name and current", () => getAccountGroup({ name: "Production", current: true })],
    // @ts-expect-error -- one is enough
    ["aid and default", () => getAccountGroup({ aid: "1", default: true })],
    // @ts-expect-error -- one is enough
    ["current and default", () => getAccountGroup({ current: true, default: true })],
    // @ts-expect-error -- it would ask for nothing
    ["current: false", () => getAccountGroup({ current: false })],
    // @ts-expect-error -- it would ask for nothing
    ["default: false", () => getAccountGroup({ default: false })],
    // @ts-expect-error -- an aid is a string
    ["an aid that is a number", () => getAccountGroup({ aid: 281474 })],
    // @ts-expect-error -- "users" is no expansion
    ["an unknown expansion", () => getAccountGroup({ aid: "1", expand: ["users"] })],
    // @ts-expect-error -- a list is needed
    ["an expansion that is no list", () => getAccountGroup({ aid: "1", expand: "user" })],
    // @ts-expect-error -- "mail" is no expansion
    ["an unknown expansion of the user", () => getCurrentUser({ expand: ["mail"] })],
];

test.each(refused)(
    "%s is no program in TypeScript, and an input error in JavaScript",
    async (_name, look) => {
        const error = await errorOf(look());
        expect(error).toBeInstanceOf(ProgramError);
        expect(error).toMatchObject({ code: "ERR_INPUT" });
    },
);

const compiled: Record<string, () => unknown> = {
    "every selector, with what is known later too": () => [
        getAccountGroup({ name: "Production" }),
        getAccountGroup({ aid: "1", token: "hush", apiEndpoint: "https://api.example.com/v7" }),
        getAccountGroup({ current: true }),
        getAccountGroup({ default: true, expand: ["user"] }),
        getAccountGroupOutput({ name: pulumi.output("Production"), token: pulumi.secret("hush") }),
        getAccountGroupOutput({ current: pulumi.output(true as const) }),
        getAccountGroupOutput({ aid: "1", expand: pulumi.output(["agent" as const]) }),
        getCurrentUserOutput({ expand: pulumi.output(["email" as const]) }),
    ],

    "wrong selectors of what is known later": () => [
        // @ts-expect-error -- one of them is needed
        getAccountGroupOutput({ token: pulumi.secret("hush") }),
        // @ts-expect-error -- one is enough
        getAccountGroupOutput({ name: pulumi.output("Production"), aid: "1" }),
        // @ts-expect-error -- it would ask for nothing
        getAccountGroupOutput({ current: pulumi.output(false) }),
        // @ts-expect-error -- "users" is no expansion
        getAccountGroupOutput({ aid: "1", expand: ["users"] }),
    ],

    "a plain group without users": async () => {
        const group = await getAccountGroup({ aid: "1" });
        const texts: string[] = [group.aid, group.name];
        // @ts-expect-error -- nobody asked for them
        const users: unknown = group.users;
        return [texts, users];
    },

    "a plain group without its account token": async () => {
        const group = await getAccountGroup({ aid: "1" });
        // @ts-expect-error -- nobody asked for it
        const accountToken: unknown = group.accountToken;
        return [group.aid, accountToken];
    },

    "a group with its users alone": async () => {
        const group = await getAccountGroup({ aid: "1", expand: ["user"] });
        const emails: (string | undefined)[] = group.users.map(({ email }) => email);
        const accountToken: pulumi.Output<string | undefined> = group.accountToken;
        // @ts-expect-error -- nobody asked for them
        const agents: unknown = group.agents;
        return [emails, accountToken, agents];
    },

    "a group with its agents alone": async () => {
        const group = await getAccountGroup({ aid: "1", expand: ["agent"] });
        const names: (string | undefined)[] = group.agents.map(({ agentName }) => agentName);
        // @ts-expect-error -- nobody asked for them
        const users: unknown = group.users;
        return [names, users];
    },

    "a group with both": async () => {
        const group = await getAccountGroup({ aid: "1", expand: ["user", "agent"] });
        return [group.users.length, group.agents.length];
    },

    "a group with its account token alone": async () => {
        const group = await getAccountGroup({ aid: "1", expand: [] });
        const accountToken: pulumi.Output<string | undefined> = group.accountToken;
        // @ts-expect-error -- an account token is an Output, so that it can be secret
        const inClear: string = group.accountToken;
        // @ts-expect-error -- nobody asked for them
        const users: unknown = group.users;
        return [accountToken, inClear, users];
    },

    "a group that is known later, with its users alone": () => {
        const group = getAccountGroupOutput({ aid: "1", expand: ["user"] });
        const users: pulumi.Output<thousandeyes.User[]> = group.users;
        // @ts-expect-error -- nobody asked for them
        const agents: unknown = group.agents;
        return [users, agents];
    },
};

describe("with the mocks of a unit test nothing is checked, and every form runs:", () => {
    beforeAll(() =>
        pulumi.runtime.setMocks({
            call: () => ({ aid: "1", name: "Production", users: [{ email: "a@example.com" }], agents: [{}] }),
            newResource: ({ name }) => ({ id: name, state: {} }),
        }),
    );

    test.each(Object.entries(compiled))("%s", async (_name, run) => {
        expect(await run()).toContainEqual(expect.anything());
    });
});
