import { ApiTokenError, type ErrorCode } from "../../../src/errors";
import type { CurrentUser, ThousandEyesClient } from "../../../src/thousandeyes/client";
import { verify, verifyPatiently } from "../../../src/thousandeyes/verification";
import { outputs } from "../../support/api-token-outputs";
import { failureOf } from "../../support/failure-of";

const USER: CurrentUser = { uid: "2002", loginAccountGroup: { aid: "77" } };
const REJECTED = new ApiTokenError("ERR_TOKEN_REJECTED", "refused");
let asked: string[];
let waits: number[];

beforeEach(() => {
    asked = [];
    waits = [];
});

/** A client that gives one of the answers after the other, and the last one from then on. */
function answering(...answers: [CurrentUser | Error, ...(CurrentUser | Error)[]]): ThousandEyesClient {
    const currentUser = (token: string) => {
        const answer = answers[Math.min(asked.length, answers.length - 1)] ?? answers[0];
        asked.push(token);
        return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
    };
    return { currentUser } as unknown as ThousandEyesClient;
}

const patiently = (client: ThousandEyesClient) =>
    verifyPatiently(client, outputs(), (milliseconds) => {
        waits.push(milliseconds);
        return Promise.resolve();
    });

describe("asking whose token it is", () => {
    test("takes over the user and the account group, and nothing else", async () => {
        expect(await verify(answering(USER), outputs())).toEqual(
            outputs({ userId: "2002", loginAccountGroupId: "77" }),
        );
        expect(asked).toEqual(["current"]);
    });

    test.each<[string, CurrentUser]>([
        ["nothing", {}],
        ["an account group without an id", { loginAccountGroup: {} }],
    ])("keeps what is known when the answer has %s", async (_name, user) => {
        const known = outputs({ loginAccountGroupId: "5" });
        expect(await verify(answering(user), known)).toEqual(known);
    });

    test("fails when neither the answer nor the state has a user", async () => {
        const failure = await failureOf(verify(answering({}), outputs({ userId: "" })));
        expect(failure.code).toBe("ERR_RESPONSE");
        expect(failure.message).toContain("answered without a uid");
    });
});

describe("asking for a token that was just issued", () => {
    test("waits for nothing when it works at once", async () => {
        expect(await patiently(answering(USER))).toMatchObject({ userId: "2002" });
        expect(waits).toEqual([]);
    });

    test.each([1, 2, 3, 4])("goes on after it was refused %d times, each time later", async (times) => {
        const refusals = Array<Error>(times).fill(REJECTED) as [Error];
        expect(await patiently(answering(...refusals, USER))).toMatchObject({ userId: "2002" });
        expect(waits).toEqual([500, 1000, 2000, 4000].slice(0, times));
    });

    test("ends after five refusals and 7.5 seconds, with the refusal", async () => {
        expect(await failureOf(patiently(answering(REJECTED)))).toBe(REJECTED);
        expect(asked).toHaveLength(5);
        expect(waits.reduce((sum, wait) => sum + wait)).toBe(7500);
    });

    test.each<ErrorCode>(["ERR_FORBIDDEN", "ERR_RATE_LIMITED", "ERR_CONNECTION", "ERR_RESPONSE"])(
        "does not wait for %s to pass",
        async (code) => {
            const error = new ApiTokenError(code, "no");
            expect(await failureOf(patiently(answering(error)))).toBe(error);
            expect([asked.length, waits]).toEqual([1, []]);
        },
    );

    test("does not wait for a defect to pass", async () => {
        const defect = new TypeError("defect");
        await expect(patiently(answering(REJECTED, defect))).rejects.toBe(defect);
        expect([asked.length, waits]).toEqual([2, [500]]);
    });
});
