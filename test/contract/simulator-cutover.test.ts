import { CutoverCalls, errorDocument, resourcesOf, users } from "./cutover-calls";
import { useSimulator } from "./simulator-stage";

const { admin, robot, otherRobot, withoutDeveloper } = users;
const stage = useSimulator();
const api = new CutoverCalls(stage);

describe("which tokens are accepted", () => {
    test("a user may have several tokens, also of one label, and all of them work", async () => {
        const tokens = [await api.newToken(robot), await api.newToken(robot), await api.newToken(robot)];
        expect(await Promise.all(tokens.map(({ token }) => api.statusOf(token)))).toEqual([200, 200, 200]);
        expect(new Set(tokens.map(({ id }) => id)).size).toBe(3);
    });

    test.each([
        ["no header", {}],
        ["another scheme", { authorization: "apiToken x" }],
        ["a scheme in other letters", { authorization: "bearer x" }],
        ["an unknown token", { token: "0".repeat(48) }],
    ])("%s gets 401", async (_name, options) => {
        const answer = await api.send("GET", "/users", options);
        expect(answer).toMatchObject({ status: 401, body: errorDocument("Unauthorized", "unauthorized") });
        expect(answer.headers["content-type"]).toBe("application/vnd.api+json");
    });

    test("the right token after a scheme in other letters gets 401", async () => {
        const { token } = await api.newToken(robot);
        expect((await api.send("GET", "/users", { authorization: `bearer ${token}` })).status).toBe(401);
    });

    test("a token without an end goes on, and one with an end stops there", async () => {
        const endless = await api.newToken(robot);
        const ending = await api.newToken(robot, { validFor: "30d" });
        expect([endless.expiresAt, ending.expiresAt]).toEqual([null, "2030-01-31T00:00:00Z"]);
        await stage.control.setClock({ now: "2030-01-30T23:59:59Z" });
        expect(await api.statusOf(ending.token)).toBe(200);
        await stage.control.advance("1s");
        expect([await api.statusOf(ending.token), await api.statusOf(endless.token)]).toEqual([401, 200]);
    });

    test("a fresh token can need a moment until it is accepted", async () => {
        const { token } = await api.newToken(robot, { activationDelayMs: 2000 });
        await stage.control.advance("1s");
        expect(await api.statusOf(token)).toBe(401);
        await stage.control.advance("1s");
        expect(await api.statusOf(token)).toBe(200);
    });

    test("the tokens of an archived user get 401, and those of others do not", async () => {
        const { token } = await api.newToken(robot);
        const other = await api.newToken(otherRobot);
        await stage.control.cutover.setUser(robot, { archived: true });
        expect([await api.statusOf(token), await api.statusOf(other.token)]).toEqual([401, 200]);
        await stage.control.cutover.setUser(robot, { archived: false });
        expect(await api.statusOf(token)).toBe(200);
    });

    test("a user without the role Developer gets 403, until it has it", async () => {
        const { token } = await api.newToken(withoutDeveloper);
        expect(await api.get("/users", token)).toMatchObject({
            status: 403,
            body: errorDocument("Forbidden", "forbidden"),
        });
        await stage.control.cutover.setUser(withoutDeveloper, { roleTypes: ["Developer"] });
        expect((await api.get("/users", token)).status).toBe(200);
    });
});

describe("users", () => {
    let token: string;
    beforeEach(async () => {
        token = (await api.newToken(robot)).token;
    });

    test("a user is a JSON:API resource", async () => {
        const answer = await api.get(`/users/${robot}`, token);
        expect(answer.headers["content-type"]).toBe("application/vnd.api+json");
        expect(answer.body).toEqual({
            data: {
                id: robot,
                type: "user",
                attributes: {
                    email: "pipeline.robot@example.com",
                    first_name: "Pipeline",
                    last_name: "Robot",
                    archived: false,
                    non_interactive: true,
                },
                relationships: {
                    role_types: {
                        data: [
                            { id: "2", type: "role_type" },
                            { id: "3", type: "role_type" },
                        ],
                    },
                },
            },
        });
    });

    test.each([
        ["", [admin, robot, otherRobot, withoutDeveloper]],
        ["?query=ROBOT", [robot, otherRobot]],
        ["?query=gina%20global", [admin]],
        ["?query=norole@example.com", [withoutDeveloper]],
        ["?query=nobody", []],
        ["?role_type_id=3", [robot, withoutDeveloper]],
        ["?role_type_id=3&query=pipeline", [robot]],
        ["?role_type_id=9", []],
    ])("the users found by %p are %j", async (query, ids) => {
        const answer = await api.get(`/users${query}`, token);
        expect(answer.body).not.toHaveProperty("links");
        expect(resourcesOf(answer).map(({ id }) => id)).toEqual(ids);
    });

    test("an archived user is still found, as archived", async () => {
        await stage.control.cutover.setUser(otherRobot, { archived: true });
        const [user] = resourcesOf(await api.get("/users?query=report", token));
        expect(user?.attributes).toMatchObject({ archived: true });
    });

    test.each([
        ["GET", "/users/999", 404, errorDocument("Not Found", "not_found")],
        ["GET", "/nothing", 404, errorDocument("Not Found", "not_found")],
        ["POST", "/users", 405, errorDocument("Method Not Allowed", "method_not_allowed")],
        ["GET", "/users?page%5Bnumber%5D=0", 400, errorDocument("Bad Request", "bad_request")],
    ])("%s %s gets %i", async (method, path, status, body) => {
        expect(await api.send(method, path, { token })).toMatchObject({ status, body });
    });
});

describe("the limit of requests", () => {
    test("a limit that is switched on counts each token by the minute, and is off at first", async () => {
        const [first, second] = [(await api.newToken(robot)).token, (await api.newToken(robot)).token];
        const statuses = (token: string, count: number) =>
            Promise.all(Array.from({ length: count }, () => api.statusOf(token)));
        expect(new Set(await statuses(first, 100))).toEqual(new Set([200]));
        await stage.control.advance("1m");
        await stage.control.cutover.setSettings({ requestsPerMinute: 3 });
        expect((await statuses(first, 5)).filter((status) => status === 429)).toHaveLength(2);
        expect(await api.get("/users", first)).toMatchObject({
            status: 429,
            body: errorDocument("Too Many Requests", "too_many_requests"),
        });
        expect(await api.statusOf(second)).toBe(200);
        await stage.control.advance("1m");
        expect(await api.statusOf(first)).toBe(200);
        await stage.control.cutover.setSettings({ requestsPerMinute: null });
        expect(new Set(await statuses(first, 10))).toEqual(new Set([200]));
    });
});
