import { ApiTokenError } from "../../../src/base/errors";
import { fingerprint } from "../../../src/base/fingerprint";
import type { ResourceHost } from "../../../src/pulumi/resource-host";
import type { RotatingTokenInputs } from "../../../src/rotating-token/inputs";
import type { RotatingTokenOutputs } from "../../../src/rotating-token/state";
import { WAY_BACK } from "../../../src/systems/thousandeyes/settings";
import { failureOf } from "../../support/failure-of";
import { DEADLINE, ELSEWHERE, MARK, OLD, SUCCESSOR, SUCCESSOR_MARK } from "../../support/journal-stage";
import { inputs, outputs } from "../../support/rotating-token-outputs";
import { RotationStage } from "../../support/rotation-stage";

const stage = new RotationStage();
const pasted = inputs({ bootstrapToken: OLD });
const olds = outputs({
    token: OLD,
    tokenFingerprint: MARK,
    bootstrapFingerprint: MARK,
    rotation: { triggers: { release: "1" } },
});
const same: RotatingTokenInputs = { ...pasted, rotation: { triggers: { release: "1" } } };
const fired: RotatingTokenInputs = { ...pasted, rotation: { triggers: { release: "2" } } };
const lifecycle = (changes: Partial<ResourceHost> = {}) => stage.lifecycle(stage.host(changes));
const replyIssued = () => {
    stage.replies.push({ kind: "issued", successor: SUCCESSOR, endIsAssumed: false });
};
const NEXT = { token: SUCCESSOR.token, tokenFingerprint: SUCCESSOR_MARK, previousToken: OLD };

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
        const failure = await stage.initErrorOf(lifecycle().update(olds, fired));
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
        const failure = await failureOf(lifecycle().update({ ...olds, status: "lost" }, same));
        expect(failure.code).toBe("ERR_TOKEN_LOST");
        expect(failure.message).toContain(WAY_BACK);
    });

    test("asks about a rejected token once more, and goes on when it works", async () => {
        const rejected: RotatingTokenOutputs = { ...olds, status: "rejected" };
        expect(await lifecycle().update(rejected, same)).toMatchObject({ token: OLD, status: "active" });
        expect(stage.lines).toContain("ci: the token works: the rejection has passed");
        expect(stage.requests).toEqual([]);
    });

    test("names the mild way before the drastic one for a token that is rejected again", async () => {
        stage.users.push(new ApiTokenError("ERR_TOKEN_REJECTED", "answered 401"));
        const failure = await failureOf(lifecycle().update({ ...olds, status: "rejected" }, same));
        expect(failure).toMatchObject({
            code: "ERR_TOKEN_REJECTED",
            message: `answered 401. It stays in state, and a later \`pulumi up\` asks once more. If it is dead: ${WAY_BACK}`,
        });
        expect(stage.requests).toEqual([]);
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
