import { CutoverCalls, errorDocument, resourcesOf, users } from "./cutover-calls";
import { call } from "./simulator-client";
import { useSimulator } from "./simulator-stage";

const { admin, robot, otherRobot } = users;
const stage = useSimulator();
const api = new CutoverCalls(stage);

describe("listing tokens", () => {
    test("a listed token is as documented, without its value", async () => {
        const { id, token } = await api.newToken(robot);
        await stage.control.advance("90s");
        const answer = await api.get(`/users/${robot}/user_app_tokens`, token);
        expect(answer.headers["content-type"]).toBe("application/vnd.api+json");
        expect(answer.body).toEqual({
            data: [
                {
                    id,
                    type: "user_app_token",
                    attributes: {
                        created_at: "2030-01-01T00:00:00Z",
                        expires_at: null,
                        label: "CI",
                        last_accessed_at: "2030-01-01T00:01:30Z",
                    },
                },
            ],
        });
    });

    test("last_accessed_at tells the last use of each token, and null before the first", async () => {
        const used = await api.newToken(robot);
        const unused = await api.newToken(robot);
        const { token } = await api.newToken(admin);
        const times = async () =>
            resourcesOf(await api.get(`/users/${robot}/user_app_tokens`, token)).map(
                ({ attributes }) => attributes.last_accessed_at,
            );
        expect(await times()).toEqual([null, null]);
        await api.statusOf(used.token);
        await stage.control.advance("1h");
        expect(await times()).toEqual(["2030-01-01T00:00:00Z", null]);
        await api.statusOf(used.token);
        await api.statusOf(unused.token);
        expect(await times()).toEqual(["2030-01-01T01:00:00Z", "2030-01-01T01:00:00Z"]);
    });

    test("a refused use is no use", async () => {
        const { token } = await api.newToken(robot, { validFor: "1h" });
        const { token: adminToken } = await api.newToken(admin);
        await stage.control.advance("1h");
        expect(await api.statusOf(token)).toBe(401);
        const [listed] = resourcesOf(await api.get(`/users/${robot}/user_app_tokens`, adminToken));
        expect(listed?.attributes).toMatchObject({
            expires_at: "2030-01-01T01:00:00Z",
            last_accessed_at: null,
        });
    });

    test("a list is paged by links.next, and the last page has none", async () => {
        await stage.control.cutover.setSettings({ pageSize: 2 });
        const created = [await api.newToken(robot), await api.newToken(robot), await api.newToken(robot)];
        const token = created[0]?.token ?? "";
        const pages: string[][] = [];
        let url: string | undefined = `${stage.simulator.cutoverUrl}/core/users/${robot}/user_app_tokens`;
        while (url !== undefined) {
            const page = await call("GET", url, { token });
            pages.push(resourcesOf(page).map(({ id }) => id));
            url = (page.body as { links?: { next: string } }).links?.next;
        }
        expect(pages.map((page) => page.length)).toEqual([2, 1]);
        expect(pages.flat()).toEqual(created.map(({ id }) => id));
    });

    test("a page that is just full is the last one, and a link keeps the query", async () => {
        const { token } = await api.newToken(robot);
        await stage.control.cutover.setSettings({ pageSize: 2 });
        expect((await api.get("/users?query=robot", token)).body).not.toHaveProperty("links");
        const { body } = await api.get("/users?role_type_id=2", token);
        const { next } = (body as { links: { next: string } }).links;
        expect(new URL(next).searchParams.get("role_type_id")).toBe("2");
        expect(resourcesOf(await call("GET", next, { token })).map(({ id }) => id)).toEqual([otherRobot]);
    });
});

describe("who may list and revoke which tokens", () => {
    const paths = (user: string, id: string) =>
        [
            ["GET", `/users/${user}/user_app_tokens`, 200],
            ["DELETE", `/users/${user}/user_app_tokens/${id}`, 204],
        ] as const;

    test("a user its own", async () => {
        const { token } = await api.newToken(robot);
        const { id } = await api.newToken(robot);
        for (const [method, path, status] of paths(robot, id)) {
            expect((await api.send(method, path, { token })).status).toBe(status);
        }
    });

    test("a user not those of another one, and not its own when that is switched off", async () => {
        const { token, id } = await api.newToken(robot);
        const other = await api.newToken(otherRobot);
        await stage.control.cutover.setSettings({ ownTokens: false });
        for (const [method, path] of [
            ...paths(robot, id),
            ...paths(otherRobot, other.id),
            ...paths("999", "1"),
        ]) {
            expect(await api.send(method, path, { token })).toMatchObject({
                status: 403,
                body: errorDocument("Forbidden", "forbidden"),
            });
        }
        expect([await api.statusOf(token), await api.statusOf(other.token)]).toEqual([200, 200]);
    });

    test("a Global User Admin those of all, whatever is switched off", async () => {
        const { token, id: own } = await api.newToken(admin);
        const { id } = await api.newToken(robot);
        await stage.control.cutover.setSettings({ ownTokens: false });
        for (const [method, path, status] of [...paths(robot, id), ...paths(admin, own)]) {
            expect((await api.send(method, path, { token })).status).toBe(status);
        }
    });
});

describe("revoking a token", () => {
    test("a revoked token is gone: from the list, from use, and for a second time", async () => {
        const kept = await api.newToken(robot);
        const revoked = await api.newToken(robot);
        const path = `/users/${robot}/user_app_tokens`;
        const answer = await api.send("DELETE", `${path}/${revoked.id}`, { token: kept.token });
        expect(answer).toMatchObject({ status: 204, body: undefined });
        expect(resourcesOf(await api.get(path, kept.token)).map(({ id }) => id)).toEqual([kept.id]);
        expect(await api.statusOf(revoked.token)).toBe(401);
        expect(await api.send("DELETE", `${path}/${revoked.id}`, { token: kept.token })).toMatchObject({
            status: 404,
            body: errorDocument("Not Found", "not_found"),
        });
    });

    test("a token can revoke itself", async () => {
        const { id, token } = await api.newToken(robot);
        const path = `/users/${robot}/user_app_tokens/${id}`;
        expect((await api.send("DELETE", path, { token })).status).toBe(204);
        expect((await api.send("DELETE", path, { token })).status).toBe(401);
    });

    test("a token is not found below another user, nor below one that does not exist", async () => {
        const { token } = await api.newToken(admin);
        const { id, token: robotToken } = await api.newToken(robot);
        for (const user of [otherRobot, "999"]) {
            expect((await api.send("DELETE", `/users/${user}/user_app_tokens/${id}`, { token })).status).toBe(
                404,
            );
        }
        expect(await api.statusOf(robotToken)).toBe(200);
    });

    test("no token can be created by API", async () => {
        const { token } = await api.newToken(admin);
        const answer = await api.send("POST", `/users/${admin}/user_app_tokens`, { token });
        expect(answer).toMatchObject({ status: 405, headers: { allow: "GET" } });
        expect((await stage.control.cutover.users())[0]?.tokens).toHaveLength(1);
    });
});
