import { pointerBy } from "../../../src/pulumi/provider-pointer";
import * as pulumi from "@pulumi/pulumi";
import { cutover, versio } from "../../../src";
import { setVariables } from "../../support/environment";

/** Marks a secret in what a program sends to the engine. Source: `specialSigKey` and `specialSecretSig` of the SDK. */
const SECRET = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270" };
const TOKEN = "0123456789abcdef".repeat(3);
const VARIABLES = ["VERSIO_APITOKEN", "CUTOVER_API_TOKEN"] as const;
const outside = Object.fromEntries(VARIABLES.map((name) => [name, process.env[name]]));

interface Registered extends pulumi.runtime.MockResourceArgs {
    inputs: Record<string, unknown>;
}

let registered: Registered[];

beforeEach(async () => {
    setVariables(VARIABLES, {});
    registered = [];
    await pulumi.runtime.setMocks({
        newResource: (args) => {
            registered.push(args);
            const state = { tokenId: "301", previousToken: "kept", authorization: "apiToken x", query: "y" };
            return { id: "1", state: { ...(args.inputs as Registered["inputs"]), ...state } };
        },
        call: () => ({}),
    });
});

afterEach(() => {
    setVariables(VARIABLES, outside);
});

const isSecret = (output: pulumi.Output<unknown>) => pulumi.isSecret(output);
const valueOf = <T>(output: pulumi.Output<T>) => new Promise<T>((resolve) => output.apply(resolve));

/** Registers a resource and gives what the engine was sent. */
async function inputsOf(resource: pulumi.CustomResource): Promise<Registered["inputs"]> {
    await valueOf(resource.urn);
    expect(registered).toHaveLength(1);
    return registered[0]?.inputs ?? {};
}

const SHARED = [
    "token",
    "tokenFingerprint",
    "adoptedAt",
    "dueAt",
    "previousToken",
    "previousValidUntil",
    "earlierTokens",
    "status",
];

const cases = [
    {
        type: "versio:ApiToken",
        pointer: "versioApiToken",
        key: "versio:apiToken",
        variable: "VERSIO_APITOKEN",
        outputs: [...SHARED, "authorization", "query", "environment", "serverUrl", "permissions"],
        make: (args: { token?: pulumi.Input<string> }) => new versio.ApiToken("ci", { name: "ci", ...args }),
    },
    {
        type: "cutover:UserAppToken",
        pointer: "cutoverUserAppToken",
        key: "cutover:apiToken",
        variable: "CUTOVER_API_TOKEN",
        outputs: [
            ...SHARED,
            "tokenId",
            "createdAt",
            "expiresAt",
            "lastAccessedAt",
            "holder",
            "userId",
            "baseUrl",
        ],
        make: (args: { token?: pulumi.Input<string> }) =>
            new cutover.UserAppToken("ci", { userId: "102", ...args }),
    },
];

describe.each(cases)("$type", ({ type, pointer, key, variable, outputs, make }) => {
    test("is registered under its own dynamic type, with a pointer to its provider", async () => {
        const inputs = await inputsOf(make({ token: TOKEN }));
        expect(registered[0]).toMatchObject({ type: `pulumi-nodejs:dynamic/${type}`, name: "ci" });
        expect(inputs.__provider).toBe(pointerBy([], pointer));
    });

    test.each([
        ["plain", TOKEN],
        ["as an output", pulumi.output(TOKEN)],
        ["as a secret", pulumi.secret(TOKEN)],
    ])("sends a token given %s as a secret", async (_name, token) => {
        expect((await inputsOf(make({ token }))).token).toEqual({ ...SECRET, value: TOKEN });
    });

    test("takes the token from the environment, and rather from the stack's config", async () => {
        setVariables(VARIABLES, { [variable]: "of the environment" });
        expect((await inputsOf(make({}))).token).toEqual({ ...SECRET, value: "of the environment" });
        registered = [];
        pulumi.runtime.setAllConfig({ [key]: "of the config" });
        expect((await inputsOf(make({}))).token).toEqual({ ...SECRET, value: "of the config" });
        pulumi.runtime.setAllConfig({});
    });

    test("sends no token when there is none, so that the check can say so", async () => {
        expect(await inputsOf(make({}))).not.toHaveProperty("token");
    });

    test("has every output also when config or environment gives what the program leaves out", () => {
        const resource = make({}) as unknown as Record<string, unknown>;
        expect(outputs.filter((name) => !pulumi.Output.isInstance(resource[name]))).toEqual([]);
    });

    test("has secrets for outputs where they are", async () => {
        const resource = make({ token: TOKEN });
        const { token, previousToken, earlierTokens } = resource;
        const areSecret = [token, previousToken, earlierTokens].map((output) => isSecret(output));
        expect(await Promise.all(areSecret)).toEqual([true, true, true]);
        expect(await valueOf(resource.token)).toBe(TOKEN);
    });
});

test("the header and the query of a Versio.io token are secrets", async () => {
    const { authorization, query } = new versio.ApiToken("ci", { name: "ci", token: TOKEN });
    expect([await pulumi.isSecret(authorization), await pulumi.isSecret(query)]).toEqual([true, true]);
});

test("the tokenId of a Cutover token is what was found, and the wanted one is sent by another name", async () => {
    const resource = new cutover.UserAppToken("ci", { userId: "102", token: TOKEN, tokenId: "7" });
    const inputs = await inputsOf(resource);
    expect(inputs).toMatchObject({ wantedTokenId: "7" });
    expect(inputs).not.toHaveProperty("tokenId");
    expect(await valueOf(resource.tokenId)).toBe("301");
});

test("an admin token is sent as a secret, and not at all when there is none", async () => {
    const args = { userId: "102", token: TOKEN };
    expect(await inputsOf(new cutover.UserAppToken("ci", args))).not.toHaveProperty("adminToken");
    registered = [];
    expect(await inputsOf(new cutover.UserAppToken("ci", { ...args, adminToken: TOKEN }))).toMatchObject({
        adminToken: { ...SECRET, value: TOKEN },
    });
});
