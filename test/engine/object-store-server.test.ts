import { S3 } from "@aws-sdk/client-s3";
import { once } from "node:events";
import {
    chmodSync,
    existsSync,
    mkdtempSync,
    readdirSync,
    readFileSync,
    rmSync,
    writeFileSync,
} from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { until } from "../crash/processes";
import { type NodeProgram, NodePrograms } from "../support/node-programs";
import { repository } from "../support/stack";
import { Machine, runNode } from "../unit/engine/machine";

jest.setTimeout(60_000);

const sources = join(repository, "object-store");
const cli = join(sources, "cli.mjs");

/** What the server tells whoever started it. */
type Address = Record<"endpoint" | "bucket" | "region" | "accessKeyId" | "secretAccessKey", string>;

/** Of the server that is started here. */
let program: string;
/** For temporary files. */
let folder: string;
const programs = new NodePrograms();
/** On which nothing is built yet. */
let machine: Machine;

beforeAll(async () => {
    // Where nobody has built it yet, this does.
    const { code, stdout, stderr } = await runNode([cli, "--path"], process.env).outcome;
    expect({ code, stderr: code === 0 ? "" : stderr }).toEqual({ code: 0, stderr: "" });
    program = stdout.trim();
}, 20 * 60_000);

beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "object-store-test-"));
    machine = new Machine();
});

afterEach(async () => {
    await programs.end();
    rmSync(folder, { recursive: true, force: true });
    machine.remove();
});

/** Runs Node, with what it printed so far. */
function node(args: string[], env: NodeJS.ProcessEnv = {}): NodeProgram {
    return programs.run(args, { TMPDIR: folder, ...env });
}

/** Runs a program that starts the server as the tests of the journal do, and prints its message. */
function nodeWithServer(env: NodeJS.ProcessEnv = {}) {
    const parent = `
        import { fork } from "node:child_process";
        fork(${JSON.stringify(cli)}, { execArgv: [] }).on("message", (message) => console.log(JSON.stringify(message)));`;
    return node(["--input-type=module", "--eval", parent], env);
}

/** Runs a program that starts the server from this file, and prints its address. */
function nodeWithProgram(file: string, ports: number[] = []) {
    const own = `
        import { startObjectStore } from ${JSON.stringify(pathToFileURL(join(sources, "server.mjs")).href)};
        const ports = ${JSON.stringify(ports)};
        const options = ports.length > 0 ? { freePort: async () => ports.shift() } : {};
        const { address, stop } = await startObjectStore(${JSON.stringify(file)}, options);
        process.on("SIGTERM", stop);
        console.log(JSON.stringify(address));`;
    return node(["--input-type=module", "--eval", own]);
}

/** Puts another program in place of the server's. */
function install(script: string): string {
    const file = join(folder, "installed");
    writeFileSync(file, `#!/bin/sh\n${script}\n`);
    chmodSync(file, 0o755);
    return file;
}

/** Waits for the server's message. */
async function addressIn(said: () => string): Promise<Address> {
    const message = () => /^\{.*\}$/m.exec(said())?.[0];
    await until("the server has started", () => message() !== undefined);
    return JSON.parse(message() ?? "") as Address;
}

/** Waits for what a person is told. */
async function printedIn(said: () => string): Promise<string> {
    await until("the server has started", () => said().includes("Ctrl-C"));
    return /AWS_ENDPOINT_URL_S3='([^']+)'/.exec(said())?.[1] ?? "";
}

function connect({ endpoint, region, accessKeyId, secretAccessKey }: Address): S3 {
    const credentials = { accessKeyId, secretAccessKey };
    return new S3({ endpoint, region, credentials, forcePathStyle: true, maxAttempts: 1 });
}

/** Puts an object where there is none; gives the status of the answer. */
async function putNew(client: S3, Bucket: string, Key: string, Body: string): Promise<number | undefined> {
    const put = client.putObject({ Bucket, Key, Body, IfNoneMatch: "*" });
    const answer = await put.catch((error: unknown) => error as Awaited<typeof put>);
    return answer.$metadata.httpStatusCode;
}

