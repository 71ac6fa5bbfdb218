import { createSend } from "../../src/http/http-client";
import { Refusals } from "../../src/http/refusals";
import { fingerprint } from "../../src/base/fingerprint";
import { VersioClient } from "../../src/systems/versio/client";
import { failureOf } from "../support/failure-of";
import { useSimulator } from "./simulator-stage";

const send = createSend();
const stage = useSimulator();
let client: VersioClient;
let token: string;

beforeEach(async () => {
    client = new VersioClient(stage.simulator.versioUrl, { send, refusals: new Refusals() });
    token = (await stage.control.versio.createToken("example", { name: "ci" })).token;
});

test("a read of the environment sends the token in the header, and nothing in the query", async () => {
    await client.readEnvironment("example", token);
    expect(await stage.control.requests()).toEqual([
        expect.objectContaining({
            method: "GET",
            path: "/versio/api-versio.db/1.0/example",
            query: "",
            token: fingerprint(token),
            status: 200,
        }),
    ]);
});

test("an environment's id is one part of the path, whatever is in it", async () => {
    await failureOf(client.readEnvironment("a/b?c", token));
    const [record] = await stage.control.requests();
    expect(record).toMatchObject({ path: "/versio/api-versio.db/1.0/a%2Fb%3Fc", query: "" });
});

describe("a 401", () => {
    const refusals: [string, () => Promise<unknown>, string][] = [
        ["for an unknown token", () => Promise.resolve(), "example"],
        [
            "for a token that was deactivated",
            () => stage.control.versio.setToken("example", "ci", { active: false }),
            "example",
        ],
        [
            "for a missing permission",
            () => stage.control.versio.setToken("example", "ci", { permissions: ["Reporting"] }),
            "example",
        ],
        ["for a token of another environment", () => Promise.resolve(), "other-example"],
    ];

    test.each(refusals)("%s says that it is the token or the permission", async (name, happen, asked) => {
        await happen();
        const sent = name.includes("unknown") ? "0".repeat(26) : token;
        const error = await failureOf(client.readEnvironment(asked, sent));
        expect(error.code).toBe("ERR_TOKEN_REJECTED");
        expect(error.message).toContain(
            `GET /api-versio.db/1.0/${asked} answered 401. Either the token is unknown, deactivated, deleted or of another environment, or it lacks the permission to read the environment`,
        );
        expect(error.message).not.toContain(sent);
    });
});

test.each([
    [
        404,
        "ERR_NOT_FOUND",
        "Either the server knows no such environment, or serverUrl leads to something else",
    ],
    [429, "ERR_RATE_LIMITED", "The hosted service takes 50 requests a minute"],
    [403, "ERR_FORBIDDEN", "answered 403"],
    [500, "ERR_RESPONSE", "answered 500"],
])("a %i is %s", async (status, code, words) => {
    await stage.control.addFault({ kind: "status", status });
    const error = await failureOf(client.readEnvironment("example", token));
    expect(error.code).toBe(code);
    expect(error.message).toContain(words);
});

test("the 51st request of a minute is one too many for the hosted service, and not for a managed instance", async () => {
    for (let count = 0; count < 50; count++) {
        await client.readEnvironment("example", token);
    }
    expect((await failureOf(client.readEnvironment("example", token))).code).toBe("ERR_RATE_LIMITED");
    await stage.control.versio.setSettings({ managed: true });
    await expect(client.readEnvironment("example", token)).resolves.toBeUndefined();
});

test("a web page with status 200 shows nothing of the token", async () => {
    await stage.control.addFault({ kind: "html", status: 200 });
    const error = await failureOf(client.readEnvironment("example", token));
    expect(error).toMatchObject({ code: "ERR_RESPONSE" });
    expect(error.message).toContain("a body that is a web page: a proxy, or another server than the API");
});

test("a connection that breaks is an error of the connection: a read leaves nothing open", async () => {
    await stage.control.addFault({ kind: "reset-after" });
    expect((await failureOf(client.readEnvironment("example", token))).code).toBe("ERR_CONNECTION");
});
