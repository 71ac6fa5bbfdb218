import { SimulatorControl, startSimulator } from "api-token-simulator";
import type { Fault } from "api-token-simulator";
import { createSend } from "../../src/http/http-client";
import { Refusals } from "../../src/http/refusals";
import { ThousandEyesClient } from "../../src/systems/thousandeyes/client";
import { failureOf } from "../support/failure-of";
import { useSimulator } from "./simulator-stage";

const send = createSend();
const stage = useSimulator();
let client: ThousandEyesClient;
let token: string;

beforeEach(async () => {
    client = new ThousandEyesClient(stage.simulator.apiUrl, { send, refusals: new Refusals() });
    token = (await stage.control.createToken("1001")).token;
});

const requests = async () =>
    (await stage.control.requests()).map(
        ({ method, path, status }) => `${method} ${path} ${status ?? "none"}`,
    );
const tokenCount = async () => (await stage.control.users()).find(({ uid }) => uid === "1001")?.tokens.length;

describe("no retry and no redirect", () => {
    const elsewhere = { kind: "status", times: 1 } as const;

    test.each([301, 302, 303, 307, 308])("an answer of %i is not followed", async (status) => {
        const other = await startSimulator();
        try {
            const location = `${other.apiUrl}/users/current`;
            await stage.control.addFault({ ...elsewhere, status, headers: { location } });
            await stage.control.addFault({ ...elsewhere, status, headers: { location } });
            expect((await failureOf(client.currentUser(token))).code).toBe("ERR_RESPONSE");
            expect(await client.regenerateToken(token)).toMatchObject({
                // Whoever redirects may have processed the request.
                kind: "unclear",
            });
            expect(await new SimulatorControl(other.controlUrl).requests()).toEqual([]);
            expect(await requests()).toEqual([
                `GET /v7/users/current ${status}`,
                `POST /v7/api-tokens ${status}`,
            ]);
        } finally {
            await other.stop();
        }
    });

    test.each<[string, Fault]>([
        ["reset-before", { kind: "reset-before" }],
        ["reset-after", { kind: "reset-after" }],
        ["status 429", { kind: "status", status: 429, headers: { "retry-after": "0" } }],
        ["status 503", { kind: "status", status: 503, headers: { "retry-after": "0" } }],
        ["cut-body", { kind: "cut-body" }],
    ])("a POST that meets %s is sent once", async (_name, fault) => {
        await stage.control.addFault({ ...fault, times: 1 });
        expect((await client.regenerateToken(token)).kind).not.toBe("issued");
        expect(await requests()).toHaveLength(1);
    });
});

describe("an answer that is missing or broken", () => {
    test.each<[string, Fault, string, number]>([
        ["reset-before", { kind: "reset-before" }, "gave no complete answer", 1],
        ["reset-after", { kind: "reset-after" }, "gave no complete answer", 2],
        ["cut-body", { kind: "cut-body" }, "gave no complete answer", 2],
        ["status 500", { kind: "status", status: 500 }, "POST /api-tokens answered 500", 1],
        [
            "status 500 after it was processed",
            { kind: "status", status: 500, processed: true },
            "answered 500",
            2,
        ],
        ["status 503", { kind: "status", status: 503 }, "The API is under maintenance", 1],
        ["html", { kind: "html" }, "POST /api-tokens answered 502", 1],
    ])("leaves open whether a POST was processed: %s", async (_name, fault, words, tokens) => {
        await stage.control.addFault({ ...fault, times: 1 });
        expect(await client.regenerateToken(token)).toMatchObject({
            kind: "unclear",
            message: expect.stringContaining(words) as string,
        });
        expect(await tokenCount()).toBe(tokens);
    });

    test.each<[string, Fault]>([
        ["status 500", { kind: "status", status: 500 }],
        ["status 503", { kind: "status", status: 503 }],
        ["html with 502", { kind: "html" }],
        ["html with 200", { kind: "html", status: 200 }],
    ])("to a GET cannot be understood: %s", async (_name, fault) => {
        await stage.control.addFault({ ...fault, times: 1 });
        expect((await failureOf(client.currentUser(token))).code).toBe("ERR_RESPONSE");
    });

    test.each<[string, Fault]>([
        ["reset-before", { kind: "reset-before" }],
        ["reset-after", { kind: "reset-after" }],
        ["cut-body", { kind: "cut-body" }],
    ])("to a GET is said to be incomplete: %s", async (_name, fault) => {
        await stage.control.addFault({ ...fault, times: 1 });
        const { message } = await failureOf(client.currentUser(token));
        expect(message).toContain(
            `the connection to ${new URL(stage.simulator.apiUrl).host} gave no complete answer`,
        );
    });

    test("without an end is a new token of which no end is known", async () => {
        await stage.control.addFault({ kind: "body", body: { bearerToken: "hush" } });
        expect(await client.regenerateToken(token)).toEqual({ kind: "issued", token: "hush" });
    });

    test.each<[string, unknown]>([
        ["an end alone", { validUntil: "2032-01-01T00:00:00Z" }],
        ["an empty token", { bearerToken: "" }],
        ["a token that is a number", { bearerToken: 5 }],
        ["a list", ["hush"]],
        ["no JSON", "hush"],
        ["nothing", ""],
    ])("to a POST, %s where the new token belongs, has lost it, and is not shown", async (_name, body) => {
        await stage.control.addFault({ kind: "body", body });
        expect(await client.regenerateToken(token)).toMatchObject({
            kind: "lost",
            message: "POST /api-tokens answered 201 without the new token",
        });
        expect(await tokenCount()).toBe(2);
    });

    test("with a wrong type further down is named by the way to it", async () => {
        await stage.control.addFault({ kind: "body", body: { accountGroups: [{ aid: "1" }, { aid: 2 }] } });
        const { message } = await failureOf(client.accountGroups(token));
        expect(message).toContain(
            'GET /account-groups answered 200 with a body that is not as documented: field "accountGroups.1.aid": expected string, received number',
        );
    });
});

test.each(["127.0.0.1", "localhost", "[::1]"])("a refused connection to %s sends nothing", async (host) => {
    const { port } = new URL(stage.simulator.apiUrl);
    await stage.simulator.stop();
    const nowhere = new ThousandEyesClient(`http://${host}:${port}/v7`, { send, refusals: new Refusals() });
    const message = `${host}:${port} could not be reached (ECONNREFUSED): nothing was sent`;
    expect(await nowhere.regenerateToken(token)).toEqual({
        kind: "not-processed",
        code: "ERR_CONNECTION",
        message,
    });
});
