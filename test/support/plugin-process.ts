import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { credentials, type ServiceError } from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { DAY } from "../../src/base/duration";
import { UNKNOWN } from "../../src/pulumi/unknown";
import { toPluginFailure } from "./plugin-failure";

const ROOT = join(__dirname, "..", "..");
const PLUGIN = join(ROOT, "node_modules", "@pulumi", "pulumi", "cmd", "dynamic-provider");
/** Where `pulumi-api-tokens` resolves by its name, as in a user's project. */
const PROJECT = join(ROOT, "examples", "rotate");

export type Properties = Record<string, unknown>;

export interface PluginOptions {
    /** A folder of the test's own: the journal is kept in it, and it stands in for the home of the user. */
    readonly home: string;
    readonly environment?: Record<string, string>;
    /** The stack's config. */
    readonly config?: Record<string, string>;
    /** The process runs so many days from now. */
    readonly days?: number;
}

/** The SDK's own plugin process for dynamic providers, called as the engine calls it. */
export class PluginProcess {
    private readonly outputs = { stdout: "", stderr: "" };
    private client: ResourceProviderClient | undefined;
    private marks = 0;
    /** Everything that people and logs have been shown of it. */
    shown = "";
    /** Every token that was passed to it or came back. */
    readonly tokens = new Set<string>();

    private constructor(private readonly child: ChildProcess) {
        for (const name of ["stdout", "stderr"] as const) {
            child[name]?.setEncoding("utf8").on("data", (text: string) => {
                this.outputs[name] += text;
                this.shown += text;
                child.emit("words");
            });
        }
    }

    static async start(options: PluginOptions): Promise<PluginProcess> {
        const child = spawn(process.execPath, [PLUGIN, "127.0.0.1:1"], {
            cwd: PROJECT,
            env: environmentOf(options),
            stdio: ["ignore", "pipe", "pipe", "ipc"],
        });
        const plugin = new PluginProcess(child);
        const [port] = await plugin.until(() => /^\d+(?=\n)/.exec(plugin.outputs.stdout));
        plugin.outputs.stdout = "";
        plugin.client = new ResourceProviderClient(`127.0.0.1:${port}`, credentials.createInsecure());
        const request = new proto.ConfigureRequest().setArgs(plugin.toStruct(options.config ?? {}));
        await plugin.call<proto.ConfigureResponse>((client, done) => client.configure(request, done));
        return plugin;
    }

    get hasEnded(): boolean {
        return this.child.exitCode !== null || this.child.signalCode !== null;
    }

    /** Ends it with SIGKILL. */
    async stop(): Promise<void> {
        this.client?.close();
        if (!this.hasEnded) {
            const ended = once(this.child, "close");
            this.child.kill("SIGKILL");
            await ended;
        }
    }

    async check(olds: Properties, news: Properties) {
        const request = new proto.CheckRequest().setOlds(this.toStruct(olds)).setNews(this.toStruct(news));
        const answer = await this.call<proto.CheckResponse>((client, done) => client.check(request, done));
        const failures = answer.getFailuresList();
        return {
            inputs: this.fromStruct(answer.getInputs()),
            failures: failures.map((one) => ({ property: one.getProperty(), reason: one.getReason() })),
        };
    }

    /** As the engine does in preview and up: the inputs are checked first. */
    async diff(id: string, olds: Properties, news: Properties) {
        await this.check(news, news);
        return this.diffOfRefresh(id, olds, news);
    }

    /** As the engine does in a refresh, after read. */
    async diffOfRefresh(id: string, olds: Properties, news: Properties) {
        const request = new proto.DiffRequest()
            .setId(id)
            .setOlds(this.toStruct(olds))
            .setNews(this.toStruct(news));
        const answer = await this.call<proto.DiffResponse>((client, done) => client.diff(request, done));
        const { DIFF_SOME, DIFF_NONE } = proto.DiffResponse.DiffChanges;
        const changes = { [DIFF_SOME]: true, [DIFF_NONE]: false }[answer.getChanges() as number];
        return { changes, replaces: answer.getReplacesList() };
    }

    async create(inputs: Properties) {
        const request = new proto.CreateRequest().setProperties(this.toStruct(inputs));
        const answer = await this.call<proto.CreateResponse>((client, done) => client.create(request, done));
        return { id: answer.getId(), outputs: this.fromStruct(answer.getProperties()) };
    }

