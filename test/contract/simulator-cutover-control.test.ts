import { createHash } from "node:crypto";
import { useSimulator } from "./simulator-stage";

const stage = useSimulator();

const fingerprint = (token: string) => createHash("sha256").update(token).digest("hex").slice(0, 12);

describe("tokens as the UI makes them", () => {
    test("a token is shown when it is created, and by its fingerprint afterwards", async () => {
        const { cutover } = stage.control;
        const created = await cutover.createToken("102", { label: "CI", validFor: "30d" });
        expect(created).toEqual({
            id: expect.stringMatching(/^\d+$/) as string,
            token: expect.stringMatching(/^[0-9a-f]{48}$/) as string,
            expiresAt: "2030-01-31T00:00:00Z",
        });
        expect((await cutover.users()).find(({ id }) => id === "102")).toEqual({
            id: "102",
            firstName: "Pipeline",
            lastName: "Robot",
            email: "pipeline.robot@example.com",
            nonInteractive: true,
            archived: false,
            roleTypes: ["Developer", "Workspace manager"],
            tokens: [
                {
                    id: created.id,
                    label: "CI",
                    fingerprint: fingerprint(created.token),
                    createdAt: "2030-01-01T00:00:00Z",
                    expiresAt: "2030-01-31T00:00:00Z",
                    lastAccessedAt: null,
                    active: true,
                },
            ],
        });
    });

    test("active says whether a token is accepted: not before its moment, after its end, or of an archived user", async () => {
        const { cutover } = stage.control;
        const active = async () => (await cutover.users())[1]?.tokens[0]?.active;
        await cutover.createToken("102", { label: "CI", validFor: "1h", activationDelayMs: 1000 });
        expect(await active()).toBe(false);
        await stage.control.advance("1s");
        expect(await active()).toBe(true);
        await cutover.setUser("102", { archived: true });
        expect(await active()).toBe(false);
        await cutover.setUser("102", { archived: false });
        await stage.control.advance("1h");
        expect(await active()).toBe(false);
    });

    test("a revoked token is gone, and its id is not given again", async () => {
        const { cutover } = stage.control;
        const { id } = await cutover.createToken("102", { label: "CI" });
        await cutover.revokeToken("102", id);
        expect((await cutover.users())[1]?.tokens).toEqual([]);
        await expect(cutover.revokeToken("102", id)).rejects.toThrow(`User 102 has no token ${id}.`);
        expect((await cutover.createToken("102", { label: "CI" })).id).not.toBe(id);
    });

    test("an archived user gets no token", async () => {
        const { cutover } = stage.control;
        await cutover.setUser("102", { archived: true });
        await expect(cutover.createToken("102", { label: "CI" })).rejects.toThrow("User 102 is archived.");
    });

    test.each([{}, { label: "" }, { label: "CI", validFor: "soon" }, { label: "CI", activationDelayMs: -1 }])(
        "a token described by %j is refused",
        async (options) => {
            const creation = stage.control.cutover.createToken("102", options as { label: string });
            await expect(creation).rejects.toThrow(
                /The simulator refused POST \/cutover\/users\/102\/user_app_tokens \(400\)/,
            );
            expect((await stage.control.cutover.users())[1]?.tokens).toEqual([]);
        },
    );
});

describe("users and settings", () => {
    test("a change of a user leaves what it does not name", async () => {
        const { cutover } = stage.control;
        await cutover.setUser("103", { roleTypes: ["Workspace manager"] });
        expect(await cutover.setUser("103", { archived: true })).toMatchObject({
            archived: true,
            roleTypes: ["Workspace manager"],
        });
    });

    test("an unknown user and an unknown role are refused", async () => {
        const { cutover } = stage.control;
        await expect(cutover.setUser("7", {})).rejects.toThrow(
            "There is no user 7. GET /cutover/users lists the users.",
        );
        await expect(cutover.setUser("102", { roleTypes: ["King"] })).rejects.toThrow(
            "The body of the request is wrong: roleTypes[0]",
        );
    });

    test("a change of settings leaves what it does not name, and a wrong one is refused", async () => {
        const { cutover } = stage.control;
        expect(await cutover.settings()).toEqual({
            pageSize: 25,
            ownTokens: true,
            requestsPerMinute: null,
            tokenEndpoints: true,
        });
        await cutover.setSettings({ pageSize: 3, requestsPerMinute: 10 });
        expect(await cutover.setSettings({ ownTokens: false })).toEqual({
            pageSize: 3,
            ownTokens: false,
            requestsPerMinute: 10,
            tokenEndpoints: true,
        });
        await expect(cutover.setSettings({ pageSize: 0 })).rejects.toThrow(
            "The body of the request is wrong",
        );
        expect(await cutover.settings()).toMatchObject({ pageSize: 3 });
    });
});

describe("the log of requests and the faults", () => {
    const users = () => `${stage.simulator.cutoverUrl}/core/users`;

    test("a request is logged with its user and the token's fingerprint, also where the token should not be", async () => {
        const { token } = await stage.control.cutover.createToken("102", { label: "CI" });
        await fetch(`${users()}/${token}?query=${token}`, { headers: { authorization: `Bearer ${token}` } });
        const records = await stage.control.requests();
        expect(records).toMatchObject([
            {
                path: `/cutover/core/users/(token ${fingerprint(token)})`,
                query: `?query=(token ${fingerprint(token)})`,
                token: fingerprint(token),
                uid: "102",
                orgId: null,
                status: 404,
            },
        ]);
        expect(JSON.stringify(records)).not.toContain(token);
    });

    test("reset-after revokes the token, reset-before does not", async () => {
        const { cutover } = stage.control;
        const { token } = await cutover.createToken("102", { label: "CI" });
        const { id } = await cutover.createToken("102", { label: "old" });
        const path = `/cutover/core/users/102/user_app_tokens/${id}`;
        const labels = async () => (await cutover.users())[1]?.tokens.map(({ label }) => label);
        const revoke = () =>
            fetch(`${users()}/102/user_app_tokens/${id}`, {
                method: "DELETE",
                headers: { authorization: `Bearer ${token}` },
            });
        await stage.control.addFault({ kind: "reset-before", method: "DELETE", path, times: 1 });
        await stage.control.addFault({ kind: "reset-after", method: "DELETE", path, times: 1 });
        await expect(revoke()).rejects.toThrow("fetch failed");
        expect(await labels()).toEqual(["CI", "old"]);
        await expect(revoke()).rejects.toThrow("fetch failed");
        expect(await labels()).toEqual(["CI"]);
        expect((await revoke()).status).toBe(404);
    });

    test("a status fault answers as this system does", async () => {
        await stage.control.addFault({ kind: "status", status: 503, path: "/cutover/*" });
        const answer = await fetch(users());
        expect([answer.status, answer.headers.get("content-type")]).toEqual([
            503,
            "application/vnd.api+json",
        ]);
        expect(await answer.json()).toEqual({
            errors: [
                {
                    title: "Service Unavailable",
                    detail: "The simulator was told to answer 503.",
                    code: "service_unavailable",
                },
            ],
        });
    });
});
