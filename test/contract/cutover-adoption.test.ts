import type { UserAppTokenInputs } from "../../src/systems/cutover/user-app-token-inputs";
import { userAppTokenSystem } from "../../src/systems/cutover/user-app-token-system";
import { fingerprint } from "../../src/base/fingerprint";
import { AdoptionStage } from "../support/adoption-stage";
import { failureOf } from "../support/failure-of";
import { users } from "./cutover-calls";

const { admin, robot } = users;
const LIST = `GET /core/users/${robot}/user_app_tokens`;
const stage = AdoptionStage.use(userAppTokenSystem);

function newToken(label = "CI", options: { validFor?: string; activationDelayMs?: number } = {}) {
    return stage.control.cutover.createToken(robot, { label, ...options });
}

function inputs(token: string, changes: Partial<UserAppTokenInputs> = {}): UserAppTokenInputs {
    const baseUrl = stage.simulators.simulator.cutoverUrl;
    return { token, userId: robot, label: "CI", baseUrl, ...changes };
}

describe("adopting", () => {
    test("finds the token in the user's list, and takes its end from there", async () => {
        const { id, token } = await newToken("CI", { validFor: "90d" });
        expect(await stage.create(inputs(token))).toEqual({
            ...inputs(token),
            tokenId: id,
            createdAt: "2030-01-01T00:00:00Z",
            expiresAt: "2030-04-01T00:00:00Z",
            lastAccessedAt: "2030-01-01T00:00:00Z",
            dueAt: "2030-03-02T00:00:00Z",
            tokenFingerprint: fingerprint(token),
            adoptedAt: "2030-01-01T00:00:00Z",
            status: "active",
            holder: expect.stringMatching(/^[0-9a-f]{12}$/) as string,
        });
        expect(await stage.requests()).toEqual([`${LIST} 200`]);
    });

    test("is patient with a token that was made a moment ago, and says so once", async () => {
        const { token } = await newToken("CI", { activationDelayMs: 3000 });
        expect(await stage.create(inputs(token))).toMatchObject({ status: "active" });
        expect(stage.waits).toEqual([500, 1000, 2000]);
        expect(await stage.requests()).toEqual([`${LIST} 401`, `${LIST} 401`, `${LIST} 401`, `${LIST} 200`]);
        expect(stage.said).toEqual([
            "ci: the token is rejected: a new one may take a moment, trying again for 7.5 s",
            expect.stringContaining("adopted token"),
        ]);
    });

    test("of a token that stays rejected fails after 7.5 seconds, and says why it may be", async () => {
        const error = await failureOf(stage.create(inputs("0".repeat(48))));
        expect(error.code).toBe("ERR_TOKEN_REJECTED");
        expect(error.message).toContain("or its user is archived");
        expect(stage.waits).toEqual([500, 1000, 2000, 4000]);
    });

    test("finds one of several of its label by its id, and asks for that when it is not given", async () => {
        const { token } = await newToken();
        const { id } = await newToken();
        const error = await failureOf(stage.create(inputs(token)));
        expect(error.code).toBe("ERR_NOT_UNIQUE");
        expect(error.message).toMatch(
            /several tokens with the label "CI": "CI" \(id \d+, made 2030.*tokenId as well$/,
        );
        expect(await stage.create(inputs(token, { wantedTokenId: id }))).toMatchObject({ tokenId: id });
    });

    test("of a token that the list does not have fails with what it has", async () => {
        const { token } = await newToken("another");
        const error = await failureOf(stage.create(inputs(token)));
        expect(error.code).toBe("ERR_NOT_FOUND");
        expect(error.message).toContain('the user has no token with the label "CI", but "another" (id ');
    });

    test("sends nothing when the token is not to be verified, and takes the id that is given", async () => {
        const unchecked = await stage.create(inputs("0".repeat(48), { verify: false, wantedTokenId: "7" }));
        expect(unchecked).toMatchObject({ tokenId: "7", status: "active" });
        expect(await stage.requests()).toEqual([]);
    });
});

describe("a token that may not list", () => {
    beforeEach(() => stage.control.cutover.setSettings({ ownTokens: false }));

    test("is an error that names the admin token", async () => {
        const { token } = await newToken();
        const error = await failureOf(stage.create(inputs(token)));
        expect(error.code).toBe("ERR_FORBIDDEN");
        expect(error.message).toContain("(adminToken)");
    });

    test("is found with the admin token", async () => {
        const { id, token } = await newToken();
        const { token: adminToken } = await stage.control.cutover.createToken(admin, { label: "admin" });
        expect(await stage.create(inputs(token, { adminToken }))).toMatchObject({ tokenId: id });
        expect(await stage.requests()).toEqual([`${LIST} 403`, `${LIST} 200`]);
    });

    test("is not called rejected when it is the admin token that is refused", async () => {
        const { token } = await newToken();
        const adminToken = "1".repeat(48);
        const error = await failureOf(stage.create(inputs(token, { adminToken })));
        expect(error.code).toBe("ERR_FORBIDDEN");
        expect(error.message).toMatch(
            /^the token may not do this itself, and the adminToken is rejected: GET/,
        );
        expect(stage.waits).toEqual([]);
    });
});

describe("swapping", () => {
    test("keeps the id of the previous token with it, and revokes it after its grace period", async () => {
        const [first, second] = [await newToken("first"), await newToken("second")];
        const settings = { gracePeriod: "1d", revoke: true };
        const adopted = await stage.create(inputs(first.token, { ...settings, label: "first" }));
        const news = inputs(second.token, { ...settings, label: "second" });
        const swapped = await stage.update(adopted, news);
        expect(swapped).toMatchObject({
            tokenId: second.id,
            previousToken: first.token,
            previousTokenId: first.id,
            previousValidUntil: "2030-01-02T00:00:00Z",
        });
        await stage.advance(2);
        await stage.requests();
        const retired = await stage.update(swapped, news);
        expect(retired).toMatchObject({ token: second.token, tokenId: second.id });
        expect(retired).not.toHaveProperty("previousToken");
        expect(retired).not.toHaveProperty("previousTokenId");
        expect(await stage.requests()).toEqual([`DELETE /core/users/102/user_app_tokens/${first.id} 204`]);
        expect(stage.said.at(-1)).toBe(`ci: revoked token ${first.id}`);
    });

    test.each<[string, Partial<UserAppTokenInputs>]>([
        ["label", {}],
        ["tokenId", { wantedTokenId: "301" }],
    ])("with the %s of the token before is refused: it would be taken for that one", async (_name, by) => {
        const [first, second] = [await newToken(), await newToken("second")];
        const adopted = await stage.create(inputs(first.token, by));
        const error = await failureOf(stage.update(adopted, inputs(second.token, by)));
        expect(error.code).toBe("ERR_INPUT");
        expect(error.message).toContain(
            `leads to the id ${first.id}, which is that of a token before it. Give what tells the new one: its own label or tokenId`,
        );
    });

    test("twice within the grace period keeps each token until its own date", async () => {
        const made = [await newToken("1"), await newToken("2"), await newToken("3")];
        const [first, second, third] = made.map(({ token }, index) =>
            inputs(token, { label: String(index + 1), revoke: true }),
        ) as [UserAppTokenInputs, UserAppTokenInputs, UserAppTokenInputs];
        const revoked = (index: number) =>
            `DELETE /core/users/102/user_app_tokens/${made[index]?.id ?? ""} 204`;
        const swapped = await stage.update(await stage.create(first), second);
        await stage.advance(5);
        const swappedAgain = await stage.update(swapped, third);
        expect(swappedAgain).toMatchObject({
            previousToken: second.token,
            previousValidUntil: "2030-01-20T00:00:00Z",
            earlierTokens: [{ token: first.token, tokenId: made[0]?.id, validUntil: "2030-01-15T00:00:00Z" }],
            earlierValidUntil: ["2030-01-15T00:00:00Z"],
        });
        await stage.requests();
        await stage.advance(10);
        const retired = await stage.update(swappedAgain, third);
        expect(await stage.requests()).toEqual([revoked(0)]);
        expect(retired).toMatchObject({ previousToken: second.token });
        expect(retired).not.toHaveProperty("earlierTokens");
        expect(retired).not.toHaveProperty("earlierValidUntil");
        await stage.advance(10);
        expect(await stage.update(retired, third)).not.toHaveProperty("previousToken");
        expect(await stage.requests()).toEqual([revoked(1)]);
    });

    test("back to the token before takes that out of those that go", async () => {
        const made = [await newToken("1"), await newToken("2")];
        const [first, second] = made.map(({ token }, index) =>
            inputs(token, { label: String(index + 1), revoke: true }),
        ) as [UserAppTokenInputs, UserAppTokenInputs];
        const back = await stage.update(await stage.update(await stage.create(first), second), first);
        expect(back).toMatchObject({ token: first.token, previousToken: second.token });
        expect(back).not.toHaveProperty("earlierTokens");
        await stage.requests();
        await stage.advance(15);
        await stage.update(back, first);
        expect(await stage.requests()).toEqual([
            `DELETE /core/users/102/user_app_tokens/${made[1]?.id ?? ""} 204`,
        ]);
    });
});

describe("refreshing", () => {
    test("knows the token by its id, whatever labels there are by then", async () => {
        const { id, token } = await newToken();
        const adopted = await stage.create(inputs(token));
        await newToken();
        expect(await stage.refresh(adopted)).toMatchObject({ tokenId: id, status: "active" });
    });

    test("takes over an end that was set, and forgets one that was taken away", async () => {
        const { token } = await newToken("CI", { validFor: "90d" });
        const adopted = await stage.create(inputs(token));
        const { expiresAt: _, dueAt: __, ...endless } = adopted;
        expect(await stage.refresh(endless)).toMatchObject({
            expiresAt: "2030-04-01T00:00:00Z",
            dueAt: "2030-03-02T00:00:00Z",
        });
        const { token: other } = await newToken("without end");
        const before = await stage.create(inputs(other, { label: "without end" }));
        const outdated = { ...before, expiresAt: "2030-04-01T00:00:00Z", dueAt: "2030-03-02T00:00:00Z" };
        expect(await stage.refresh(outdated)).toEqual(before);
    });

    test("notes the token of an archived user as rejected, and says that it may be that", async () => {
        const adopted = await stage.create(inputs((await newToken()).token));
        await stage.control.cutover.setUser(robot, { archived: true });
        expect(await stage.refresh(adopted)).toMatchObject({ status: "rejected" });
        expect(stage.said.at(-1)).toMatch(/or its user is archived.* It stays in state$/);
    });
});
