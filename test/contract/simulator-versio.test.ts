import { call } from "./simulator-client";
import type { Answer } from "./simulator-client";
import { useSimulator } from "./simulator-stage";

const stage = useSimulator();

const get = (path: string, authorization?: string): Promise<Answer> => send("GET", path, authorization);

const send = (method: string, path: string, authorization?: string): Promise<Answer> =>
    call(
        method,
        `${stage.simulator.versioUrl}/api-versio.db/1.0${path}`,
        authorization === undefined ? {} : { authorization },
    );

async function newToken(environment = "example", permissions?: string[]): Promise<string> {
    const options = { name: "ci", ...(permissions === undefined ? {} : { permissions }) };
    return (await stage.control.versio.createToken(environment, options)).token;
}

async function statusOf(token: string): Promise<number> {
    return (await get("/example", `apiToken ${token}`)).status;
}

describe("how a token is sent", () => {
    test("a token is taken from the header or from the query", async () => {
        const token = await newToken();
        expect((await get("/example", `apiToken ${token}`)).status).toBe(200);
        expect((await get(`/example?apiToken=${token}`)).status).toBe(200);
        expect((await get(`/example/server?limit=1&apiToken=${token}`)).status).toBe(200);
    });

    test.each(["Bearer", "apitoken", "apiToken ", ""])("the scheme %p gets 401", async (scheme) => {
        const token = await newToken();
        expect((await get("/example", `${scheme} ${token}`)).status).toBe(401);
    });

    test("the header counts when both are sent", async () => {
        const token = await newToken();
        expect((await get("/example?apiToken=wrong", `apiToken ${token}`)).status).toBe(200);
        expect((await get(`/example?apiToken=${token}`, "apiToken wrong")).status).toBe(401);
    });

    test.each(["/example", "/example?apiToken=", "/example?token=x"])(
        "%s without a token gets 401",
        async (path) => {
            expect((await get(path)).status).toBe(401);
            expect(await stage.control.requests()).toMatchObject([{ token: null, status: 401 }]);
        },
    );
});

describe("which tokens are accepted", () => {
    test("a token works while it is active", async () => {
        const token = await newToken();
        expect(await statusOf(token)).toBe(200);
        await stage.control.versio.setToken("example", "ci", { active: false });
        expect(await statusOf(token)).toBe(401);
        await stage.control.versio.setToken("example", "ci", { active: true });
        expect(await statusOf(token)).toBe(200);
    });

    test("a token has no end", async () => {
        const token = await newToken();
        await stage.control.advance("3650d");
        expect(await statusOf(token)).toBe(200);
    });

    test("a deleted token gets 401, and its name is free for another one", async () => {
        const token = await newToken();
        await stage.control.versio.deleteToken("example", "ci");
        expect(await statusOf(token)).toBe(401);
        expect(await statusOf(await newToken())).toBe(200);
        expect(await statusOf(token)).toBe(401);
    });

    test("reading needs the permission CMDB viewer, and a lack of it is a 401", async () => {
        const token = await newToken("example", ["Reporting"]);
        expect(await statusOf(token)).toBe(401);
        await stage.control.versio.setToken("example", "ci", { permissions: ["Reporting", "CMDB viewer"] });
        expect(await statusOf(token)).toBe(200);
    });

    test("a token of another environment gets 401", async () => {
        const token = await newToken("other-example");
        expect(await statusOf(token)).toBe(401);
        expect((await get("/other-example", `apiToken ${token}`)).status).toBe(200);
    });

    test("all reasons of a 401 look the same", async () => {
        const unknown = await get("/example", "apiToken wrong");
        const weak = await get("/example", `apiToken ${await newToken("example", ["Reporting"])}`);
        expect(weak).toMatchObject({ status: 401, body: unknown.body });
    });

    test("a token of another system gets 401, and the other systems refuse this one's", async () => {
        const { token } = await stage.control.createToken("1001");
        expect(await statusOf(token)).toBe(401);
        const own = await newToken();
        const { apiUrl, cutoverUrl } = stage.simulator;
        expect((await call("GET", `${apiUrl}/users/current`, { token: own })).status).toBe(401);
        expect((await call("GET", `${cutoverUrl}/core/users`, { token: own })).status).toBe(401);
    });
});

