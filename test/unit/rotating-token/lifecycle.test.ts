import { ApiTokenError } from "../../../src/base/errors";
import { DAY } from "../../../src/base/duration";
import { fingerprint } from "../../../src/base/fingerprint";
import { ResourceInitError, toProviderError } from "../../../src/pulumi/provider-error";
import type { ResourceHost } from "../../../src/pulumi/resource-host";
import type { RotatingTokenInputs } from "../../../src/rotating-token/inputs";
import { RotatingTokenLifecycle } from "../../../src/rotating-token/lifecycle";
import type { RotatingTokenOutputs } from "../../../src/rotating-token/state";
import { WAY_BACK } from "../../../src/systems/thousandeyes/settings";
import { failureAs, failureOf } from "../../support/failure-of";
import { DEADLINE, ELSEWHERE, MARK, OLD, SUCCESSOR, SUCCESSOR_MARK } from "../../support/journal-stage";
import { inputs, outputs } from "../../support/rotating-token-outputs";
import { RotationStage } from "../../support/rotation-stage";
import { ISSUED } from "../../support/token-state";

const stage = new RotationStage();
const REJECTED = new ApiTokenError("ERR_TOKEN_REJECTED", "answered 401");
const pasted = inputs({ bootstrapToken: OLD });
const olds = outputs({
    token: OLD,
    tokenFingerprint: MARK,
    bootstrapFingerprint: MARK,
    rotation: { triggers: { release: "1" } },
});
const same: RotatingTokenInputs = { ...pasted, rotation: { triggers: { release: "1" } } };
const fired: RotatingTokenInputs = { ...pasted, rotation: { triggers: { release: "2" } } };
const lifecycle = (changes: Partial<ResourceHost> = {}) =>
    new RotatingTokenLifecycle(stage.system, stage.issuer, stage.host(changes));
const replyIssued = () => {
    stage.replies.push({ kind: "issued", successor: SUCCESSOR, endIsAssumed: false });
};
const NEXT = { token: SUCCESSOR.token, tokenFingerprint: SUCCESSOR_MARK, previousToken: OLD };

/** What reaches the state together with a failure, as the engine gets it. */
function initErrorOf(call: Promise<unknown>): Promise<ResourceInitError> {
    const idOf = (properties: object) => stage.system.ownerOf(properties as RotatingTokenOutputs);
    const context = { resourceName: "ci", tokens: [], idOf, hosts: {} };
    const told = call.catch((error: unknown) => {
        throw toProviderError(error, context);
    });
    return failureAs(ResourceInitError, told);
}

describe("creating", () => {
    test("takes the successor from the journal when a run died before, and asks for nothing", async () => {
        await stage.journal.issue();
        stage.users.push(REJECTED);
        expect(await lifecycle().create(pasted)).toMatchObject({ ...NEXT, userId: "1001" });
        expect(stage.requests).toEqual([]);
        expect(stage.waits).toEqual([500]);
        expect(stage.lines).toEqual([
            expect.stringMatching(/^ci: recovered from the journal, nothing was asked for, token /),
        ]);
    });

    test("asks for nothing when the pasted token does not work, and says how to get one that does", async () => {
        stage.users.push(REJECTED);
        const failure = await failureOf(lifecycle().create(pasted));
        expect(failure).toMatchObject({ code: "ERR_TOKEN_REJECTED" });
        expect(failure.message).toContain(WAY_BACK);
        expect([stage.requests, stage.waits]).toEqual([[], []]);
    });

    test("keeps a new token that is not accepted yet in the state that comes with the failure", async () => {
        replyIssued();
        stage.users.push({ uid: "1001" }, ...Array<Error>(5).fill(REJECTED));
        const failure = await initErrorOf(lifecycle().create(pasted));
        expect(failure).toMatchObject({ id: "1001", properties: NEXT });
        expect(failure.message).toContain("The token is kept in state");
    });

    test("takes a pasted token as it is when it is to be adopted", async () => {
        const adopted = await lifecycle().create({ ...pasted, onCreate: "adopt" });
        expect(adopted).toMatchObject({ token: OLD, adopted: true, userId: "1001" });
        expect(stage.requests).toEqual([]);
    });
});

