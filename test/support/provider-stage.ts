import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import type { StackStage } from "./stack-stage";
import { openStack, type Project, repository, type Run, type Stack } from "./stack";

const run = promisify(execFile);

/** What an expression gives that uses a module of the repository: jest itself loads no ES modules. */
async function evaluated(module: string, expression: string): Promise<string> {
    const program = `const module = await import(${JSON.stringify(join(repository, module))}); console.log(${expression});`;
    const { stdout } = await run(process.execPath, ["--input-type=module", "--eval", program]);
    return stdout.trim();
}

/** Where the provider for every language is, for the tests of one file. */
export class ProviderStage {
    /** The folder that the provider is started from. */
    folder = "";

    constructor(readonly stage: StackStage) {}

    /** Makes the provider and finds the language hosts. The stage has to run. */
    async start(): Promise<void> {
        const hosts = await evaluated(
            "engine/language-hosts.mjs",
            "await module.ensureLanguageHosts({ report: () => undefined })",
        );
        const environment: NodeJS.ProcessEnv = this.stage.sandbox.environment;
        environment.PATH = `${hosts}:${environment.PATH ?? ""}`;
        this.folder = join(this.stage.sandbox.folder, "provider");
        const places = [repository, this.folder].map((place) => JSON.stringify(place));
        await evaluated("scripts/provider/folder.mjs", `module.makeFolder(${places.join()})`);
    }

    /** Makes the SDK for Python, and an environment that has it, which programs find on PATH. */
    async preparePython(): Promise<void> {
        const { folder, environment } = this.stage.sandbox;
        const [sdk, home] = [join(folder, "sdk-python"), join(folder, "python")];
        const schema = join(this.folder, "dist", "plugin", "schema.json");
        const requirements = join(repository, "examples", "python", "requirements.txt");
        const env: NodeJS.ProcessEnv = { ...environment };
        await run("pulumi-sdk-generator", ["python", schema, sdk], { env });
        await run("python3", ["-m", "venv", home], { env });
        await run(join(home, "bin", "pip"), ["install", "--quiet", "-r", requirements, sdk], { env });
        Object.assign(environment, { PATH: `${join(home, "bin")}:${env.PATH ?? ""}` });
    }

    /** The lines of Pulumi.yaml that lead to it. */
    get plugins(): string {
        return `plugins:\n  providers:\n    - name: api-tokens\n      path: ${this.folder}\n`;
    }

    /** The provider's settings that lead to the simulator. */
    get addresses(): Record<string, string> {
        const {
            "thousandeyes:apiEndpoint": thousandeyesApiEndpoint = "",
            "versio:url": versioUrl = "",
            "cutover:baseUrl": cutoverBaseUrl = "",
        } = this.stage.addresses;
        return {
            "api-tokens:thousandeyesApiEndpoint": thousandeyesApiEndpoint,
            "api-tokens:versioUrl": versioUrl,
            "api-tokens:cutoverBaseUrl": cutoverBaseUrl,
        };
    }

    /** Opens a stack of a program in YAML. */
    async yaml(name: string, program: string, bootstrapToken?: string): Promise<Stack> {
        const files = { "Pulumi.yaml": `name: ${name}\nruntime: yaml\n${this.plugins}${program}` };
        return this.open({ name, files }, bootstrapToken);
    }

    /** Opens a stack of a program in Python. */
    async python(name: string, program: string, bootstrapToken?: string): Promise<Stack> {
        const settings = `name: ${name}\nruntime: python\n${this.plugins}`;
        const files = { "Pulumi.yaml": settings, "__main__.py": program };
        return this.open({ name, files }, bootstrapToken);
    }

    async open(project: Project, bootstrapToken?: string): Promise<Stack> {
        const stack = await openStack(this.stage, project, bootstrapToken);
        stack.configure(this.addresses);
        return stack;
    }
}

/** What the provider said at the line of one resource, each text once: `<type> (<name>):` and what is indented below. */
export function saidAt(type: string, name: string, { output }: Run): string[] {
    const lines = output.split("\n");
    const heads = lines.flatMap((line, index) => (line === `  ${type} (${name}):` ? [index] : []));
    return [
        ...new Set(
            heads.flatMap((head) => {
                const rest = lines.slice(head + 1);
                const end = rest.findIndex((line) => !line.startsWith("    "));
                return rest.slice(0, end === -1 ? undefined : end).map((line) => line.trim());
            }),
        ),
    ];
}
