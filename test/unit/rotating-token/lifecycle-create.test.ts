import { ApiTokenError } from "../../../src/base/errors";
import type { RotatingTokenSystem } from "../../../src/rotating-token/system";
import { markTriggers } from "../../../src/rotating-token/triggers";
import { WAY_BACK } from "../../../src/systems/thousandeyes/settings";
import { failureOf } from "../../support/failure-of";
import { noTransport } from "../../support/host";
import { MARK, OLD, SUCCESSOR, SUCCESSOR_MARK, TRIGGERS } from "../../support/journal-stage";
import { inputs } from "../../support/rotating-token-outputs";
import { RotationStage } from "../../support/rotation-stage";
import { ISSUED } from "../../support/token-state";

const stage = new RotationStage();
const REJECTED = new ApiTokenError("ERR_TOKEN_REJECTED", "answered 401");
const pasted = inputs({ bootstrapToken: OLD });
const fired = { ...pasted, rotation: { triggers: { release: "2" } } };
const lifecycle = () => stage.lifecycle();
const replyIssued = () => {
    stage.replies.push({ kind: "issued", successor: SUCCESSOR, endIsAssumed: false });
};
const NEXT = { token: SUCCESSOR.token, tokenFingerprint: SUCCESSOR_MARK, previousToken: OLD };

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
        const failure = await stage.initErrorOf(lifecycle().create(pasted));
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
        const created = stage.lifecycle(host, system);
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