describe("updating", () => {
    test("rotates for what calls for it, and the same update again only checks the token", async () => {
        replyIssued();
        const rotated = await lifecycle().update(olds, fired);
        expect(rotated).toMatchObject(NEXT);
        expect(await lifecycle().update(rotated, fired)).toEqual(rotated);
        expect(stage.requests).toHaveLength(1);
    });

    test("takes over what another process is rotating", async () => {
        const attempt = await stage.journal.begin(ELSEWHERE);
        stage.meanwhile = () => stage.journal.journal(ELSEWHERE).complete(attempt, OLD, SUCCESSOR);
        expect(await lifecycle().update(olds, fired)).toMatchObject(NEXT);
        expect(stage.requests).toEqual([]);
    });

    test("takes a successor from the journal, and says so", async () => {
        await stage.journal.issue();
        expect(await lifecycle().update(olds, same)).toMatchObject(NEXT);
        expect(stage.requests).toEqual([]);
        expect(stage.lines).toEqual([
            `ci: recovered from the journal, token ${SUCCESSOR_MARK} is valid until 2032-01-01T00:00:00Z, the previous one until 2030-01-15T00:00:00Z`,
        ]);
    });

    test("that cannot check the new token keeps it in the state that comes with the failure", async () => {
        replyIssued();
        stage.users.push(new ApiTokenError("ERR_CONNECTION", "unreachable"));
        const failure = await initErrorOf(lifecycle().update(olds, fired));
        expect(failure.properties).toMatchObject(NEXT);
        expect(failure.message).toContain("unreachable [ERR_CONNECTION]");
        expect(failure.message).not.toContain(SUCCESSOR.token);
    });

    test("that finds the successor lost notes it in the state, with the end", async () => {
        stage.replies.push({
            kind: "failed",
            code: "ERR_TOKEN_LOST",
            message: "Words",
            lostWithDeadline: DEADLINE,
        });
        const failure = await initErrorOf(lifecycle().update(olds, fired));
        expect(failure.properties).toMatchObject({
            token: OLD,
            status: "lost",
            validUntil: "2030-01-15T00:00:00Z",
        });
        expect(failure.message).toBe(`ci: Words. ${WAY_BACK} [ERR_TOKEN_LOST]`);
    });

    test("that finds the token rejected notes it in the state, and the end stays", async () => {
        stage.replies.push({ kind: "failed", code: "ERR_TOKEN_REJECTED", message: "Words" });
        const failure = await initErrorOf(lifecycle().update(olds, fired));
        expect(failure.properties).toMatchObject({
            token: OLD,
            status: "rejected",
            validUntil: olds.validUntil,
        });
    });

    test.each(["ERR_AMBIGUOUS", "ERR_OVERLAP", "ERR_RATE_LIMITED"] as const)(
        "that fails with %s leaves the state as it was",
        async (code) => {
            stage.replies.push({ kind: "failed", code, message: "Words" });
            const failure = await failureOf(lifecycle().update(olds, fired));
            expect(failure).toMatchObject({ code, message: "Words" });
        },
    );

    test("records settings without asking for anything", async () => {
        stage.users.push(new Error("not to be asked"));
        const apiEndpoint = "https://other.example.com/v7";
        const moved = await lifecycle().update(olds, { ...same, apiEndpoint });
        expect(moved).toMatchObject({ apiEndpoint, token: OLD });
        expect(await lifecycle({ isRenamed: true }).update(olds, same)).toMatchObject(olds);
        expect([stage.requests, stage.lines, stage.users.length]).toEqual([[], [], 1]);
    });

    test("refuses what the decision refuses, with the way back", async () => {
        const failure = await failureOf(lifecycle().update({ ...olds, status: "rejected" }, same));
        expect(failure.code).toBe("ERR_TOKEN_REJECTED");
        expect(failure.message).toContain(WAY_BACK);
    });

    test("is a defect where a replacement was announced", async () => {
        const failure = await failureOf(lifecycle().update(olds, { ...same, bootstrapToken: "another" }));
        expect(failure.code).toBe("ERR_INTERNAL");
    });
});

describe("refreshing", () => {
    test("takes a newer token from the journal, and says that the state was older", async () => {
        await stage.journal.issue();
        expect(await lifecycle().refresh(olds)).toMatchObject({ ...NEXT, status: "active" });
        expect(stage.lines).toEqual([expect.stringContaining("the state was older than the token")]);
    });

    test("is done with the entry of a previous token whose end has passed before it forgets that token", async () => {
        await stage.journal.issue();
        stage.journal.now = DEADLINE + 1000;
        const saved = outputs({ ...NEXT, previousValidUntil: "2030-01-15T00:00:00Z" });
        const refreshed = await lifecycle().refresh(saved);
        expect(refreshed).not.toHaveProperty("previousToken");
        expect(stage.journal.names()).toEqual([]);
    });

    test("does not send a token that has expired, and warns", async () => {
        stage.users.push(new Error("not to be asked"));
        stage.journal.now = ISSUED + 731 * DAY;
        expect(await lifecycle().refresh(olds)).toMatchObject({ token: OLD, status: "active" });
        expect(stage.users).toHaveLength(1);
        expect(stage.lines).toEqual([
            expect.stringContaining("warning: the token expired at 2032-01-01T00:00:00Z"),
        ]);
    });

    test("keeps a rejected token in the state and warns, and takes it back once it works", async () => {
        stage.users.push(REJECTED);
        const rejected = await lifecycle().refresh(olds);
        expect(rejected).toMatchObject({ token: OLD, status: "rejected" });
        expect(stage.lines).toEqual([expect.stringContaining("warning: answered 401. It stays in state")]);
        expect(await lifecycle().refresh(rejected)).toMatchObject({ status: "active" });
    });

    test("does not call a token whose successor is lost active because it still works", async () => {
        expect(await lifecycle().refresh({ ...olds, status: "lost" })).toMatchObject({ status: "lost" });
    });

    test("fails when it gets no answer about the token", async () => {
        const error = new ApiTokenError("ERR_CONNECTION", "unreachable");
        stage.users.push(error);
        expect(await failureOf(lifecycle().refresh(olds))).toBe(error);
    });
});

test.each([
    ["ERR_OVERLAP", "reason"],
    ["ERR_JOURNAL", "reason"],
    ["ERR_TOKEN_LOST", `reason. ${WAY_BACK}`],
    ["ERR_TOKEN_EXPIRED", `reason. ${WAY_BACK}`],
] as const)("the refusal with %s says %j", (code, words) => {
    expect(lifecycle().refusal({ action: "refuse", code, reason: "reason" })).toBe(words);
});

test("what is said of a rotation holds fingerprints and no token", async () => {
    replyIssued();
    await lifecycle().update(olds, fired);
    expect(stage.lines.join("\n")).toContain(fingerprint(SUCCESSOR.token));
    expect(stage.lines.join("\n")).not.toMatch(new RegExp(`${OLD}|${SUCCESSOR.token}`));
});
