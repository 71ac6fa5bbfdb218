import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { credentials, Server, ServerCredentials } from "@grpc/grpc-js";
import { EngineService } from "@pulumi/pulumi/proto/engine_grpc_pb";
import type { LogRequest } from "@pulumi/pulumi/proto/engine_pb";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { decode, encode, type Properties } from "../../src/plugin/values";
import { UNKNOWN } from "../../src/pulumi/unknown";
import { PluginApi } from "../support/plugin-api";
import { temporaryFolder } from "../support/temporary-folder";

jest.setTimeout(60_000);
const SERVER = join(__dirname, "../../dist/plugin.js");
const URN = "urn:pulumi:dev::p::a:b:C$api-tokens:thousandeyes:ApiToken::ci";
const home = temporaryFolder();

let api: PluginApi;
let engine: Server;
let said: { urn: string; text: string }[];
let child: ChildProcess;
let client: ResourceProviderClient;

/** Starts the provider as the engine does, by a process of its own if told so. */
async function start(address: string): Promise<string> {
    child = spawn(process.execPath, [SERVER, address], {
        env: { PATH: process.env.PATH, HOME: home.path, PULUMI_HOME: home.path },
        stdio: ["ignore", "pipe", "inherit"],
    });
    const [port] = (await once(child.stdout ?? child, "data")) as [Buffer];
    return port.toString();
}

beforeEach(async () => {
    api = await PluginApi.start();
    said = [];
    engine = new Server();
    engine.addService(EngineService, {
        log: (call: { request: LogRequest }, callback: (error: null, answer: Empty) => void) => {
            said.push({ urn: call.request.getUrn(), text: call.request.getMessage() });
            callback(null, new Empty());
        },
    });
    const port = await new Promise<number>((resolve, reject) => {
        engine.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) => {
            if (error === null) {
                resolve(bound);
            } else {
                reject(error);
            }
        });
    });
    const printed = await start(`127.0.0.1:${port}`);
    expect(printed).toMatch(/^\d+\n$/);
    client = new ResourceProviderClient(`127.0.0.1:${printed.trim()}`, credentials.createInsecure());
    const settings = encode({ thousandeyesApiEndpoint: api.url, retryBudget: "30s" });
    await call<proto.ConfigureResponse>((done) =>
        client.configure(new proto.ConfigureRequest().setArgs(settings), done),
    );
});

afterEach(async () => {
    client.close();
    child.kill("SIGKILL");
    engine.forceShutdown();
    await api.stop();
});

type Done<T> = (error: Error | null, answer: T) => void;

function call<T>(send: (done: Done<T>) => unknown): Promise<T> {
    return new Promise((resolve, reject) => {
        send((error, answer) => {
            if (error === null) {
                resolve(answer);
            } else {
                reject(error);
            }
        });
    });
}

const check = (news: Properties, secrets: string[][] = []) =>
    call<proto.CheckResponse>((done) =>
        client.check(new proto.CheckRequest().setUrn(URN).setNews(encode(news, secrets)), done),
    );

test("a check returns inputs with their secrets, coerced; a create tells the resource's line, and its outputs hold no token in clear", async () => {
    const token = await api.paste();
    const checked = await check({ bootstrapToken: token, rotation: { triggers: { release: 1 } } }, [
        ["rotation", "triggers", "release"],
    ]);
    const inputs = decode(checked.getInputs());
    expect(inputs.values).toEqual({
        bootstrapToken: token,
        rotation: { triggers: { release: "1" } },
        apiEndpoint: api.url,
    });
    expect([...inputs.secrets].sort()).toEqual([["bootstrapToken"], ["rotation", "triggers", "release"]]);

    const create = (preview: boolean) =>
        call<proto.CreateResponse>((done) =>
            client.create(
                new proto.CreateRequest().setUrn(URN).setProperties(checked.getInputs()).setPreview(preview),
                done,
            ),
        );
    const foreseen = decode((await create(true)).getProperties());
    expect(foreseen.values).toMatchObject({ token: UNKNOWN, tokenFingerprint: UNKNOWN, userId: UNKNOWN });
    expect(foreseen.secrets).toContainEqual(["token"]);
    expect(await api.requests()).toEqual([]);

    const created = await create(false);
    const outputs = decode(created.getProperties());
    expect(created.getId()).toBe("1001");
    expect([...outputs.secrets].sort()).toEqual([
        ["previousToken"],
        ["rotation", "triggers", "release"],
        ["token"],
    ]);
    expect(said).toEqual([
        { urn: URN, text: expect.stringMatching(/^created, token \w{12} is valid until/) as string },
    ]);
});

test("problems name the input, and no value that looks like a token is repeated", async () => {
    const { bootstrapToken } = { bootstrapToken: await api.paste() };
    const answer = await check({ bootstrapToken, onCreate: bootstrapToken, rotation: { every: "1d" } });
    const reasons = answer.getFailuresList().map((failure) => failure.getReason());
    expect(reasons).toEqual([
        expect.stringMatching(/^onCreate: .*\[ERR_INPUT\]$/),
        expect.stringMatching(/^rotation\.every: every must be at least 14d/),
    ]);
    expect(reasons.join()).not.toContain(bootstrapToken);
});

test("a setting that there is not is refused", async () => {
    const news = encode({ thousandeyesApiEndpoin: "https://one", version: "0.1.0" });
    const answer = await call<proto.CheckResponse>((done) =>
        client.checkConfig(new proto.CheckRequest().setNews(news), done),
    );
    expect(answer.getFailuresList().map((failure) => failure.getReason())).toEqual([
        expect.stringMatching(/^there is no setting api-tokens:thousandeyesApiEndpoin\. There are: /),
    ]);
});

test("Cancel ends waiting", async () => {
    const token = await api.paste();
    await api.control.addFault({ kind: "status", status: 503, method: "GET" });
    const request = new proto.ReadRequest()
        .setId("1001")
        .setUrn(URN)
        .setProperties(
            encode({
                token,
                tokenFingerprint: "0",
                issuedAt: "2026-01-01T00:00:00Z",
                status: "active",
                apiEndpoint: api.url,
            }),
        );
    const started = Date.now();
    const reading = call<proto.ReadResponse>((done) => client.read(request, done)).then(
        () => "read",
        (error: unknown) => String(error),
    );
    while (!(await api.requests()).some((line) => line.endsWith("503"))) {
        await new Promise((resolve) => setTimeout(resolve, 20));
    }
    await call<Empty>((done) => client.cancel(new Empty(), done));
    expect(await reading).toMatch(/ci: the run was cancelled.*\[ERR_CANCELLED\]/);
    expect(Date.now() - started).toBeLessThan(10_000);
});

test("the process ends when the engine is gone", async () => {
    const program = `
        const child = require("node:child_process").spawn(process.execPath, [${JSON.stringify(SERVER)}, "127.0.0.1:1"], { stdio: ["ignore", "pipe", "inherit"] });
        child.stdout.once("data", () => process.stdout.write(String(child.pid)));`;
    const parent = spawn(process.execPath, ["--eval", program], { stdio: ["ignore", "pipe", "inherit"] });
    const [pid] = (await once(parent.stdout, "data")) as [Buffer];
    parent.kill("SIGKILL");
    const isThere = () => {
        try {
            return process.kill(Number(pid.toString()), 0);
        } catch {
            return false;
        }
    };
    const started = Date.now();
    while (isThere() && Date.now() - started < 10_000) {
        await new Promise((resolve) => setTimeout(resolve, 50));
    }
    expect(isThere()).toBe(false);
});
