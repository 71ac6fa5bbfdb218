import { fingerprint } from "../../src/base/fingerprint";
import type { VersioTokenInputs } from "../../src/systems/versio/api-token-inputs";
import { apiTokenSystem } from "../../src/systems/versio/api-token-system";
import { AdoptionStage } from "../support/adoption-stage";
import { failureOf } from "../support/failure-of";

const CHECK = "GET /api-versio.db/1.0/example 200";
const IN_UI = "Environment settings > Access management > API token";
const stage = AdoptionStage.use(apiTokenSystem);

async function newToken(name: string): Promise<string> {
    return (await stage.control.versio.createToken("example", { name })).token;
}

function inputs(token: string, changes: Partial<VersioTokenInputs> = {}): VersioTokenInputs {
    const serverUrl = stage.simulators.simulator.versioUrl;
    return { token, name: "ci", environment: "example", serverUrl, ...changes };
}

describe("adopting", () => {
    test("checks the token with one read, and says by its fingerprint what was adopted", async () => {
        const token = await newToken("ci");
        const mark = fingerprint(token);
        expect(await stage.create(inputs(token))).toEqual({
            ...inputs(token),
            tokenFingerprint: mark,
            adoptedAt: "2030-01-01T00:00:00Z",
            status: "active",
            authorization: `apiToken ${token}`,
            query: `apiToken=${encodeURIComponent(token)}`,
        });
        expect(await stage.requests()).toEqual([CHECK]);
        expect(stage.said).toEqual([`ci: adopted token ${mark}: its end is not known`]);
    });

    test("of a token that is rejected fails at once: Versio.io knows its tokens from the start", async () => {
        const error = await failureOf(stage.create(inputs("0".repeat(26))));
        expect(error.code).toBe("ERR_TOKEN_REJECTED");
        expect(stage.waits).toEqual([]);
        expect(await stage.requests()).toHaveLength(1);
    });

    test("sends nothing when the token is not to be verified", async () => {
        const adopted = await stage.create(inputs("unchecked", { verify: false }));
        expect(adopted).toMatchObject({ status: "active", authorization: "apiToken unchecked" });
        expect(await stage.requests()).toEqual([]);
    });

    test("writes the token for a query as an address takes it", async () => {
        expect(await stage.create(inputs("a&b=c", { verify: false }))).toMatchObject({
            query: "apiToken=a%26b%3Dc",
        });
    });

    test("of a token that is due warns at once, or fails when the program says so", async () => {
        const due = inputs(await newToken("ci"), { validUntil: "2030-01-10" });
        expect(await stage.create(due)).toMatchObject({ dueAt: "2029-12-11T00:00:00Z" });
        expect(stage.said).toEqual([
            expect.stringMatching(/^ci: warning: token \w+ expires at 2030-01-10T00:00:00Z, 9 days left/),
            expect.stringMatching(/: it expires at 2030-01-10T00:00:00Z$/),
        ]);
        expect((await failureOf(stage.create({ ...due, onDue: "fail" }))).code).toBe("ERR_TOKEN_DUE");
    });
});

describe("swapping", () => {
    test("checks the new token first, and keeps the old one for the grace period", async () => {
        const [first, second] = [await newToken("first"), await newToken("second")];
        const adopted = await stage.create(inputs(first, { gracePeriod: "2d" }));
        await stage.advance(1);
        const swapped = await stage.update(adopted, inputs(second, { gracePeriod: "2d" }));
        expect(swapped).toMatchObject({
            token: second,
            tokenFingerprint: fingerprint(second),
            adoptedAt: "2030-01-02T00:00:00Z",
            previousToken: first,
            previousValidUntil: "2030-01-04T00:00:00Z",
            authorization: `apiToken ${second}`,
        });
        expect(await stage.requests()).toEqual([CHECK, CHECK]);
        await stage.advance(3);
        const retired = await stage.update(swapped, inputs(second, { gracePeriod: "2d" }));
        expect(retired).not.toHaveProperty("previousToken");
        expect(retired).not.toHaveProperty("previousValidUntil");
        expect(retired.token).toBe(second);
        expect(await stage.requests()).toEqual([]);
        expect(stage.said.at(-1)).toBe(
            `ci: the previous token ${fingerprint(first)} leaves the state; if it still works, a person ends it: ${IN_UI}`,
        );
    });

    test("for a token that does not work fails, and the old one stays", async () => {
        const adopted = await stage.create(inputs(await newToken("ci")));
        expect((await failureOf(stage.update(adopted, inputs("0".repeat(26))))).code).toBe(
            "ERR_TOKEN_REJECTED",
        );
    });

    test("keeps an old token no longer than it works, and not at all once it is dead", async () => {
        const [first, second] = [await newToken("first"), await newToken("second")];
        const adopted = await stage.create(inputs(first, { validUntil: "2030-01-05" }));
        const fresh = inputs(second, { validUntil: "2031-01-01" });
        expect(await stage.update(adopted, fresh)).toMatchObject({
            previousValidUntil: "2030-01-05T00:00:00Z",
        });
        const rejected = { ...adopted, status: "rejected" as const };
        expect(await stage.update(rejected, fresh)).not.toHaveProperty("previousToken");
        await stage.advance(4);
        expect(await stage.update(adopted, fresh)).not.toHaveProperty("previousToken");
        expect(stage.said.at(-1)).toContain("the one before is dead and not kept");
    });

    test("twice within the grace period keeps both former tokens, each until its own end", async () => {
        const [first, second, third] = [await newToken("1"), await newToken("2"), await newToken("3")];
        const swapped = await stage.update(await stage.create(inputs(first)), inputs(second));
        const both = await stage.update(swapped, inputs(third));
        expect(both).toMatchObject({
            previousToken: second,
            earlierTokens: [{ token: first, validUntil: swapped.previousValidUntil }],
        });
        const farewell = `ci: the previous token ${fingerprint(first)} leaves the state; if it still works, a person ends it: ${IN_UI}`;
        expect(stage.said.join()).not.toContain("leaves the state");
        await stage.advance(15);
        stage.said = [];
        await stage.update(swapped, inputs(third));
        expect(stage.said).toEqual([expect.stringContaining("swapped for token"), farewell]);
    });

    test("back to the previous token keeps the one that was given in between", async () => {
        const [first, second] = [await newToken("1"), await newToken("2")];
        const swapped = await stage.update(await stage.create(inputs(first)), inputs(second));
        expect(await stage.update(swapped, inputs(first))).toMatchObject({
            token: first,
            previousToken: second,
        });
        expect(stage.said.join()).not.toContain("warning");
    });
});

