import { ApiTokenError } from "../../../src/base/errors";
import { fingerprint } from "../../../src/base/fingerprint";
import { ResourceInitError, toProviderError } from "../../../src/pulumi/provider-error";
import { markTriggers } from "../../../src/rotating-token/triggers";
import type { RotatingTokenSystem } from "../../../src/rotating-token/system";
import { noTransport } from "../../support/host";
import type { ResourceHost } from "../../../src/pulumi/resource-host";
import type { RotatingTokenInputs } from "../../../src/rotating-token/inputs";
import { RotatingTokenLifecycle } from "../../../src/rotating-token/lifecycle";
import type { RotatingTokenOutputs } from "../../../src/rotating-token/state";
import { WAY_BACK } from "../../../src/systems/thousandeyes/settings";
import { failureAs, failureOf } from "../../support/failure-of";
import {
    DEADLINE,
    ELSEWHERE,
    MARK,
    OLD,
    SUCCESSOR,
    SUCCESSOR_MARK,
    TRIGGERS,
} from "../../support/journal-stage";
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

    test("notes what a token from the journal was asked for, when that is not what the program asks for", async () => {
        await stage.journal.issue();
        expect(await lifecycle().create(pasted)).not.toHaveProperty("issuedFor");
        const otherwise = { ...pasted, rotation: { triggers: { release: "3" } } };
        expect(await lifecycle().create(otherwise)).toMatchObject({
            rotation: { triggers: { release: "3" } },
            issuedFor: markTriggers(TRIGGERS, SUCCESSOR.token),
        });
    });

    test("asks for a successor with the program's triggers, and records them", async () => {
        replyIssued();
        const created = await lifecycle().create(fired);
        expect(created).toMatchObject({
            ...NEXT,
            rotation: fired.rotation,
            rotatesAfter: "2031-11-02T00:00:00Z",
        });
        expect(created).not.toHaveProperty("issuedFor");
        expect(stage.requests).toMatchObject([{ token: OLD, triggers: { release: "2" }, issuedAt: ISSUED }]);
        expect(stage.lines).toEqual([
            `ci: created, token ${SUCCESSOR_MARK} is valid until 2032-01-01T00:00:00Z, the previous one until 2030-01-15T00:00:00Z`,
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
        expect(stage.lines).toEqual([
            `ci: adopted the pasted token ${MARK}: its end is not known, so only a trigger or rotation.every rotates it`,
        ]);
    });

    test("takes a pasted token with the end that the program gives, and says so", async () => {
        const given = { ...pasted, onCreate: "adopt", validUntil: "2031-01-01" } as const;
        const adopted = await lifecycle().create(given);
        expect(adopted).toMatchObject({
            validUntil: "2031-01-01T00:00:00Z",
            rotatesAfter: "2030-11-02T00:00:00Z",
        });
        expect(stage.lines).toEqual([
            `ci: adopted the pasted token ${MARK}: it is valid until 2031-01-01T00:00:00Z`,
        ]);
    });

    test("has a pasted token there since the time that the API's clock shows", async () => {
        const transport = () => Promise.resolve(noTransport());
        const system: RotatingTokenSystem = {
            ...stage.system,
            verify: async (_outputs, way) => {
                await way.send({ method: "GET", url: "", authorization: "", accept: "" });
                return { userId: "1001" };
            },
        };
        const dated = { status: 200, header: () => "Sat, 01 Dec 2029 00:00:00 GMT", body: "" };
        const host = stage.host({
            transport: async () => ({ ...(await transport()), send: () => Promise.resolve(dated) }),
        });
        const created = new RotatingTokenLifecycle(system, stage.issuer, host);
        expect(await created.create({ ...pasted, onCreate: "adopt" })).toMatchObject({
            issuedAt: "2029-12-01T00:00:00Z",
        });
    });

    test("fails as it is when it gets no answer about the pasted token", async () => {
        const error = new ApiTokenError("ERR_CONNECTION", "unreachable");
        stage.users.push(error);
        expect(await failureOf(lifecycle().create(pasted))).toBe(error);
    });
});

describe("updating", () => {
    test("rotates for what calls for it, and the same update again only checks the token", async () => {
        replyIssued();
        const rotated = await lifecycle().update(olds, fired);
        expect(rotated).toMatchObject({ ...NEXT, rotation: fired.rotation });
        expect(rotated).not.toHaveProperty("issuedFor");
        expect(stage.requests).toMatchObject([{ triggers: { release: "2" } }]);
        expect(stage.lines).toEqual([
            `ci: rotated, token ${SUCCESSOR_MARK} is valid until 2032-01-01T00:00:00Z, the previous one until 2030-01-15T00:00:00Z`,
        ]);
        expect(await lifecycle().update(rotated, fired)).toEqual(rotated);
        expect(stage.requests).toHaveLength(1);
    });

    test("takes over what another process is rotating", async () => {
        const attempt = await stage.journal.begin(ELSEWHERE);
        stage.meanwhile = () => stage.journal.journal(ELSEWHERE).complete(attempt, SUCCESSOR, DEADLINE);
        expect(await lifecycle().update(olds, fired)).toMatchObject(NEXT);
        expect(stage.requests).toEqual([]);
    });

    test("takes a successor from the journal, and says so", async () => {
        await stage.journal.issue();
        expect(await lifecycle().update(olds, fired)).toMatchObject({ ...NEXT, rotation: fired.rotation });
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

    test("keeps asking for a change that the token in the journal was not asked for, and warns", async () => {
        await stage.journal.issue();
        const triggers = { release: "3", person: "y" };
        const asked = { ...pasted, rotation: { triggers } };
        const had = { ...olds, rotation: { triggers: { release: "1", person: "x" } } };
        const after = await lifecycle().update(had, asked);
        expect(after).toMatchObject({ ...NEXT, rotation: had.rotation });
        expect(stage.lines).toEqual([
            expect.stringMatching(/^ci: recovered from the journal, token /),
            'ci: warning: the new token was asked for before "release", "person" had the present value: that change still calls for a rotation',
        ]);
        stage.journal.now = DEADLINE + 1000;
        expect((await lifecycle().decide(after, asked)).decision.action).toBe("rotate");
    });

    test("that only checks the token keeps what is pending", async () => {
        const pending = {
            ...olds,
            rotationPending: true,
            previousToken: "p",
            previousValidUntil: "2030-01-10T00:00:00Z",
        } as const;
        const checked = await lifecycle().update(pending, same);
        expect(checked).toMatchObject({ token: OLD, rotationPending: true });
        expect([stage.requests, stage.lines]).toEqual([[], []]);
    });

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
        expect(failure).toMatchObject({
            code: "ERR_INTERNAL",
            message: "an update was asked for where a replacement was announced",
        });
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
