import type { UserAppTokenInputs } from "../../src/systems/cutover/user-app-token-inputs";
import { userAppTokenSystem } from "../../src/systems/cutover/user-app-token-system";
import { AdoptionStage } from "../support/adoption-stage";
import { failureOf } from "../support/failure-of";
import { users } from "./cutover-calls";

const { admin, robot } = users;
const stage = AdoptionStage.use(userAppTokenSystem);
let id: string;
let token: string;
let path: string;

beforeEach(async () => {
    ({ id, token } = await stage.control.cutover.createToken(robot, { label: "CI" }));
    path = `DELETE /core/users/${robot}/user_app_tokens/${id}`;
});

/** A token in state that is to be revoked. */
async function adopted(changes: Partial<UserAppTokenInputs> = {}) {
    const baseUrl = stage.simulators.simulator.cutoverUrl;
    const inputs = { token, userId: robot, label: "CI", baseUrl, revoke: true };
    const outputs = await stage.create({ ...inputs, ...changes });
    await stage.requests();
    return outputs;
}

async function newAdminToken(): Promise<string> {
    return (await stage.control.cutover.createToken(admin, { label: "admin" })).token;
}

test("a token is revoked when its resource is destroyed", async () => {
    await stage.delete(await adopted());
    expect(await stage.requests()).toEqual([`${path} 204`]);
    expect(stage.said.at(-1)).toBe(`ci: revoked token ${id}`);
});

test("a token is left alone when the program does not want it revoked", async () => {
    await stage.delete(await adopted({ revoke: false }));
    expect(await stage.requests()).toEqual([]);
    expect(stage.said.at(-1)).toContain("To end it: Access Management > the user > User App Tokens");
});

test("the previous token is revoked with the current one", async () => {
    const second = await stage.control.cutover.createToken(robot, { label: "second" });
    const first = await adopted();
    const swapped = await stage.update(first, { ...first, token: second.token, label: "second" });
    await stage.requests();
    await stage.delete(swapped);
    expect(await stage.requests()).toEqual([
        `${path} 204`,
        `DELETE /core/users/${robot}/user_app_tokens/${second.id} 204`,
    ]);
});

describe("a token that works no more", () => {
    test.each<[string, () => Promise<unknown>]>([
        ["because it was revoked", () => stage.control.cutover.revokeToken(robot, id)],
        ["because its user is archived", () => stage.control.cutover.setUser(robot, { archived: true })],
    ])("%s ends the destroy well, with words on what it may be", async (_name, happen) => {
        const outputs = await adopted();
        await happen();
        await stage.delete(outputs);
        expect(await stage.requests()).toEqual([`${path} 401`]);
        expect(stage.said.at(-1)).toBe(
            `ci: token ${id} works no more: it was revoked or has expired, or its user is archived. It works again when such a user is taken back: then revoke it in the UI`,
        );
    });

    test("because its user is archived is revoked by the admin token, for good", async () => {
        const outputs = await adopted({ adminToken: await newAdminToken() });
        await stage.control.cutover.setUser(robot, { archived: true });
        await stage.delete(outputs);
        expect(await stage.requests()).toEqual([`${path} 401`, `${path} 204`]);
    });

    test("because it was revoked is told to be gone by the admin token", async () => {
        const outputs = await adopted({ adminToken: await newAdminToken() });
        await stage.control.cutover.revokeToken(robot, id);
        await stage.delete(outputs);
        expect(await stage.requests()).toEqual([`${path} 401`, `${path} 404`]);
        expect(stage.said.at(-1)).toBe(`ci: token ${id} was gone already`);
    });
});

describe("a token that may not revoke itself", () => {
    test("stays, and the error names the admin token", async () => {
        const outputs = await adopted();
        await stage.control.cutover.setSettings({ ownTokens: false });
        const error = await failureOf(stage.delete(outputs));
        expect(error.code).toBe("ERR_FORBIDDEN");
        expect(error.message).toContain("(adminToken)");
    });

    test("is revoked by the admin token", async () => {
        const outputs = await adopted({ adminToken: await newAdminToken() });
        await stage.control.cutover.setSettings({ ownTokens: false });
        await stage.delete(outputs);
        expect(await stage.requests()).toEqual([`${path} 403`, `${path} 204`]);
    });
});

test("a token that was never checked and has no known id is left alone, and that is said", async () => {
    await stage.delete(await adopted({ verify: false }));
    expect(await stage.requests()).toEqual([]);
    expect(stage.said.at(-1)).toContain("was not revoked: its id is not known");
});

test("a server that is down fails the destroy, so that it is tried again", async () => {
    const outputs = await adopted();
    await stage.control.addFault({ kind: "status", status: 503, method: "DELETE" });
    expect((await failureOf(stage.delete(outputs))).code).toBe("ERR_RESPONSE");
});