describe("a change of settings", () => {
    test("that the check does not depend on is recorded without a request, also while the API is down", async () => {
        const token = await newToken("ci");
        const adopted = await stage.create(inputs(token, { validUntil: "2030-06-01" }));
        await stage.requests();
        await stage.control.addFault({ kind: "reset-before" });
        const changed = { validUntil: "2030-07-01", onDue: "fail" as const, permissions: ["CMDB viewer"] };
        expect(await stage.update(adopted, inputs(token, changed))).toEqual({
            ...adopted,
            ...changed,
            dueAt: "2030-06-01T00:00:00Z",
        });
        expect(await stage.requests()).toEqual([]);
    });

    test("of the environment is checked before it is recorded", async () => {
        const token = await newToken("ci");
        const adopted = await stage.create(inputs(token));
        const elsewhere = inputs(token, { environment: "other-example" });
        expect((await failureOf(stage.update(adopted, elsewhere))).code).toBe("ERR_TOKEN_REJECTED");
    });

    test("to verify again checks a token that was not, and finds it active", async () => {
        const token = await newToken("ci");
        const unchecked = await stage.create(inputs(token, { verify: false }));
        const rejected = { ...unchecked, status: "rejected" as const };
        expect(await stage.update(rejected, inputs(token))).toMatchObject({ status: "active" });
        expect(await stage.requests()).toEqual([CHECK]);
    });

    test("puts a wrong end right, although the run would fail for it", async () => {
        const token = await newToken("ci");
        const wrong = inputs(token, { validUntil: "2030-02-15", onDue: "fail" });
        const adopted = await stage.create(wrong);
        await stage.advance(20);
        expect((await failureOf(stage.update(adopted, wrong))).code).toBe("ERR_TOKEN_DUE");
        const right = { ...wrong, validUntil: "2031-02-15" };
        expect(await stage.update(adopted, right)).toMatchObject({ dueAt: "2031-01-16T00:00:00Z" });
    });
});

describe("refreshing", () => {
    test("notes a rejected token, and keeps it", async () => {
        const adopted = await stage.create(inputs(await newToken("ci")));
        await stage.control.versio.setToken("example", "ci", { active: false });
        expect(await stage.refresh(adopted)).toEqual({ ...adopted, status: "rejected" });
        expect(stage.said.at(-1)).toMatch(/^ci: warning: GET .* answered 401.* It stays in state$/);
    });

    test("notes a token that works again", async () => {
        const adopted = await stage.create(inputs(await newToken("ci")));
        expect(await stage.refresh({ ...adopted, status: "rejected" })).toEqual(adopted);
    });

    test("does not send a token that has expired or is not to be verified", async () => {
        const token = await newToken("ci");
        const expired = await stage.create(inputs(token, { validUntil: "2030-01-02" }));
        const unchecked = await stage.create(inputs(token, { verify: false }));
        await stage.advance(1);
        await stage.requests();
        expect(await stage.refresh(expired)).toEqual(expired);
        expect(await stage.refresh(unchecked)).toEqual(unchecked);
        expect(await stage.requests()).toEqual([]);
    });

    test("that gets no answer says nothing of the token", async () => {
        const adopted = await stage.create(inputs(await newToken("ci")));
        await stage.control.addFault({ kind: "status", status: 500 });
        expect((await failureOf(stage.refresh(adopted))).code).toBe("ERR_RESPONSE");
    });
});

test("deleting sends nothing, and says where the token is ended, if it has not expired", async () => {
    const adopted = await stage.create(inputs(await newToken("ci"), { validUntil: "2030-06-01" }));
    await stage.requests();
    await stage.delete(adopted);
    expect(await stage.requests()).toEqual([]);
    const left = `ci: token ${adopted.tokenFingerprint} leaves the state`;
    expect(stage.said.at(-1)).toBe(
        `${left} and stays valid; it expires at 2030-06-01T00:00:00Z. To end it: ${IN_UI}`,
    );
    stage.said = [];
    await stage.delete({ ...adopted, previousToken: "another" });
    expect(stage.said).toEqual([
        `ci: the previous token ${fingerprint("another")} leaves the state; if it still works, a person ends it: ${IN_UI}`,
        expect.stringContaining(left),
    ]);
    await stage.delete({ ...adopted, status: "rejected" });
    expect(stage.said.at(-1)).toBe(`${left}; it was rejected when last asked about`);
    await stage.advance(200);
    await stage.delete(adopted);
    expect(stage.said.at(-1)).toBe(`${left}; it expired at 2030-06-01T00:00:00Z`);
});
