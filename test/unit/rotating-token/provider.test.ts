import { UNKNOWN } from "../../../src/pulumi/unknown";
import type { ResourceHost } from "../../../src/pulumi/resource-host";
import type { RotatingTokenInputs } from "../../../src/rotating-token/inputs";
import { RotatingTokenProvider } from "../../../src/rotating-token/provider";
import { TOKENS_IN_UI } from "../../../src/systems/thousandeyes/settings";
import { failureOf } from "../../support/failure-of";
import { OLD, SUCCESSOR, SUCCESSOR_MARK } from "../../support/journal-stage";
import { adoptedOutputs, inputs, outputs } from "../../support/rotating-token-outputs";
import { RotationStage } from "../../support/rotation-stage";
import { day } from "../../support/token-state";

const stage = new RotationStage();
const provider = () => new RotatingTokenProvider(stage.system, stage.issuer);
const host = (changes: Partial<ResourceHost> = {}) => stage.host(changes);

const olds = outputs({ token: OLD });
const NOTHING = { changes: false };

test("the tokens of its outputs are taken out of every message", () => {
    expect(provider().tokenProperties).toEqual(["bootstrapToken", "token", "previousToken"]);
    expect(provider().importProblem).toBe(
        'a token cannot be imported. Declare it with onCreate: "adopt" instead',
    );
});

test("its id is whose token it is", () => {
    expect(provider().idOf(outputs({ userId: "77" }))).toBe("77");
});

describe("check", () => {
    const problemsOf = async (news: RotatingTokenInputs, before?: RotatingTokenInputs) =>
        (await provider().check(before, news, host())).problems;

    test("takes good inputs as they are, new ones and others", async () => {
        expect(await provider().check(undefined, inputs(), host())).toEqual({
            inputs: inputs(),
            problems: [],
        });
        expect(await problemsOf(inputs(), inputs())).toEqual([]);
    });

    test("asks for a pasted token where the resource is new, and only there", async () => {
        const { bootstrapToken: _, ...without } = inputs();
        expect(await problemsOf(without)).toEqual([
            {
                property: "bootstrapToken",
                reason: `a new token needs bootstrapToken: one that works, pasted from the UI (${TOKENS_IN_UI})`,
            },
        ]);
        expect(await problemsOf(without, inputs())).toEqual([]);
    });

    test("refuses a new token whose end has come, to the millisecond", async () => {
        const adopted = inputs({ onCreate: "adopt", validUntil: "2030-01-01T00:00:00Z" });
        const dead = { property: "validUntil", reason: "that time has passed: the token is dead already" };
        expect(await problemsOf(adopted)).toEqual([dead]);
        expect(await problemsOf({ ...adopted, validUntil: "2030-01-01T00:00:01Z" })).toEqual([]);
        expect(await problemsOf(adopted, adopted)).toEqual([]);
    });

    test("holds nothing against an end while it is not known whether one may be given", async () => {
        const news = inputs({ validUntil: "2031-01-01", onCreate: UNKNOWN as "adopt" });
        expect(await problemsOf(news)).toEqual([]);
        expect(await problemsOf({ ...news, onCreate: "regenerate" })).toEqual([
            expect.objectContaining({ property: "validUntil" }),
        ]);
    });

    test("finds a setting that cannot be used", async () => {
        const error = new Error("a setting");
        const checkSettings = () => {
            throw error;
        };
        await expect(provider().check(undefined, inputs(), host({ checkSettings }))).rejects.toBe(error);
    });
});

describe("diff", () => {
    test("of nothing says nothing", async () => {
        expect(await provider().diff(olds, inputs(), host())).toEqual(NOTHING);
        expect(stage.lines).toEqual([]);
    });

    test("of inputs that are not known yet leaves the decision to up", async () => {
        const news = inputs({ rotation: { every: UNKNOWN } });
        expect(await provider().diff(olds, news, host())).toEqual({ changes: true, outputs: ["token"] });
        expect(stage.lines).toEqual([
            "ci: whether it rotates is decided in up: some of its inputs are not known before",
        ]);
    });

    test("of a token that is due changes it, with the reason", async () => {
        stage.journal.now = day(680);
        expect(await provider().diff(olds, inputs(), host())).toEqual({
            changes: true,
            replaces: [],
            outputs: ["token"],
        });
        expect(stage.lines).toEqual([expect.stringMatching(/^ci: rotating, .* left \(beforeExpiry 60d\)$/)]);
    });

    test("of a token that waits for the end of the other one changes nothing, with the reason", async () => {
        const waiting = outputs({
            token: OLD,
            validUntil: "2030-02-01T00:00:00Z",
            previousToken: "before",
            previousValidUntil: "2030-01-15T00:00:00Z",
        });
        expect(await provider().diff(waiting, inputs(), host())).toEqual({
            changes: false,
            replaces: [],
            outputs: ["rotatesAfter"],
        });
        expect(stage.lines).toEqual([expect.stringMatching(/: waiting$/)]);
    });

    test("of another pasted token replaces the resource", async () => {
        expect(await provider().diff(olds, inputs({ bootstrapToken: "other" }), host())).toEqual({
            changes: true,
            replaces: ["bootstrapToken"],
            outputs: ["token"],
        });
    });

    test("of a dead token fails with what to do", async () => {
        stage.journal.now = day(731);
        const failure = await failureOf(provider().diff(olds, inputs(), host()));
        expect(failure.code).toBe("ERR_TOKEN_EXPIRED");
        expect(failure.message).toContain(TOKENS_IN_UI);
    });

    test("marks the entry of a token that it finds in the state", async () => {
        const attempt = await stage.journal.begin();
        await stage.journal.journal().complete(attempt, SUCCESSOR, day(14));
        const saved = outputs({
            token: SUCCESSOR.token,
            tokenFingerprint: SUCCESSOR_MARK,
            previousToken: OLD,
        });
        await provider().diff(saved, inputs(), host());
        expect(await stage.journal.store.list()).toContain(attempt.name.replace(/json$/, "done"));
    });
});

describe("create", () => {
    const adopt = inputs({ onCreate: "adopt", bootstrapToken: OLD });

    test("warns when the token that replaces one is of another user", async () => {
        const one = provider();
        await one.diff(olds, adopt, host());
        stage.users.push({ uid: "2002" });
        await one.create(adopt, host());
        expect(stage.lines).toContain(
            "ci: warning: the token is now one of user 2002; it was one of user 1001",
        );
    });

    test("says nothing of the user where it is the same, or where nothing is replaced", async () => {
        const one = provider();
        await one.diff(olds, inputs({ bootstrapToken: "other" }), host());
        await one.create(adopt, host());
        stage.users.push({ uid: "2002" });
        await provider().create(adopt, host());
        expect(stage.lines.filter((line) => line.includes("is now one of"))).toEqual([]);
    });
});

test("update, refresh and delete do what the lifecycle does", async () => {
    expect(await provider().update(olds, inputs(), host())).toMatchObject({ token: OLD, status: "active" });
    expect(await provider().refresh(adoptedOutputs(), host())).toMatchObject({ status: "active" });
    await provider().delete(olds, host());
    expect(stage.lines.at(-1)).toMatch(/^ci: token \w+ leaves the state and stays valid until /);
});