describe("what is answered", () => {
    const body = async (path: string) => (await get(path, `apiToken ${await newToken()}`)).body;
    const instances = async (query: string) =>
        ((await body(`/example/server${query}`)) as { items: { instance: string }[] }).items.map(
            ({ instance }) => instance,
        );

    test("an environment lists its entities", async () => {
        expect(await body("/example")).toEqual({
            totalAvailableItems: 2,
            items: [
                { entity: "server", utc: 1_704_067_200_000 },
                { entity: "database", utc: 1_704_067_200_000 },
            ],
        });
    });

    test("an entity lists its items, with times in milliseconds", async () => {
        expect(await body("/example/database")).toEqual({
            totalAvailableItems: 1,
            items: [{ instance: "database-1", name: "orders", utc: 1_704_067_200_000 }],
        });
    });

    test.each([
        ["", ["server-1", "server-2", "server-3"]],
        ["?limit=2", ["server-1", "server-2"]],
        ["?offset=2&limit=2", ["server-3"]],
        ["?offset=3", []],
        ["?utc=1704067200000", ["server-1", "server-2"]],
        ["?utc=1704067199999", []],
    ])("the query %p selects %j", async (query, expected) => {
        expect(await instances(query)).toEqual(expected);
    });

    test("totalAvailableItems counts all, whatever part is asked for", async () => {
        expect(await body("/example/server?offset=1&limit=1")).toMatchObject({ totalAvailableItems: 3 });
        expect(await stage.control.requests()).toMatchObject([{ query: "?offset=1&limit=1" }]);
    });

    test.each([
        ["?offset=-1", "offset must be a whole number."],
        ["?limit=many", "limit must be a whole number."],
        ["?utc=1704067200", "utc must be a time in milliseconds, 13 digits."],
    ])("the query %s gets 400 with what is wrong", async (query, message) => {
        const answer = await get(`/example/server${query}`, `apiToken ${await newToken()}`);
        expect(answer).toMatchObject({ status: 400, body: { message } });
    });

    test.each(["/nowhere", "/nowhere/server", "/example/nothing", "/example/server/1", ""])(
        "the path %p gets 404",
        async (path) => {
            const answer = await get(path, `apiToken ${await newToken()}`);
            expect(answer).toMatchObject({ status: 404, body: { message: expect.any(String) as string } });
        },
    );

    test("another method gets 405, and changes nothing", async () => {
        const answer = await send("DELETE", "/example", `apiToken ${await newToken()}`);
        expect(answer).toMatchObject({ status: 405, headers: { allow: "GET" } });
        expect((await stage.control.versio.environments())[0]?.tokens).toHaveLength(1);
    });
});

describe("the limit of requests", () => {
    const many = async (count: number, token: string) => {
        const statuses = await Promise.all(Array.from({ length: count }, () => statusOf(token)));
        return [200, 429].map((status) => statuses.filter((other) => other === status).length);
    };

    test("an environment has 50 requests a minute, whichever of its tokens sends them", async () => {
        const token = await newToken();
        const { token: second } = await stage.control.versio.createToken("example", { name: "second" });
        expect(await many(50, token)).toEqual([50, 0]);
        expect(await many(2, second)).toEqual([0, 2]);
        const other = await newToken("other-example");
        expect((await get("/other-example", `apiToken ${other}`)).status).toBe(200);
        await stage.control.advance("1m");
        expect(await many(51, token)).toEqual([50, 1]);
    });

    test("a managed instance has no limit", async () => {
        const token = await newToken();
        expect(await stage.control.versio.setSettings({ managed: true })).toEqual({ managed: true });
        expect(await many(60, token)).toEqual([60, 0]);
        await stage.control.versio.setSettings({ managed: false });
        expect(await stage.control.versio.settings()).toEqual({ managed: false });
        expect(await statusOf(token)).toBe(429);
    });

    test("requests without an accepted token do not count", async () => {
        const token = await newToken();
        await Promise.all(Array.from({ length: 60 }, () => statusOf("wrong")));
        expect(await statusOf(token)).toBe(200);
    });
});
