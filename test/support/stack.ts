import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parse, stringify } from "yaml";
import type { StackStage } from "./stack-stage";

export const repository = join(__dirname, "../..");

/**
 * A Pulumi project: one to copy from `examples/`, as a project of another name if one is given; files to write; or a
 * folder with packages of its own.
 */
export type Project =
    { example: string; as?: string } | { name: string; files: Record<string, string> } | { folder: string };

/** What a command of Pulumi did. */
export interface Run {
    code: number | null;
    output: string;
    /** What reached the API meanwhile, such as `GET /users/current`. */
    requests: string[];
}

/** Where a stack's commands run. */
export interface Runner {
    /** All that Pulumi printed, and the states it exported. */
    readonly printed: string[];
    pulumi(args: string[], cwd: string): Promise<Run>;
}

/** A stack's state, as far as tests look into it. */
export interface ExportedState {
    text: string;
    resources: { type: string; inputs?: Record<string, unknown>; outputs?: Record<string, unknown> }[];
}

/** What `pulumi stack export` writes, as far as it is about resources. */
interface Exported {
    readonly deployment: {
        readonly resources?: readonly { readonly urn: string; readonly outputs?: Record<string, unknown> }[];
    };
}

/** As `pulumi config set` does: what looks like a number or a time stays text. */
const QUOTED = { defaultStringType: "QUOTE_DOUBLE", defaultKeyType: "PLAIN" } as const;

const UNATTENDED = ["--yes", "--skip-preview"];

/** A stack "dev" with the simulator as its API. Its commands throw when they end otherwise than expected. */
export class Stack {
    private readonly configFile: string;

    constructor(
        private readonly runner: Runner,
        readonly name: string,
        /** Of the Pulumi project. */
        readonly folder: string,
    ) {
        this.configFile = join(folder, "Pulumi.dev.yaml");
    }

    /** Runs `pulumi`, whatever comes of it. All that it prints is searched for tokens at the end. */
    async run(...args: string[]): Promise<Run> {
        const run = await this.runner.pulumi(args, this.folder);
        this.runner.printed.push(run.output);
        return run;
    }

    async up(): Promise<Run> {
        return this.succeed("up", ...UNATTENDED);
    }

    async preview(): Promise<Run> {
        return this.succeed("preview");
    }

    async refresh(): Promise<Run> {
        return this.succeed("refresh", ...UNATTENDED);
    }

    async destroy(): Promise<Run> {
        return this.succeed("destroy", ...UNATTENDED);
    }

    /** A command that has to fail. */
    async refused(...args: string[]): Promise<Run> {
        const run = await this.run(...args);
        if (run.code === 0) {
            throw new Error(`pulumi ${args.join(" ")} was expected to fail:\n${run.output}`);
        }
        return run;
    }

    async succeed(...args: string[]): Promise<Run> {
        const run = await this.run(...args);
        if (run.code !== 0) {
            throw new Error(`pulumi ${args.join(" ")} ended with code ${run.code ?? "none"}:\n${run.output}`);
        }
        return run;
    }

