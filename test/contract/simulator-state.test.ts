import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SimulatorControl, startSimulator } from "api-token-simulator";
import type { Simulator, SimulatorOptions } from "api-token-simulator";

const frozen = { now: "2030-01-01T00:00:00Z", frozen: true };
let simulator: Simulator | undefined;
let control: SimulatorControl;
let directory: string;
let stateFile: string;

beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "simulator-"));
    stateFile = join(directory, "state.json");
});

afterEach(async () => {
    await simulator?.stop();
    rmSync(directory, { recursive: true });
});

async function start(options: SimulatorOptions): Promise<void> {
    await simulator?.stop();
    simulator = await startSimulator(options);
    control = new SimulatorControl(simulator.controlUrl);
}

const send = (method: string, path: string, token = "none"): Promise<Response> =>
    fetch(`${simulator?.apiUrl ?? ""}${path}`, { method, headers: { authorization: `Bearer ${token}` } });

test("tokens, locks, the clock and 401 counts survive a restart", async () => {
    await start({ ...frozen, stateFile });
    const { token } = await control.createToken("1001");
    await control.setUser("1002", { locked: true });
    await control.setUser("1003", { apiAccess: true });
    await control.advance("3d");
    await Promise.all(Array.from({ length: 119 }, () => send("GET", "/users/current")));
    const before = await control.users();

    await start({ stateFile });
    expect(await control.users()).toEqual(before);
    expect(await control.clock()).toEqual({ now: "2030-01-04T00:00:00.000Z", frozen: true });
    expect((await send("GET", "/users/current", token)).status).toBe(200);
    expect((await send("GET", "/users/current")).status).toBe(401);
    expect((await send("GET", "/users/current", token)).status).toBe(429);
});

test("tokens and settings of Versio.io and Cutover survive a restart, as hashes", async () => {
    await start({ ...frozen, stateFile });
    const versio = await control.versio.createToken("example", { name: "ci" });
    await control.versio.createToken("example", { name: "off" });
    await control.versio.setToken("example", "off", { active: false });
    await control.versio.setSettings({ managed: true });
    const cutover = await control.cutover.createToken("102", { label: "CI", validFor: "30d" });
    const revoked = await control.cutover.createToken("101", { label: "revoked" });
    await control.cutover.revokeToken("101", revoked.id);
    await control.cutover.setUser("103", { archived: true });
    await control.cutover.setSettings({ pageSize: 2 });
    const views = async () => [
        await control.versio.environments(),
        await control.versio.settings(),
        await control.cutover.users(),
        await control.cutover.settings(),
    ];
    expect(await statuses(versio.token, cutover.token)).toEqual([200, 200]);
    const before = await views();

    await start({ stateFile });
    expect(await views()).toEqual(before);
    expect(await statuses(versio.token, cutover.token)).toEqual([200, 200]);
    expect((await control.cutover.createToken("101", { label: "next" })).id).not.toBe(revoked.id);
    const content = readFileSync(stateFile, "utf8");
    for (const { token } of [versio, cutover]) {
        expect(content).toContain(createHash("sha256").update(token).digest("hex"));
        expect(content).not.toContain(token);
    }
});

async function statuses(versioToken: string, cutoverToken: string): Promise<number[]> {
    const { versioUrl = "", cutoverUrl = "" } = simulator ?? {};
    const requests = [
        [`${versioUrl}/api-versio.db/1.0/example`, `apiToken ${versioToken}`],
        [`${cutoverUrl}/core/users`, `Bearer ${cutoverToken}`],
    ] as const;
    return Promise.all(
        requests.map(
            async ([url, authorization]) => (await fetch(url, { headers: { authorization } })).status,
        ),
    );
}

test("a state file of before Versio.io and Cutover were simulated is taken up", async () => {
    const token = "00000000-0000-4000-8000-000000000001";
    const stored = {
        sha256: createHash("sha256").update(token).digest("hex"),
        uid: "1001",
        issuedAt: "2030-01-01T00:00:00Z",
        validUntil: "2032-01-01T00:00:00Z",
        revokedAt: null,
    };
    const thousandeyes = { tokens: [stored], users: {}, unauthorized: {} };
    const clock = { offsetMs: 0, frozenAt: "2030-01-01T00:00:00.000Z" };
    writeFileSync(stateFile, JSON.stringify({ version: 1, clock, thousandeyes }));
    await start({ stateFile });
    expect((await send("GET", "/users/current", token)).status).toBe(200);
    expect((await control.versio.environments()).map(({ tokens }) => tokens)).toEqual([[], []]);
    expect((await control.cutover.users()).flatMap(({ tokens }) => tokens)).toEqual([]);
});

test("a token is in the state file before its answer is sent, as a hash, readable by the owner only", async () => {
    await start({ ...frozen, stateFile });
    const { token } = await control.createToken("1001");
    const answer = (await (await send("POST", "/api-tokens", token)).json()) as { bearerToken: string };
    const content = readFileSync(stateFile, "utf8");
    expect(content).toContain(createHash("sha256").update(answer.bearerToken).digest("hex"));
    expect(content).not.toContain(answer.bearerToken);
    expect(statSync(stateFile).mode & 0o777).toBe(0o600);
});

test.each(["", "{", "{}", '{"version":2}'])(
    "a corrupt state file (%p) is refused and left as it is",
    async (content) => {
        writeFileSync(stateFile, content);
        await expect(startSimulator({ stateFile })).rejects.toThrow(
            new RegExp(`^The state file ${stateFile} cannot be used: .*Repair it, or move it away`),
        );
        expect(readFileSync(stateFile, "utf8")).toBe(content);
    },
);

test("a state file that cannot be written is refused at the start", async () => {
    await expect(startSimulator({ stateFile: join(directory, "none/state.json") })).rejects.toThrow(
        "cannot be written",
    );
});
