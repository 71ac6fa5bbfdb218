import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SimulatorControl } from "api-token-simulator";

const program = join(__dirname, "../../simulator/bin/api-token-simulator.js");
const anyPorts = ["--port", "0", "--control-port", "0"];

interface Run {
    child: ChildProcess;
    output: () => string;
    errors: () => string;
    code: Promise<number | null>;
}

const running: Run[] = [];

function run(...args: string[]): Run {
    const child = spawn(process.execPath, [program, ...args], { stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    let errors = "";
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => (output += chunk));
    child.stderr.setEncoding("utf8").on("data", (chunk: string) => (errors += chunk));
    const code = once(child, "close").then(([exitCode]) => exitCode as number | null);
    const started = { child, output: () => output, errors: () => errors, code };
    running.push(started);
    return started;
}

async function line(program: Run, pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
        const match = pattern.exec(program.output());
        if (match !== null) {
            return match;
        }
        if (program.child.exitCode !== null) {
            throw new Error(`The simulator ended: ${program.errors()}`);
        }
        await once(program.child.stdout ?? program.child, "data");
    }
}

type Urls = Record<"apiUrl" | "versioUrl" | "cutoverUrl" | "controlUrl", string>;

async function ready(program: Run): Promise<Urls> {
    const [text] = await line(program, /^\{.*\}$/m);
    return JSON.parse(text) as Urls;
}

afterEach(async () => {
    for (const { child, code } of running.splice(0)) {
        child.kill("SIGKILL");
        await code;
    }
});

test("--help lists the options", async () => {
    const help = run("--help");
    expect(await help.code).toBe(0);
    for (const option of [
        "--port",
        "--control-port",
        "--organisations",
        "--state",
        "--now",
        "--frozen",
        "--json",
    ]) {
        expect(help.output()).toContain(option);
    }
});

test("--version prints the version", async () => {
    const version = run("--version");
    expect(await version.code).toBe(0);
    expect(version.output()).toMatch(/^\d+\.\d+\.\d+\n$/);
});

test("a port in use is said in one line", async () => {
    const blocker = createServer().listen(0, "127.0.0.1");
    await once(blocker, "listening");
    const { port } = blocker.address() as AddressInfo;
    for (const args of [
        ["--port", String(port), "--control-port", "0"],
        ["--port", "0", "--control-port", String(port)],
    ]) {
        const failed = run(...args);
        expect(await failed.code).toBe(1);
        expect(failed.errors()).toBe(
            `api-token-simulator: Cannot listen on 127.0.0.1:${port}: another program is using it. ` +
                `Choose another port with --${args[1] === "0" ? "control-port" : "port"}; 0 takes any free one.\n`,
        );
    }
    blocker.close();
});

describe("a bad organisations file is said in one line", () => {
    const directory = mkdtempSync(join(tmpdir(), "simulator-"));
    const file = join(directory, "organisations.json");
    afterAll(() => {
        rmSync(directory, { recursive: true });
    });

    const user = {
        uid: "1",
        name: "A",
        email: "a@example.com",
        loginAccountGroup: "5",
        accountGroups: ["6"],
    };
    const organisation = {
        orgId: "1",
        organizationName: "X",
        accountGroups: [{ aid: "5", accountGroupName: "G" }],
        users: [user],
    };
    test.each([
        ["that is missing", undefined, /cannot be read: ENOENT/],
        ["that is not JSON", "{", /cannot be read: /],
        ["without organisations", {}, /cannot be used: organisations: /],
        [
            "with a number for an aid",
            { organisations: [{ ...organisation, accountGroups: [{ aid: 5, accountGroupName: "G" }] }] },
            /organisations\[0\]\.accountGroups\[0\]\.aid: .*expected string/,
        ],
        [
            "with a user in a group that does not exist",
            { organisations: [organisation] },
            /users\[0\]\.accountGroups: account group 6 does not exist in this organisation; .*users\[0\]\.loginAccountGroup: must be one of/,
        ],
        [
            "with the same user twice",
            { organisations: [{ ...organisation, users: [user, user] }] },
            /users\[1\]\.uid: uid 1 occurs twice/,
        ],
    ])("a file %s is refused", async (_name, content, message) => {
        rmSync(file, { force: true });
        if (content !== undefined) {
            writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content));
        }
        const failed = run(...anyPorts, "--organisations", file);
        expect(await failed.code).toBe(1);
        expect(failed.errors()).toMatch(message);
        expect(failed.errors()).toMatch(/^api-token-simulator: The organisations file .*\n$/);
        expect(failed.errors().split("\n")).toHaveLength(2);
    });
});