    /** Sets plain config values, structured ones too; `undefined` removes. A name without `:` is the project's own. */
    configure(values: Record<string, unknown>): void {
        const file = parse(readFileSync(this.configFile, "utf8")) as { config?: Record<string, unknown> };
        const changed = Object.entries(values).map(([name, value]) => [this.qualified(name), value]);
        const merged = { ...file.config, ...(Object.fromEntries(changed) as typeof values) };
        const config = Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== undefined));
        writeFileSync(this.configFile, stringify({ ...file, config }, QUOTED));
    }

    async setBootstrapToken(token: string): Promise<void> {
        await this.setSecret("bootstrapToken", token);
    }

    async setSecret(name: string, value: string): Promise<void> {
        await this.succeed("config", "set", "--secret", name, value);
    }

    /** The outputs, secrets in clear. */
    async outputs(): Promise<Record<string, string | undefined>> {
        const args = ["stack", "output", "--json", "--show-secrets"];
        const { output } = await this.runner.pulumi(args, this.folder);
        return JSON.parse(output) as Record<string, string>;
    }

    /** What `pulumi stack export` writes, and its resources. */
    async exportState(): Promise<ExportedState> {
        const { output } = await this.succeed("stack", "export");
        const { deployment } = JSON.parse(output) as {
            deployment: { resources?: ExportedState["resources"] };
        };
        return { text: output, resources: deployment.resources ?? [] };
    }

    /** The outputs of the one resource of a type, such as `versio:ApiToken`, as the state has them; secrets in clear. */
    async resourceOutputs(type: string): Promise<Record<string, string | undefined>> {
        const { output } = await this.runner.pulumi(["stack", "export", "--show-secrets"], this.folder);
        const { deployment } = JSON.parse(output, revealed) as {
            deployment: { resources: ExportedState["resources"] };
        };
        const found = deployment.resources.filter(
            (resource) => resource.type === `pulumi-nodejs:dynamic/${type}`,
        );
        if (found.length !== 1) {
            throw new Error(`The stack has ${found.length} resources of type ${type}.`);
        }
        return found[0]?.outputs as Record<string, string | undefined>;
    }

    /** The present token of each resource that has one, by the resource's name. */
    async tokens(): Promise<Record<string, string>> {
        const { output } = await this.runner.pulumi(["stack", "export", "--show-secrets"], this.folder);
        const { resources = [] } = (JSON.parse(output, revealed) as Exported).deployment;
        const found: Record<string, string> = {};
        for (const { urn, outputs } of resources) {
            if (typeof outputs?.token === "string") {
                found[urn.split("::").at(-1) ?? ""] = outputs.token;
            }
        }
        return found;
    }

    private qualified(name: string): string {
        return name.includes(":") ? name : `${this.name}:${name}`;
    }
}

/** A secret of a state that was exported with `--show-secrets`, as its value. */
function revealed(_key: string, value: unknown): unknown {
    const { plaintext } = (value ?? {}) as { plaintext?: string };
    return plaintext === undefined ? value : JSON.parse(plaintext);
}

/** Initialises a stack "dev" of a project in the stage's sandbox; its config leads to the simulator. */
export async function openStack(
    stage: StackStage,
    project: Project,
    bootstrapToken?: string,
): Promise<Stack> {
    const folder = prepare(stage, project);
    const settings = parse(readFileSync(join(folder, "Pulumi.yaml"), "utf8")) as { name: string };
    const stack = new Stack(stage, settings.name, folder);
    await stack.succeed("stack", "init", "dev");
    if (bootstrapToken !== undefined) {
        await stack.setBootstrapToken(bootstrapToken);
    }
    stack.configure(stage.addresses);
    return stack;
}

function prepare(stage: StackStage, project: Project): string {
    if ("folder" in project) {
        return project.folder;
    }
    if ("files" in project) {
        return writeProject(stage.sandbox.folder, project.name, project.files);
    }
    const { example, as = example } = project;
    const folder = stage.sandbox.project(join(repository, "examples", example), as);
    const settings = join(folder, "Pulumi.yaml");
    writeFileSync(settings, readFileSync(settings, "utf8").replace(/^name: .*$/m, `name: ${as}`));
    return folder;
}

function writeProject(parent: string, name: string, files: Record<string, string>): string {
    const folder = join(parent, name);
    for (const [file, text] of Object.entries(files)) {
        mkdirSync(dirname(join(folder, file)), { recursive: true });
        writeFileSync(join(folder, file), text);
    }
    symlinkSync(join(repository, "node_modules"), join(folder, "node_modules"));
    return folder;
}

/** Reads files of the repository, to write them elsewhere. */
export function filesOf(...names: string[]): Record<string, string> {
    return Object.fromEntries(names.map((name) => [name, readFileSync(join(repository, name), "utf8")]));
}

/** Copies an example out of the repository, without any package. */
export function copyExample(name: string, to: string): void {
    const isOwn = (file: string) => !/(^|\/)(node_modules|Pulumi\.[^/]+\.yaml)$/.test(file);
    cpSync(join(repository, "examples", name), to, { recursive: true, filter: isOwn });
}

/** The errors in the closing diagnostics of a run. */
export function errorsIn({ output }: Run): string[] {
    return [...output.matchAll(/^ {4}error: (.*)$/gm)].map(([, message]) => message ?? "");
}

/** The provider's own messages about the token named `name`, each once. The engine writes those of one run in any order. */
export function saidOf(name: string, { output }: Run): string[] {
    const lines = output.split("\n").map((line) => line.trim());
    return [...new Set(lines.filter((line) => line.startsWith(`${name}: `)))];
}
