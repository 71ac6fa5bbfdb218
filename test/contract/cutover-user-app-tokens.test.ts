import * as pulumi from "@pulumi/pulumi";
import { getUserAppTokens, getUserAppTokensOutput } from "../../src/systems/cutover/user-app-tokens";
import { programFailureOf as failureOf } from "../support/failure-of";
import { users } from "./cutover-calls";
import { useSimulator } from "./simulator-stage";
import { setVariables } from "../support/environment";

const SETTINGS = ["CUTOVER_API_TOKEN", "CUTOVER_BASE_URL"] as const;
const outside = Object.fromEntries(SETTINGS.map((name) => [name, process.env[name]]));
const stage = useSimulator();
let connection: { userId: string; token: string; baseUrl: string };
let listed: object[];

beforeEach(async () => {
    const { id, token } = await stage.control.cutover.createToken(users.robot, {
        label: "CI",
        validFor: "30d",
    });
    connection = { userId: users.robot, token, baseUrl: stage.simulator.cutoverUrl };
    listed = [
        {
            tokenId: id,
            label: "CI",
            createdAt: "2030-01-01T00:00:00Z",
            expiresAt: "2030-01-31T00:00:00Z",
            lastAccessedAt: "2030-01-01T00:00:00Z",
        },
    ];
    setVariables(SETTINGS, {});
    pulumi.runtime.setAllConfig({});
});

afterEach(() => {
    setVariables(SETTINGS, outside);
});

const requestCount = async () => (await stage.control.requests()).length;

test("lists the tokens of a user, without their values", async () => {
    const result = await getUserAppTokens(connection);
    expect(result).toEqual({ userAppTokens: listed });
    expect(JSON.stringify(result)).not.toContain(connection.token);
});

test("takes an address with /core at its end for the same", async () => {
    const baseUrl = `${connection.baseUrl}/core/`;
    expect(await getUserAppTokens({ ...connection, baseUrl })).toEqual({ userAppTokens: listed });
});

test("takes token and address from the environment, and rather from the stack's config", async () => {
    const { userId, token, baseUrl } = connection;
    setVariables(SETTINGS, { CUTOVER_API_TOKEN: token, CUTOVER_BASE_URL: baseUrl });
    expect(await getUserAppTokens({ userId })).toEqual({ userAppTokens: listed });
    setVariables(SETTINGS, { CUTOVER_API_TOKEN: "0".repeat(48), CUTOVER_BASE_URL: "http://127.0.0.1:1" });
    pulumi.runtime.setAllConfig({ "cutover:apiToken": token, "cutover:baseUrl": baseUrl });
    expect(await getUserAppTokens({ userId })).toEqual({ userAppTokens: listed });
});

test("is no secret in its …Output form, although the token is one", async () => {
    const output = getUserAppTokensOutput({ ...connection, token: pulumi.secret(connection.token) });
    const result = await new Promise((resolve) => output.apply(resolve));
    expect(result).toEqual({ userAppTokens: listed });
    expect(await pulumi.isSecret(output)).toBe(false);
});

test.each<[string, object, string, string]>([
    ["no token", { token: undefined }, "ERR_NO_TOKEN", "pulumi config set --secret cutover:apiToken"],
    [
        "a token of another form",
        { token: "a".repeat(47) },
        "ERR_INPUT",
        "48 hexadecimal characters, and has 47",
    ],
    ["a user that is no number", { userId: "102/.." }, "ERR_INPUT", "userId must be a string of digits"],
    ["an address without TLS", { baseUrl: "http://example.com" }, "ERR_INPUT", "Use https://"],
    ["no address", { baseUrl: undefined }, "ERR_INPUT", "pulumi config set cutover:baseUrl"],
])("%s is an error before anything is sent", async (_name, change, code, words) => {
    const error = await failureOf(getUserAppTokens({ ...connection, ...change }));
    expect(error.code).toBe(code);
    expect(error.message).toMatch(/^getUserAppTokens: /);
    expect(error.message).toContain(words);
    expect(error.message).not.toContain("a".repeat(47));
    expect(await requestCount()).toBe(0);
});

test("a refused token is one error that does not tell it, and is sent once in a run", async () => {
    const token = "0".repeat(48);
    const error = await failureOf(getUserAppTokens({ ...connection, token }));
    expect(error.code).toBe("ERR_TOKEN_REJECTED");
    expect(error.message).not.toContain(token);
    expect(await failureOf(getUserAppTokens({ ...connection, token }))).toBe(error);
    expect(await requestCount()).toBe(1);
});