test.each([
    [["--port", "70000"], "A port is a whole number from 0 to 65535"],
    [["--nonsense"], "unknown option '--nonsense'"],
    [[...anyPorts, "--now", "noon"], '"noon" is not an ISO 8601 time'],
])("the options %j are refused", async (args, message) => {
    const failed = run(...args);
    expect(await failed.code).toBe(1);
    expect(failed.errors()).toContain(message);
});

test("the start text shows the URLs and how to use a token, then each request is one line without the token", async () => {
    const program = run(...anyPorts);
    const [, apiUrl] = await line(program, /^ThousandEyes API +(\S+)$/m);
    const [, controlUrl] = await line(program, /^Control interface +(\S+)\/ /m);
    await line(program, /Stop with Ctrl-C/);
    const { token } = await new SimulatorControl(controlUrl ?? "").createToken("1001");
    await fetch(`${apiUrl}/users/current`, { headers: { authorization: `Bearer ${token}` } });
    await line(program, /^GET \/v7\/users\/current 200 [0-9a-f]{12}$/m);
    expect(program.output()).not.toContain(token);
});

test("--json prints where each system answers, and the control interface says the same", async () => {
    const program = run(...anyPorts, "--json");
    const { apiUrl, versioUrl, cutoverUrl, controlUrl } = await ready(program);
    const { origin } = new URL(apiUrl);
    expect([versioUrl, cutoverUrl]).toEqual([`${origin}/versio`, `${origin}/cutover`]);
    const { routes, ...urls } = (await (await fetch(controlUrl)).json()) as { routes: object };
    expect(urls).toEqual({ api: apiUrl, versio: versioUrl, cutover: cutoverUrl });
    expect(Object.keys(routes)).toEqual(
        expect.arrayContaining([
            "GET /clock",
            "GET /thousandeyes/users",
            "GET /versio/environments",
            "GET /cutover/users",
        ]),
    );
});

test("the start text shows the other systems too, and the line of a request no token of its query", async () => {
    const program = run(...anyPorts);
    const [, versioUrl] = await line(program, /^Versio\.io server +(\S+\/versio)$/m);
    await line(program, /^Cutover instance +\S+\/cutover$/m);
    const [, controlUrl] = await line(program, /^Control interface +(\S+)\/ /m);
    const { versio } = new SimulatorControl(controlUrl ?? "");
    const { token } = await versio.createToken("example", { name: "ci" });
    await fetch(`${versioUrl}/api-versio.db/1.0/example?apiToken=${token}`);
    await line(program, /^GET \/versio\/api-versio\.db\/1\.0\/example 200 [0-9a-f]{12}$/m);
    expect(program.output()).not.toContain(token);
});

test.each(["SIGTERM", "SIGINT"] as const)(
    "%s stops the simulator with code 0 within a second, also while a request hangs",
    async (signal) => {
        const program = run(...anyPorts, "--json");
        const { apiUrl, controlUrl } = await ready(program);
        const control = new SimulatorControl(controlUrl);
        await control.addFault({ kind: "hang" });
        const hanging = expect(fetch(`${apiUrl}/users/current`)).rejects.toThrow("fetch failed");
        while ((await control.requests()).length === 0);
        const before = Date.now();
        program.child.kill(signal);
        expect(await program.code).toBe(0);
        expect(Date.now() - before).toBeLessThan(1000);
        await hanging;
        expect(program.errors()).toBe("");
    },
);
