import { setTimeout as wait } from "node:timers/promises";
import { getAccountGroup, getAccountGroups } from "../../src/systems/thousandeyes/account-groups";
import { getCurrentUser } from "../../src/systems/thousandeyes/current-user";
import { programFailureOf } from "../support/failure-of";
import { useLookUpStage } from "./look-up-stage";

/** Longer than a test may take. */
const FOR_EVER = 600_000;
const stage = useLookUpStage();

/** Until the API has got so many requests. */
async function requestsHaveCome(count: number): Promise<void> {
    while ((await stage.requests()).length < count) {
        await wait(5);
    }
}

describe("a token that the API rejects", () => {
    test("ends the requests that are under way with it at once, with one error", async () => {
        await getAccountGroups(stage.connection);
        await stage.control.addFault({ kind: "delay", delayMs: FOR_EVER, path: "/v7/users/current" });
        const held = programFailureOf(getCurrentUser(stage.connection));
        await requestsHaveCome(2);
        await stage.control.revokeTokens("1001");
        const refused = await programFailureOf(
            getAccountGroup({ ...stage.connection, name: "Production", expand: ["user"] }),
        );
        expect(refused.code).toBe("ERR_TOKEN_REJECTED");
        expect(await held).toBe(refused);
    });

    test("is not sent by a request that was about to be tried again", async () => {
        stage.startRun({ "pulumi-api-tokens:retryBudget": "5m" });
        await stage.control.addFault({ kind: "status", status: 503, path: "/v7/users/current" });
        const trying = programFailureOf(getCurrentUser(stage.connection));
        await requestsHaveCome(2);
        await stage.control.revokeTokens("1001");
        const refused = await programFailureOf(getAccountGroups(stage.connection));
        const sent = await stage.requests();
        expect(await trying).toBe(refused);
        expect(await stage.requests()).toEqual(sent);
    });

    test("is not sent any more by the run, whatever is looked up", async () => {
        await stage.control.revokeTokens("1001");
        const refused = await programFailureOf(getCurrentUser(stage.connection));
        expect(refused.message).toMatch(
            /^getCurrentUser: GET \/users\/current answered 401 \(Invalid access token\)\. .* \[ERR_TOKEN_REJECTED\]$/,
        );
        for (const lookUp of [getCurrentUser, getAccountGroups]) {
            expect(await programFailureOf(lookUp(stage.connection))).toBe(refused);
        }
        expect(await stage.requests()).toEqual(["GET /users/current"]);
    });

    test("is not sent by the next run of the machine either, which says since when and how to do it all the same", async () => {
        await stage.control.revokeTokens("1001");
        await programFailureOf(getCurrentUser(stage.connection));
        stage.startRun();
        const { code, message } = await programFailureOf(getAccountGroups(stage.connection));
        expect(code).toBe("ERR_TOKEN_REJECTED");
        expect(message).toMatch(/rejected this token at .* PULUMI_API_TOKENS_REFUSAL_MEMORY=0s/);
        expect(await stage.requests()).toEqual(["GET /users/current"]);
    });

    test("is sent by the next run where nothing is to be remembered", async () => {
        const settings = { "pulumi-api-tokens:refusalMemory": "0s" };
        stage.startRun(settings);
        await stage.control.setUser("1001", { locked: true });
        await programFailureOf(getCurrentUser(stage.connection));
        await stage.control.setUser("1001", { locked: false });
        stage.startRun(settings);
        expect((await getCurrentUser(stage.connection)).uid).toBe("1001");
    });

    test("leaves another token alone", async () => {
        await stage.control.revokeTokens("1001");
        await programFailureOf(getCurrentUser(stage.connection));
        const other = { ...stage.connection, token: await stage.newToken("1002") };
        expect((await getCurrentUser(other)).uid).toBe("1002");
    });
});

test("a look-up that fails ends a program with its message alone", async () => {
    await stage.control.revokeTokens("1001");
    const error = await programFailureOf(getAccountGroups(stage.connection));
    expect(error.stack).toBe("");
    expect(`${error.message}${JSON.stringify(error)}`).not.toContain(stage.token);
});
