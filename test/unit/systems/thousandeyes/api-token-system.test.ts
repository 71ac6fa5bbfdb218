import type { HttpAnswer, HttpRequest } from "../../../../src/http/http-client";
import { apiTokenSystem } from "../../../../src/systems/thousandeyes/api-token-system";
import { failureOf } from "../../../support/failure-of";
import { hostOf, noTransport } from "../../../support/host";
import { ENDPOINT, inputs, outputs } from "../../../support/rotating-token-outputs";

let sent: HttpRequest[];

beforeEach(() => {
    sent = [];
});

/** A way out that gives every request this answer. */
function transportTo(status: number, body: unknown) {
    const answer: HttpAnswer = { status, body: JSON.stringify(body), header: () => undefined };
    const send = (request: HttpRequest) => {
        sent.push(request);
        return Promise.resolve(answer);
    };
    return { ...noTransport(), send };
}

describe("asking whose token it is", () => {
    const verify = (user: unknown, known = outputs()) =>
        apiTokenSystem.verify(known, transportTo(200, user), false);

    test("gives the user and the account group, and nothing else", async () => {
        const user = { uid: "2002", name: "Robot", loginAccountGroup: { aid: "77", accountGroupName: "x" } };
        expect(await verify(user)).toEqual({ userId: "2002", loginAccountGroupId: "77" });
        expect(sent).toEqual([
            expect.objectContaining({
                method: "GET",
                url: `${ENDPOINT}/users/current`,
                authorization: "Bearer current",
            }),
        ]);
    });

    test.each<[string, object]>([
        ["nothing", {}],
        ["an account group without an id", { loginAccountGroup: {} }],
    ])("keeps what is known when the answer has %s", async (_name, user) => {
        const known = outputs({ loginAccountGroupId: "5" });
        expect({ ...known, ...(await verify(user, known)) }).toEqual(known);
    });

    test("fails when neither the answer nor the state has a user", async () => {
        const failure = await failureOf(verify({}, outputs({ userId: undefined })));
        expect(failure.code).toBe("ERR_RESPONSE");
        expect(failure.message).toContain("answered without a uid");
    });
});

test("a new token is asked for with the current one", async () => {
    const transport = transportTo(201, { bearerToken: "next", validUntil: "2032-01-01T00:00:00Z" });
    const answer = await apiTokenSystem.requestNewToken(ENDPOINT, "current", transport);
    expect(answer).toEqual({
        kind: "issued",
        token: "next",
        validUntil: Date.parse("2032-01-01T00:00:00Z"),
    });
    expect(sent).toEqual([
        expect.objectContaining({
            method: "POST",
            url: `${ENDPOINT}/api-tokens`,
            authorization: "Bearer current",
        }),
    ]);
});

test("a resource is kept under its user, and under nothing before that is known", () => {
    expect(apiTokenSystem.ownerOf(outputs())).toBe("1001");
    expect(apiTokenSystem.ownerOf(outputs({ userId: undefined }))).toBe("");
    expect(apiTokenSystem.describeOwner("1001")).toBe("user 1001");
});

test("the endpoint is the one that check filled in", () => {
    expect(apiTokenSystem.endpointOf(inputs())).toBe(ENDPOINT);
    const { apiEndpoint: _, ...unchecked } = inputs();
    expect(() => apiTokenSystem.endpointOf(unchecked)).toThrow("check did not run");
});

describe("resolving the inputs", () => {
    const [GIVEN, CONFIGURED, RECORDED, FOUND] = ["given", "configured", "recorded", "found"].map(
        (name) => `https://${name}.example.com/v7`,
    );
    const host = (setting: string | undefined, variable: string | undefined) =>
        hostOf({
            now: () => 0,
            lines: [],
            setting: (key) => (key === "thousandeyes:apiEndpoint" ? setting : undefined),
            environment: { TE_API_ENDPOINT: variable },
        });
    const resolved = (argument?: string, setting?: string, recorded?: string, variable?: string) => {
        const { apiEndpoint: _, ...news } = inputs();
        const given = { ...news, ...(argument === undefined ? {} : { apiEndpoint: argument }) };
        const olds = recorded === undefined ? undefined : { apiEndpoint: recorded };
        return apiTokenSystem.resolve(given, olds, host(setting, variable));
    };

    test("fills in the endpoint: argument, config, state, environment, the vendor's", () => {
        expect([
            resolved(`${GIVEN}/`, CONFIGURED, RECORDED, FOUND).apiEndpoint,
            resolved(undefined, CONFIGURED, RECORDED, FOUND).apiEndpoint,
            resolved(undefined, undefined, RECORDED, FOUND).apiEndpoint,
            resolved(undefined, undefined, undefined, FOUND).apiEndpoint,
            resolved().apiEndpoint,
        ]).toEqual([GIVEN, CONFIGURED, RECORDED, FOUND, ENDPOINT]);
    });

    test("leaves all other inputs alone", () => {
        expect(resolved()).toEqual(inputs());
    });

    test("leaves an endpoint that is no text to the check of the inputs", () => {
        expect(resolved(7070 as unknown as string).apiEndpoint).toBe(7070);
    });
});