/** The keys in a bucket. */
async function keysIn(client: S3, Bucket: string): Promise<(string | undefined)[]> {
    const { Contents = [] } = await client.listObjectsV2({ Bucket });
    return Contents.map(({ Key }) => Key);
}

/** Of 16 writers at once of five keys: how many succeed with each. */
async function race(address: Address): Promise<number[]> {
    const writers = Array.from({ length: 16 }, () => connect(address));
    const rounds = ["one", "two", "three", "four", "five"].map(async (round) => {
        const puts = writers.map((writer) => putNew(writer, address.bucket, `race/${round}`, round));
        const answers = await Promise.all(puts);
        expect(new Set(answers)).toEqual(new Set([200, 412]));
        return answers.filter((status) => status === 200).length;
    });
    return Promise.all(rounds);
}

async function isRefused(endpoint: string): Promise<boolean> {
    const error: unknown = await fetch(endpoint).catch((reason: unknown) => reason);
    return (error as { cause?: { code: string } }).cause?.code === "ECONNREFUSED";
}

test("it tells where an empty bucket is, which keeps what is put and refuses a second one of a key", async () => {
    const address = await addressIn(nodeWithServer().said);
    const { bucket: Bucket } = address;
    expect(address).toEqual({
        endpoint: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/) as string,
        bucket: "journal",
        region: "us-east-1",
        data: expect.stringMatching(/\/buckets\/journal$/) as string,
        accessKeyId: expect.stringMatching(/^[0-9a-f]{20}$/) as string,
        secretAccessKey: expect.stringMatching(/^[0-9a-f]{40}$/) as string,
    });
    const client = connect(address);
    expect(await keysIn(client, Bucket)).toEqual([]);

    expect(await putNew(client, Bucket, "stack/one", "first")).toBe(200);
    expect(await putNew(client, Bucket, "stack/one", "second")).toBe(412);
    const { Body } = await client.getObject({ Bucket, Key: "stack/one" });
    expect(await Body?.transformToString()).toBe("first");
    expect(await keysIn(client, Bucket)).toEqual(["stack/one"]);

    await client.deleteObject({ Bucket, Key: "stack/one" });
    expect(await keysIn(client, Bucket)).toEqual([]);
    expect(await race(address)).toEqual([1, 1, 1, 1, 1]);
});

test("it listens on loopback alone, and takes the right credentials alone", async () => {
    const address = await addressIn(nodeWithServer().said);
    const port = Number(new URL(address.endpoint).port).toString(16).toUpperCase().padStart(4, "0");
    const sockets = readFileSync("/proc/net/tcp", "utf8") + readFileSync("/proc/net/tcp6", "utf8");
    const listening = sockets.match(new RegExp(String.raw`\w+:${port} \w+:0000 0A`, "g"));
    expect(listening).toEqual([`0100007F:${port} 00000000:0000 0A`]);

    const guessed = { ...address, secretAccessKey: "guessed" };
    await expect(keysIn(connect(guessed), address.bucket)).rejects.toThrow("signature");
    expect((await fetch(`${address.endpoint}/${address.bucket}`)).status).toBe(403);
});

test("on a file system without extended attributes it keeps what belongs to an object apart", async () => {
    const refusal = "echo 'xattr check failed: xattrs are not supported on this filesystem' >&2; exit 1";
    const without = install(`case "$*" in *--sidecar*) exec '${program}' "$@";; esac; ${refusal}`);
    const { child, said, ended } = nodeWithProgram(without);
    expect(await race(await addressIn(said))).toEqual([1, 1, 1, 1, 1]);
    const [data = ""] = readdirSync(folder).filter((name) => name !== "installed");
    expect(readdirSync(join(folder, data, "metadata"))).toEqual(["journal"]);
    child.kill();
    expect(await ended).toBe(0);
    expect(readdirSync(folder)).toEqual(["installed"]);
});

test("it takes another port when the first one was taken meanwhile", async () => {
    const [taker, other] = [createServer(), createServer()];
    for (const server of [taker, other]) {
        await once(server.listen(0, "127.0.0.1").unref(), "listening");
    }
    const ports = [taker, other].map((server) => (server.address() as AddressInfo).port);
    other.close();
    const { said } = nodeWithProgram(program, ports);
    expect(new URL((await addressIn(said)).endpoint).port).toBe(String(ports[1]));
    taker.close();
});

