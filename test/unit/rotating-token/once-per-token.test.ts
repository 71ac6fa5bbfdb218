import { DEFAULT_HTTP_OPTIONS } from "../../../src/http/http-options";
import type { IssueReply, IssueRequest } from "../../../src/rotating-token/issue";
import type { Issued } from "../../../src/rotating-token/issuer";
import { OncePerToken } from "../../../src/rotating-token/once-per-token";
import { SUCCESSOR } from "../../support/journal-stage";
import { ISSUED } from "../../support/token-state";

const ISSUED_REPLY: IssueReply = { kind: "issued", successor: SUCCESSOR, endIsAssumed: false };
const UNCLEAR: IssueReply = { kind: "failed", code: "ERR_AMBIGUOUS", message: "Words" };
const BLOCKED: IssueReply = { kind: "blocked", view: { kind: "none" } };

/** What was asked for, each with how to answer it. */
let asked: { request: IssueRequest; answer: (reply: IssueReply | Error) => void }[];
let issuer: OncePerToken;

beforeEach(() => {
    asked = [];
    issuer = new OncePerToken({
        issue: (request) =>
            new Promise<Issued>((resolve, reject) => {
                const answer = (reply: IssueReply | Error) => {
                    if (reply instanceof Error) {
                        reject(reply);
                    } else {
                        resolve({ reply });
                    }
                };
                asked.push({ request, answer });
            }),
    });
});

const issue = (resourceKey: string, token = "a-token") =>
    issuer.issue({
        system: "thousandeyes",
        endpoint: "https://api.example.com/v7",
        token,
        resourceName: "ci",
        resourceKey,
        journalLocation: "/nowhere",
        http: DEFAULT_HTTP_OPTIONS,
        triggers: {},
        issuedAt: ISSUED,
    });
const resourcesThatAsked = () => asked.map(({ request }) => request.resourceKey);

describe("resources of one token", () => {
    test("share one request, and its reply", async () => {
        const all = [issue("one"), issue("two"), issue("three")];
        asked[0]?.answer(ISSUED_REPLY);
        expect(await Promise.all(all)).toEqual(Array(3).fill({ reply: ISSUED_REPLY }));
        expect(resourcesThatAsked()).toEqual(["one"]);
    });

    test.each<[string, IssueReply]>([
        ["a new token", ISSUED_REPLY],
        ["no clear answer", UNCLEAR],
    ])("share one request also when another asks after the reply: %s", async (_what, reply) => {
        const first = issue("one");
        asked[0]?.answer(reply);
        await first;
        expect(await issue("two")).toEqual({ reply });
        expect(resourcesThatAsked()).toEqual(["one"]);
    });

    test("share the failure of a request that nobody can tell the end of", async () => {
        const all = [issue("one"), issue("two")];
        asked[0]?.answer(new Error("gone"));
        const outcomes = await Promise.allSettled(all);
        expect(outcomes.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
        await expect(issue("three")).rejects.toThrow("gone");
        expect(resourcesThatAsked()).toEqual(["one"]);
    });

    test("ask anew once the journal stood in the way, for nothing was asked for", async () => {
        const all = [issue("one"), issue("two")];
        asked[0]?.answer(BLOCKED);
        expect(await Promise.all(all)).toEqual([{ reply: BLOCKED }, { reply: BLOCKED }]);
        const again = [issue("two"), issue("one")];
        asked[1]?.answer(ISSUED_REPLY);
        expect(await Promise.all(again)).toEqual([{ reply: ISSUED_REPLY }, { reply: ISSUED_REPLY }]);
        expect(resourcesThatAsked()).toEqual(["one", "two"]);
    });

    test("do not share what was not asked for with one that comes later", async () => {
        const first = issue("one");
        asked[0]?.answer(BLOCKED);
        await first;
        void issue("two");
        expect(resourcesThatAsked()).toEqual(["one", "two"]);
    });
});

test("resources of different tokens each have a request of their own", () => {
    void issue("one", "a-token");
    void issue("two", "another-token");
    expect(resourcesThatAsked()).toEqual(["one", "two"]);
});

describe("a resource that asks again", () => {
    test("is in another run, and has a request of its own, which others of that run share", async () => {
        const first = [issue("one"), issue("two")];
        asked[0]?.answer(UNCLEAR);
        await Promise.all(first);
        const second = [issue("one"), issue("two")];
        asked[1]?.answer(ISSUED_REPLY);
        expect(await Promise.all(second)).toEqual([{ reply: ISSUED_REPLY }, { reply: ISSUED_REPLY }]);
        expect(resourcesThatAsked()).toEqual(["one", "one"]);
    });

    test("does so as well when it had shared the request of another one", async () => {
        const first = [issue("one"), issue("two")];
        asked[0]?.answer(UNCLEAR);
        await Promise.all(first);
        void issue("two");
        expect(resourcesThatAsked()).toEqual(["one", "two"]);
    });

    test("keeps its request when one of the run before ends blocked only then", async () => {
        const first = issue("one");
        const second = issue("one");
        asked[0]?.answer(BLOCKED);
        await first;
        const third = issue("two");
        asked[1]?.answer(ISSUED_REPLY);
        expect([await second, await third]).toEqual([{ reply: ISSUED_REPLY }, { reply: ISSUED_REPLY }]);
        expect(resourcesThatAsked()).toEqual(["one", "one"]);
    });
});
