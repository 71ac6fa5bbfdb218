import * as pulumi from "@pulumi/pulumi";
import { thousandeyes } from "../../../../src";

/** Marks a secret in what a program sends to the engine. Source: `specialSigKey` and `specialSecretSig` of the SDK. */
const SECRET = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270" };
const STATE = { token: "issued", tokenFingerprint: "0123456789ab", userId: "1001", status: "active" };

interface Registered extends pulumi.runtime.MockResourceArgs {
    inputs: Record<string, unknown>;
}

let registered: Registered[];

beforeEach(async () => {
    registered = [];
    await pulumi.runtime.setMocks({
        newResource: (args) => {
            registered.push(args);
            return { id: "1001", state: { ...(args.inputs as Registered["inputs"]), ...STATE } };
        },
        call: () => ({}),
    });
});

const valueOf = <T>(output: pulumi.Output<T>) =>
    new Promise<T>((resolve) => {
        output.apply(resolve);
    });

/** Registers a resource and gives what the engine was sent. */
async function register(args: thousandeyes.ApiTokenArgs): Promise<Registered | undefined> {
    await valueOf(new thousandeyes.ApiToken("ci", args).urn);
    expect(registered).toHaveLength(1);
    return registered[0];
}

test("a resource is registered under its own dynamic type and name", async () => {
    expect(await register({ bootstrapToken: "pasted" })).toMatchObject({
        type: "pulumi-nodejs:dynamic/thousandeyes:ApiToken",
        name: "ci",
        custom: true,
    });
});

test("the provider that is kept in state is a pointer of under 200 bytes, and always the same text", async () => {
    const sent = await register({ bootstrapToken: "pasted", onCreate: "adopt" });
    const pointer = String(sent?.inputs.__provider);
    expect(pointer).toBe(
        'exports.handler=()=>{try{return require("pulumi-api-tokens/provider").thousandeyesApiToken}catch(e){e.stack="";' +
            'e.message="add pulumi-api-tokens to this project";throw e}}',
    );
    expect(Buffer.byteLength(pointer)).toBeLessThan(200);
});

test.each([
    ["plain", "pasted"],
    ["as an output", pulumi.output("pasted")],
    ["as a secret", pulumi.secret("pasted")],
    ["as a promise", Promise.resolve("pasted")],
])("a bootstrap token given %s is sent as a secret", async (_name, bootstrapToken) => {
    const sent = await register({ bootstrapToken });
    expect(sent?.inputs).toHaveProperty("bootstrapToken", { ...SECRET, value: "pasted" });
});

test("inputs are sent as they were given, with the resource's name and nothing else", async () => {
    const rotation = { beforeExpiry: "30d", triggers: { release: "1" }, duringOverlap: "defer" } as const;
    const apiEndpoint = "http://127.0.0.1:7070/v7";
    const sent = await register({
        onCreate: "adopt",
        validUntil: "2032-01-01",
        rotation,
        apiEndpoint,
    });
    expect(sent?.inputs).toEqual({
        __provider: expect.any(String) as string,
        resourceName: "ci",
        onCreate: "adopt",
        validUntil: "2032-01-01",
        rotation,
        apiEndpoint,
    });
});

test("the token that comes back is an output of the resource, and absent outputs are undefined", async () => {
    const resource = new thousandeyes.ApiToken("ci", { bootstrapToken: "pasted" });
    const { token, tokenFingerprint, userId, status, previousToken, rotatesAfter } = resource;
    const known = pulumi.all([token, tokenFingerprint, userId, status, previousToken, rotatesAfter]);
    expect(await valueOf(known)).toEqual([...Object.values(STATE), undefined, undefined]);
    expect(await valueOf(resource.id)).toBe("1001");
});