test.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)("%s ends it, and nothing is left", async (signal) => {
    const { child, said, ended } = node([cli]);
    const endpoint = await printedIn(said);
    child.kill(signal);
    expect(await ended).toBe(0);
    expect(readdirSync(folder)).toEqual([]);
    expect(await isRefused(endpoint)).toBe(true);
});

test("it ends with the process that asked for it, even when that is killed, and nothing is left", async () => {
    const { child, said } = nodeWithServer();
    const { endpoint } = await addressIn(said);
    child.kill("SIGKILL");
    await until("the folder is removed", () => readdirSync(folder).length === 0);
    expect(await isRefused(endpoint)).toBe(true);
});

test("when the server ends by itself, it says so, and nothing is left", async () => {
    const { child, said, ended } = node([cli]);
    await printedIn(said);
    const pid = String(child.pid);
    process.kill(Number(readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8")));
    expect(await ended).toBe(1);
    expect(said()).toContain("The object store ended by itself:");
    expect(readdirSync(folder)).toEqual([]);
});

test("a program that is no server is quoted, and nothing is left", async () => {
    const { said, ended } = nodeWithProgram(install("echo 'no such disk' >&2; exit 3"));
    expect(await ended).toBe(1);
    expect(said()).toContain("The object store does not start:\n\nno such disk\n");
    expect(readdirSync(folder)).toEqual(["installed"]);
});

test("an unknown option ends it with 2 and the options there are", async () => {
    const { said, ended } = node([cli, "--port", "80"]);
    expect(await ended).toBe(2);
    expect(said()).toContain("The options are --path and --help.");
});

describe("building it (with a shell script in place of Go)", () => {
    const environment = () => ({ PATH: machine.bin, HOME: folder, PULUMI_API_TOKENS_CACHE: machine.cache });
    const build = () => runNode([cli, "--path"], environment()).outcome;
    const built = () => {
        const cache = join(machine.cache, "object-store");
        return existsSync(cache) ? readdirSync(cache) : [];
    };

    test("it is built once, into a folder of its own that is named after the version", async () => {
        const goMod = readFileSync(join(sources, "versitygw/go.mod"), "utf8");
        const version = /versitygw v(\S+)/.exec(goMod)?.[1] ?? "";
        const script = String.raw`printf '#!/bin/sh\necho "Version  : v${version}"\n' >"$out"; chmod +x "$out"; exit 0`;
        machine.installGo({ build: script });
        const first = await build();
        const second = await build();

        expect(first.code).toBe(0);
        expect(second).toEqual({ code: 0, stdout: first.stdout, stderr: "" });
        expect(machine.goCalls("build")).toBe(1);
        const name = `^versitygw-${version}-[a-z0-9]+-[a-z0-9]+-[0-9a-f]{12}$`;
        expect(built()).toEqual([expect.stringMatching(name)]);
    });

    test.each([
        ["without Go", undefined, /^The object store is not built yet[^]*Install Go 1\.\d+\.\d+ or later/],
        [
            "without a network",
            "echo 'dial tcp: EOF' >&2; exit 1;",
            /The Go modules of the object store could/,
        ],
        ["when the program does not work", "", /'versitygw --version' should tell [\d.]+ and tells nothing/],
    ])("%s it says so, says nothing of Pulumi, and keeps nothing", async (_when, list, message) => {
        if (list !== undefined) {
            machine.installGo({ list });
        }
        const { code, stderr } = await build();
        expect(stderr).toMatch(message);
        expect(stderr).not.toContain("Pulumi");
        expect({ code, built: built() }).toEqual({ code: 1, built: [] });
    });

    test("it ends with the process that asked for it, even when that is killed, and keeps nothing", async () => {
        const pidFile = join(machine.bin, "pid");
        machine.installGo({ build: `echo half >"$out"; sleep 60 & echo $! >'${pidFile}'; wait` });
        const { child } = nodeWithServer(environment());
        await until("Go is at work", () => existsSync(pidFile) && readFileSync(pidFile, "utf8") !== "");
        expect(built()).toHaveLength(1);
        child.kill("SIGKILL");
        await until("the unfinished build is removed", () => built().length === 0);
    });
});
