import * as fc from "fast-check";
import { TransportError } from "../../../../src/http/errors";
import { classifyAnswer, classifyFailure } from "../../../../src/systems/thousandeyes/token-answer";

const SENT = "token-that-was-sent";
const answer = (status: number, body = "") => ({ status, body, header: () => undefined });
const classify = (status: number, body = "") => classifyAnswer(answer(status, body), SENT);
const issued = (body: object) => classify(201, JSON.stringify(body));

const ANY_OTHER = { kind: "unclear" };
const REFUSED = { kind: "not-processed", code: "ERR_RESPONSE" };
const DOCUMENTED: Record<number, object> = {
    201: { kind: "lost" },
    401: { kind: "rejected" },
    403: { kind: "not-processed", code: "ERR_FORBIDDEN" },
    408: ANY_OTHER,
    409: { kind: "overlap" },
    429: { kind: "not-processed", code: "ERR_RATE_LIMITED" },
};

describe("an answer without a token", () => {
    const statuses = Array.from({ length: 400 }, (_, index) => 200 + index);

    test("counts as not processed only when its status is a refusal, whatever the status", () => {
        const expected = statuses.map(
            (status) => DOCUMENTED[status] ?? (status >= 400 && status < 500 ? REFUSED : ANY_OTHER),
        );
        expect(statuses.map((status) => classify(status))).toMatchObject(expected);
    });

    test("says the call and the status, whatever the status but 201", () => {
        const others = statuses.filter((status) => status !== 201);
        expect(others.map((status) => classify(status))).toMatchObject(
            others.map((status) => ({
                message: expect.stringMatching(
                    new RegExp(`^POST /api-tokens answered ${status}(\\.|$)`),
                ) as string,
            })),
        );
    });

    test.each([100, 199, 600])("with the status %d, which no server sends, is unclear", (status) => {
        expect(classify(status)).toMatchObject(ANY_OTHER);
    });

    test.each([300, 500, 503])("is unclear with %d although a token is in its body", (status) => {
        expect(classify(status, '{"bearerToken": "new"}')).toMatchObject(ANY_OTHER);
    });

    test.each([401, 409, 403, 500])("with %d has the server's words, without the token", (status) => {
        const body = JSON.stringify({ detail: `no ${SENT} here` });
        expect(classify(status, body)).toMatchObject({
            message: expect.stringContaining("(no [token] here)") as string,
        });
    });
});

describe("a 201", () => {
    test("with a token and its end is issued", () => {
        expect(issued({ bearerToken: "new", validUntil: "2032-01-01T00:00:00Z", later: 1 })).toEqual({
            kind: "issued",
            token: "new",
            validUntil: Date.parse("2032-01-01T00:00:00Z"),
        });
    });

    test.each([
        ["no end", { bearerToken: "new" }],
        ["an empty end", { bearerToken: "new", validUntil: "" }],
        ["an end that is no time", { bearerToken: "new", validUntil: "in two years" }],
    ])("with a token and %s is issued without an end", (_name, body) => {
        expect(issued(body)).toEqual({ kind: "issued", token: "new" });
    });

    test.each([
        ["nothing", ""],
        ["half a body", '{"bearerToken": "ne'],
        ["no object", '"new"'],
        ["an empty object", "{}"],
        ["an empty token", '{"bearerToken": ""}'],
        ["no text as the token", '{"bearerToken": 5}'],
        ["only an end", '{"validUntil": "2032-01-01T00:00:00Z"}'],
    ])("with %s has lost the token, and says nothing of the body", (_name, body) => {
        expect(classify(201, body)).toEqual({
            kind: "lost",
            message: "POST /api-tokens answered 201 without the new token",
        });
    });

    test("is issued or lost with any body, and never anything else", () => {
        fc.assert(
            fc.property(fc.oneof(fc.string(), fc.json()), (body) => {
                expect(["issued", "lost"]).toContain(classify(201, body).kind);
            }),
        );
    });
});

test.each([200, 202, 299])("a token that comes with %d is taken as well", (status) => {
    expect(classify(status, '{"bearerToken": "new"}')).toEqual({ kind: "issued", token: "new" });
});

describe("a request without an answer", () => {
    test("that may have been processed is unclear", () => {
        expect(classifyFailure(new TransportError("cut off", true))).toEqual({
            kind: "unclear",
            message: "cut off",
        });
    });

    test("that was not sent was not processed", () => {
        expect(classifyFailure(new TransportError("refused", false))).toEqual({
            kind: "not-processed",
            code: "ERR_CONNECTION",
            message: "refused",
        });
    });

    test.each([new TypeError("defect"), "text", undefined])(
        "for no known reason (%p) is passed on",
        (error) => {
            let thrown: unknown = "nothing";
            try {
                classifyFailure(error);
            } catch (caught) {
                thrown = caught;
            }
            expect(thrown).toBe(error);
        },
    );
});
