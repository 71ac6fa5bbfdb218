// CommonJS, as the SDK's own client of its plugins.
const { spawn } = require("node:child_process");
const events = require("node:events");
const path = require("node:path");
const grpc = require("@grpc/grpc-js");
const { ResourceProviderClient } = require("@pulumi/pulumi/proto/provider_grpc_pb");
const proto = require("@pulumi/pulumi/proto/provider_pb");
const { Struct } = require("google-protobuf/google/protobuf/struct_pb");

const dynamicPlugin = require.resolve("@pulumi/pulumi/cmd/dynamic-provider");
/** Where `pulumi-api-tokens` resolves by its name, as in a user's project. */
const project = path.join(__dirname, "..", "..", "examples", "rotate");

/** The provider for every language wants to be told what it is asked about. */
const URN = "urn:pulumi:dev::bench::api-tokens:thousandeyes:ApiToken::token-0";

/** No start takes this long, in milliseconds. */
const LIMIT = 60_000;

/** @typedef {{ listensMs: number, checkedMs: number, diffedMs: number }} Start milliseconds since the process was started */
/** @typedef {Record<string, import("google-protobuf/google/protobuf/struct_pb").JavaScriptValue>} Properties */

/**
 * Starts the SDK's plugin process for dynamic providers, or another one, asks it what an `up` without a change asks of a resource, and
 * ends it.
 * @param {{ environment: NodeJS.ProcessEnv, inputs: Properties, outputs: Properties, script?: string }} options both with `__provider`, where it has one
 * @returns {Promise<Start>}
 */
async function startPlugin({ environment, inputs, outputs, script = dynamicPlugin }) {
    const started = performance.now();
    const child = spawn(process.execPath, [script, "127.0.0.1:1"], {
        cwd: project,
        env: environment,
        stdio: ["ignore", "pipe", "inherit"],
        timeout: LIMIT,
        killSignal: "SIGKILL",
    });
    const ended = events.once(child, "close");
    /** @type {import("@pulumi/pulumi/proto/provider_grpc_pb").ResourceProviderClient | undefined} */
    let client;
    try {
        const said = await Promise.race([events.once(child.stdout.setEncoding("utf8"), "data"), ended]);
        const listensMs = performance.now() - started;
        client = new ResourceProviderClient(
            `127.0.0.1:${String(said[0]).trim()}`,
            grpc.credentials.createInsecure(),
        );
        return { listensMs, ...(await ask(client, inputs, outputs, started)) };
    } finally {
        client?.close();
        child.kill("SIGKILL");
        await ended;
    }
}

/**
 * @param {import("@pulumi/pulumi/proto/provider_grpc_pb").ResourceProviderClient} client
 * @param {Properties} inputs
 * @param {Properties} outputs
 * @param {number} started
 * @returns {Promise<Omit<Start, "listensMs">>}
 */
async function ask(client, inputs, outputs, started) {
    const news = Struct.fromJavaScript(inputs);
    const configure = new proto.ConfigureRequest().setArgs(Struct.fromJavaScript({}));
    await answerTo((done) => client.configure(configure, done));
    const check = new proto.CheckRequest().setUrn(URN).setOlds(news).setNews(news);
    /** @type {import("@pulumi/pulumi/proto/provider_pb").CheckResponse} */
    const checked = await answerTo((done) => client.check(check, done));
    const checkedMs = performance.now() - started;
    if (checked.getFailuresList().length > 0) {
        throw new Error(`the inputs were refused: ${checked.getFailuresList()[0]?.getReason() ?? ""}`);
    }
    const diff = new proto.DiffRequest()
        .setId("100000")
        .setUrn(URN)
        .setOlds(Struct.fromJavaScript(outputs))
        .setNews(checked.getInputs());
    /** @type {import("@pulumi/pulumi/proto/provider_pb").DiffResponse} */
    const answer = await answerTo((done) => client.diff(diff, done));
    // A provider without `diff` leaves the comparison of the inputs to the engine: DIFF_UNKNOWN.
    if (answer.getChanges() === proto.DiffResponse.DiffChanges.DIFF_SOME) {
        throw new Error("the plugin saw a change where there is none");
    }
    return { checkedMs, diffedMs: performance.now() - started };
}

/**
 * @template Answer
 * @param {(done: (error: Error | null, answer: Answer) => void) => unknown} send
 * @returns {Promise<Answer>}
 */
function answerTo(send) {
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

module.exports = { startPlugin };