    async update(id: string, olds: Properties, news: Properties): Promise<Properties> {
        const request = new proto.UpdateRequest()
            .setId(id)
            .setOlds(this.toStruct(olds))
            .setNews(this.toStruct(news));
        const answer = await this.call<proto.UpdateResponse>((client, done) => client.update(request, done));
        return this.fromStruct(answer.getProperties());
    }

    async read(id: string, outputs: Properties) {
        const request = new proto.ReadRequest().setId(id).setProperties(this.toStruct(outputs));
        const answer = await this.call<proto.ReadResponse>((client, done) => client.read(request, done));
        return { id: answer.getId(), outputs: this.fromStruct(answer.getProperties()) };
    }

    async delete(id: string, outputs: Properties): Promise<void> {
        const request = new proto.DeleteRequest().setId(id).setProperties(this.toStruct(outputs));
        await this.call((client, done) => client.delete(request, done));
    }

    /** Everything it has printed since the last time it was asked. */
    async said(): Promise<{ stdout: string; stderr: string }> {
        await this.mark();
        const { stdout, stderr } = this.outputs;
        Object.assign(this.outputs, { stdout: "", stderr: "" });
        const withoutMarks = (text: string) => text.replace(/^mark \d+\n/gm, "");
        return { stdout: withoutMarks(stdout), stderr: withoutMarks(stderr) };
    }

    /** The names of the packages it has loaded files of. */
    async loadedPackages(): Promise<Set<string>> {
        const names = (await this.mark()).map(
            (file) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1],
        );
        return new Set(names.filter((name) => name !== undefined));
    }

    private async mark(): Promise<string[]> {
        const mark = `mark ${++this.marks}`;
        const answer = once(this.child, "message") as Promise<[string[]]>;
        this.child.send(mark);
        const [files] = await answer;
        await this.until(() => Object.values(this.outputs).every((text) => text.includes(`${mark}\n`)));
        return files;
    }

    private async until<T>(attempt: () => T | null | false): Promise<T> {
        for (;;) {
            const result = attempt();
            if (result !== null && result !== false) {
                return result;
            }
            if (this.hasEnded) {
                throw new Error(`the plugin process ended: ${this.outputs.stderr}`);
            }
            await Promise.race([once(this.child, "words"), once(this.child, "exit")]);
        }
    }

    private call<T>(
        send: (
            client: ResourceProviderClient,
            done: (error: ServiceError | null, answer: T) => void,
        ) => unknown,
    ): Promise<T> {
        const { client } = this;
        if (client === undefined) {
            throw new Error("the plugin process was not started");
        }
        return new Promise((resolve, reject) => {
            send(client, (error, answer) => {
                if (error === null) {
                    resolve(answer);
                } else {
                    this.shown += `${error.message}\n`;
                    reject(toPluginFailure(error, (struct) => this.fromStruct(struct)));
                }
            });
        });
    }

    private toStruct(properties: Properties): Struct {
        this.notice(properties);
        // As the engine does: what is undefined is not sent.
        const sent = JSON.parse(JSON.stringify(properties)) as Parameters<typeof Struct.fromJavaScript>[0];
        return Struct.fromJavaScript(sent);
    }

    private fromStruct(struct: Struct | undefined): Properties {
        const properties = struct?.toJavaScript() ?? {};
        this.notice(properties);
        return properties;
    }

    private notice({ token, previousToken, bootstrapToken }: Properties): void {
        for (const value of [token, previousToken, bootstrapToken]) {
            if (typeof value === "string" && value !== UNKNOWN) {
                this.tokens.add(value);
            }
        }
    }
}

/** Nothing of the settings for Pulumi, for the APIs and for proxies that the tests themselves run under. */
function environmentOf({ home, environment, days = 0 }: PluginOptions): NodeJS.ProcessEnv {
    const outside = Object.entries(process.env).filter(
        ([name]) => !/^((PULUMI|TE|VERSIO|CUTOVER)_|NODE_OPTIONS$|.+_PROXY$)/i.test(name),
    );
    const preloads = [join(__dirname, "plugin-preload.cjs"), join(ROOT, "scripts", "shift-clock.cjs")];
    return {
        ...Object.fromEntries(outside),
        NODE_OPTIONS: preloads.map((file) => `--require ${JSON.stringify(file)}`).join(" "),
        PULUMI_API_TOKENS_TEST_CLOCK_SHIFT: String(days * DAY),
        HOME: home,
        PULUMI_API_TOKENS_JOURNAL: join(home, "journal"),
        // These tests are about what follows a failure, not about trying again.
        PULUMI_API_TOKENS_RETRY_BUDGET: "0s",
        ...environment,
    };
}
