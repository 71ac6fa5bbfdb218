import { createHash } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { useSimulator } from "./simulator-stage";

const stage = useSimulator();
let token: string;

beforeEach(async () => {
    token = (await stage.control.createToken("1001")).token;
});

const send = (method: string, path: string): Promise<Response> =>
    fetch(`${stage.simulator.apiUrl}${path}`, { method, headers: { authorization: `Bearer ${token}` } });

describe("the clock", () => {
    test("a frozen clock stands still and can be advanced and set", async () => {
        expect(await stage.control.clock()).toEqual({ now: "2030-01-01T00:00:00.000Z", frozen: true });
        expect(await stage.control.advance("700d")).toEqual({
            now: "2031-12-02T00:00:00.000Z",
            frozen: true,
        });
        expect(await stage.control.setClock({ now: "2029-05-05" })).toEqual({
            now: "2029-05-05T00:00:00.000Z",
            frozen: true,
        });
    });

    test("a clock that is let go runs on with real time from where it stood", async () => {
        await stage.control.setClock({ frozen: false });
        await wait(5);
        const { now } = await stage.control.clock();
        const passed = Date.parse(now) - Date.parse("2030-01-01T00:00:00Z");
        expect(passed).toBeGreaterThan(0);
        expect(passed).toBeLessThan(60_000);
    });

    test.each([
        [{ now: "tomorrow" }, '"tomorrow" is not an ISO 8601 time'],
        [{ time: "2030-01-01" }, "The body of the request is wrong"],
    ])("the clock refuses %j", async (body, message) => {
        await expect(stage.control.setClock(body as { now?: string })).rejects.toThrow(message);
    });

    test.each(["700", "-1d", "1y", "9999999999999w"])("the clock refuses to advance by %p", async (by) => {
        await expect(stage.control.advance(by)).rejects.toThrow(
            "The simulator refused POST /clock/advance (400)",
        );
    });
});

describe("the log of requests", () => {
    test("the log says who asked for what and what became of it, and names tokens by fingerprints only", async () => {
        await stage.control.addFault({ kind: "reset-after", method: "POST" });
        await send("GET", `/account-groups/281474?expand=user&x=${token}`);
        await send("POST", "/api-tokens").catch(() => undefined);
        const records = await stage.control.requests();
        const common = {
            time: "2030-01-01T00:00:00.000Z",
            source: "127.0.0.1",
            token: createHash("sha256").update(token).digest("hex").slice(0, 12),
            orgId: "76543",
            uid: "1001",
            processed: true,
        };
        expect(records).toMatchObject([
            {
                ...common,
                sequence: 1,
                method: "GET",
                path: "/v7/account-groups/281474",
                status: 200,
                fault: null,
            },
            {
                ...common,
                sequence: 2,
                method: "POST",
                path: "/v7/api-tokens",
                status: null,
                fault: "reset-after",
            },
        ]);
        expect(JSON.stringify([records, await stage.control.users()])).not.toContain(token);
    });

    test("the log can be read from a sequence number on and cleared, and goes on counting", async () => {
        await send("GET", "/users/current");
        await send("GET", "/account-groups");
        expect((await stage.control.requests(1)).map((record) => record.sequence)).toEqual([2]);
        await stage.control.clearRequests();
        expect(await stage.control.requests()).toEqual([]);
        await send("GET", "/users/current");
        expect((await stage.control.requests()).map((record) => record.sequence)).toEqual([3]);
    });
});

describe("the control interface", () => {
    test("the control interface lists its routes, and refuses an unknown route, user and body", async () => {
        const help = (await (await fetch(`${stage.simulator.controlUrl}/`)).json()) as { routes: object };
        expect(Object.keys(help.routes)).toContain("POST /clock/advance");
        const unknown = await fetch(`${stage.simulator.controlUrl}/nothing`);
        expect([unknown.status, await unknown.json()]).toEqual([
            404,
            { error: "There is no GET /nothing. GET / lists all routes." },
        ]);
        await expect(stage.control.createToken("7")).rejects.toThrow("There is no user 7");
        const wrong = await fetch(`${stage.simulator.controlUrl}/clock`, { method: "PUT", body: "{" });
        expect([wrong.status, await wrong.json()]).toEqual([
            400,
            { error: "The body of the request is not JSON." },
        ]);
    });

    test("the API does not serve the control interface", async () => {
        const { origin } = new URL(stage.simulator.apiUrl);
        expect((await fetch(`${origin}/thousandeyes/users`)).status).toBe(404);
    });
});
