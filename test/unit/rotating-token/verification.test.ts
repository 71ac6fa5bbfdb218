import { ApiTokenError, type ErrorCode } from "../../../src/base/errors";
import type { ServerTraits } from "../../../src/http/transport";
import type { ResourceHost } from "../../../src/pulumi/resource-host";
import type { OwnOutputs, RotatingTokenSystem } from "../../../src/rotating-token/system";
import { verify, verifyPatiently } from "../../../src/rotating-token/verification";
import { apiTokenSystem } from "../../../src/systems/thousandeyes/api-token-system";
import { failureOf } from "../../support/failure-of";
import { hostOf, noTransport } from "../../support/host";
import { ENDPOINT, outputs } from "../../support/rotating-token-outputs";

const USER: OwnOutputs = { userId: "2002", loginAccountGroupId: "77" };
const REJECTED = new ApiTokenError("ERR_TOKEN_REJECTED", "rejected");
let asked: { token: string; fresh: boolean }[];
let ways: [endpoint: string, traits: ServerTraits | undefined][];
let waits: number[];
let host: ResourceHost;

beforeEach(() => {
    asked = [];
    ways = [];
    waits = [];
    host = hostOf({
        now: () => 0,
        lines: [],
        wait: (milliseconds) => {
            waits.push(milliseconds);
            return Promise.resolve();
        },
        transport: (endpoint, traits) => {
            ways.push([endpoint, traits]);
            return Promise.resolve(noTransport());
        },
    });
});

/** A system that gives one of the answers after the other, and the last one from then on. */
function answering(...answers: [OwnOutputs | Error, ...(OwnOutputs | Error)[]]): RotatingTokenSystem {
    return {
        ...apiTokenSystem,
        verify: ({ token }, _transport, fresh) => {
            const answer = answers[Math.min(asked.length, answers.length - 1)] ?? answers[0];
            asked.push({ token, fresh });
            return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
        },
    };
}

const patiently = (system: RotatingTokenSystem) => verifyPatiently(system, outputs(), host);

describe("asking whose token it is", () => {
    test("takes over what the system says of its owner, and nothing else", async () => {
        const verified = await verify(answering(USER), outputs(), host);
        expect(verified.outputs).toEqual(outputs({ userId: "2002", loginAccountGroupId: "77" }));
        expect(asked).toEqual([{ token: "current", fresh: false }]);
    });

    test("goes where the system has its tokens, the way that its server wants", async () => {
        await verify(answering(USER), outputs(), host);
        expect(ways).toEqual([[ENDPOINT, apiTokenSystem.traits]]);
    });
});

describe("the time at which a token was seen to work", () => {
    /** A system that sends one request, and a server whose answers have a date or none. */
    const seenAt = async (date: string | undefined) => {
        const system: RotatingTokenSystem = {
            ...apiTokenSystem,
            verify: async (_outputs, transport) => {
                await transport.send({ method: "GET", url: ENDPOINT, authorization: "", accept: "" });
                return USER;
            },
        };
        const send = () => Promise.resolve({ status: 200, header: () => date, body: "" });
        const transport = () => Promise.resolve({ ...noTransport(), send });
        return (await verify(system, outputs(), { ...host, now: () => 4711, transport })).at;
    };

    test("is the server's, as far as it tells", async () => {
        expect(await seenAt("Tue, 01 Jan 2030 00:00:00 GMT")).toBe(Date.parse("2030-01-01T00:00:00Z"));
    });

    test("is that of this machine where the server tells none", async () => {
        expect(await seenAt(undefined)).toBe(4711);
    });
});

describe("asking for a token that was just issued", () => {
    test("waits for nothing when it works at once", async () => {
        expect(await patiently(answering(USER))).toMatchObject({ userId: "2002" });
        expect(waits).toEqual([]);
    });

    test.each([1, 2, 3, 4])("goes on after it was rejected %d times, each time later", async (times) => {
        const rejections = Array<Error>(times).fill(REJECTED) as [Error];
        expect(await patiently(answering(...rejections, USER))).toMatchObject({ userId: "2002" });
        expect(waits).toEqual([500, 1000, 2000, 4000].slice(0, times));
    });

    test("ends after five rejections and 7.5 seconds, with the last one, which counts", async () => {
        expect(await failureOf(patiently(answering(REJECTED)))).toBe(REJECTED);
        expect(asked.map(({ fresh }) => fresh)).toEqual([true, true, true, true, false]);
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
