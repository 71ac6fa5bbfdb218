import { createSend } from "../../src/http/http-client";
import { fingerprint } from "../../src/base/fingerprint";
import { Refusals } from "../../src/http/refusals";
import { ThousandEyesClient } from "../../src/systems/thousandeyes/client";
import type { TokenAnswer } from "../../src/rotating-token/answer";
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

/** What came of a POST that is answered as documented. */
async function issue(): Promise<Extract<TokenAnswer, { kind: "issued" }>> {
    const answer = await client.regenerateToken(token);
    if (answer.kind !== "issued") {
        throw new Error(answer.message);
    }
    return answer;
}

describe("an answer as documented", () => {
    test("to POST /api-tokens is the new token with its end", async () => {
        const issued = await issue();
        expect(issued.validUntil).toBe(Date.parse("2032-01-01T00:00:00Z"));
        expect(issued.token).not.toBe(token);
        await client.currentUser(issued.token);
        const used = (await stage.control.requests()).map((request) => request.token);
        expect(used).toEqual([fingerprint(token), fingerprint(issued.token)]);
    });

    test("to GET /users/current is the user, and what is not needed of it is left out", async () => {
        expect(await client.currentUser(token)).toEqual({
            uid: "1001",
            loginAccountGroup: { aid: "281474" },
        });
    });

    test("to GET /account-groups is the list", async () => {
        const groups = await client.accountGroups(token);
        expect(groups.map(({ aid }) => aid)).toEqual(["281474", "281475", "281476"]);
        expect(groups[0]).toEqual({
            aid: "281474",
            accountGroupName: "Production",
            isCurrentAccountGroup: true,
            isDefaultAccountGroup: true,
            organizationName: "Example Corp",
            orgId: "76543",
        });
    });

    test("without a list is a list of nothing", async () => {
        await stage.control.addFault({ kind: "body", body: {} });
        expect(await client.accountGroups(token)).toEqual([]);
    });

    test("under another content type is understood all the same", async () => {
        await stage.control.addFault({ kind: "content-type" });
        expect((await issue()).token).toEqual(expect.any(String));
        expect((await client.currentUser(token)).uid).toBe("1001");
    });
});

describe("a refusal", () => {
    test("with 401 is a rejected token, with the server's words and what follows", async () => {
        const error = await failureOf(client.currentUser("not-a-token"));
        expect(error.code).toBe("ERR_TOKEN_REJECTED");
        expect(error.message).toContain(
            "GET /users/current answered 401 (Invalid access token). The token is unknown",
        );
    });

    test("with 429 is the rate limit", async () => {
        await stage.control.addFault({ kind: "status", status: 429 });
        expect((await failureOf(client.accountGroups(token))).code).toBe("ERR_RATE_LIMITED");
    });

    test("with 403 is a missing permission", async () => {
        await stage.control.addFault({ kind: "status", status: 403 });
        expect((await failureOf(client.currentUser(token))).code).toBe("ERR_FORBIDDEN");
    });
});

describe("a POST that is refused", () => {
    const words = (text: string) => expect.stringContaining(text) as string;

    test("with 401 has shown that the token is dead", async () => {
        expect(await client.regenerateToken("not-a-token")).toEqual({
            kind: "rejected",
            message: words("POST /api-tokens answered 401 (Invalid access token). The token is unknown"),
        });
    });

    test("with 403 has done nothing, for want of a permission", async () => {
        const { token: powerless } = await stage.control.createToken("1003");
        expect(await client.regenerateToken(powerless)).toEqual({
            kind: "not-processed",
            code: "ERR_FORBIDDEN",
            message: words("“API access”"),
        });
    });

    test("with 409 has met two valid tokens", async () => {
        await issue();
        expect(await client.regenerateToken(token)).toEqual({
            kind: "overlap",
            message: words("The user already has two valid tokens"),
        });
    });

    test("with 429 has done nothing, for want of a free place", async () => {
        await stage.control.addFault({ kind: "status", status: 429 });
        expect(await client.regenerateToken(token)).toMatchObject({
            kind: "not-processed",
            code: "ERR_RATE_LIMITED",
        });
    });

    test.each([400, 404, 405, 418])("with %i has done nothing, for no documented reason", async (status) => {
        await stage.control.addFault({ kind: "status", status });
        expect(await client.regenerateToken(token)).toEqual({
            kind: "not-processed",
            code: "ERR_RESPONSE",
            message: words(`POST /api-tokens answered ${status}`),
        });
    });

    test("by a server that waited too long for it may have been processed", async () => {
        await stage.control.addFault({ kind: "status", status: 408 });
        expect((await client.regenerateToken(token)).kind).toBe("unclear");
    });
});

describe("what the server says of an error", () => {
    test("shows no part of the token where long words are cut", async () => {
        expect(await messageFor({ detail: "x".repeat(190) + token })).not.toContain(token.slice(0, 8));
    });

    const messageFor = async (body: unknown) => {
        await stage.control.addFault({ kind: "status", status: 500, body });
        return (await failureOf(client.currentUser(token))).message;
    };

    test.each<[string, unknown, string]>([
        ["OAuth's error_description", { error: "x", error_description: "the words" }, "the words"],
        ["a problem's detail", { title: "a title", detail: "the words" }, "the words"],
        ["a problem's title", { title: "the words" }, "the words"],
        ["a list of sentences", { errors: ["the", "words"] }, "the; words"],
        ["a list of messages", { errors: [{ message: "the" }, { message: "words" }] }, "the; words"],
    ])("in %s is passed on", async (_name, body, words) => {
        expect(await messageFor(body)).toBe(`GET /users/current answered 500 (${words})`);
    });

    test.each<[string, unknown]>([
        ["JSON of another kind", ["text"]],
        ["fields of another type", { detail: { text: "text" }, errors: "text" }],
        ["nothing", ""],
    ])("in %s is left out", async (_name, body) => {
        expect(await messageFor(body)).toBe("GET /users/current answered 500");
    });

    test("in a web page is left out: it was no API that answered", async () => {
        expect(await messageFor("<html>text</html>")).toBe(
            "GET /users/current answered 500 (a web page: a proxy, or another server than the API, gave this answer)",
        );
    });

    test("is put on one short line", async () => {
        const message = await messageFor({ detail: `first\n\tsecond ${"long ".repeat(1000)}` });
        expect(message).toContain("(first second long");
        expect(message.length).toBeLessThan(260);
    });

    test("never shows the token that was sent", async () => {
        const message = await messageFor({ detail: `token ${token} is odd, ${token}` });
        expect(message).toContain("(token [token] is odd, [token])");
    });
});
