import { type ChildProcess, spawn } from "node:child_process";
import {
    chmodSync,
    existsSync,
    mkdirSync,
    mkdtempSync,
    readdirSync,
    readFileSync,
    rmSync,
    writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

export const engineSources = resolve(__dirname, "../../../engine");

const pinnedVersion =
    /\/pkg\/v3 v(\S+)/.exec(readFileSync(join(engineSources, "pulumi/go.mod"), "utf8"))?.[1] ?? "";

const engineNames = ["pulumi", "pulumi-language-nodejs", "pulumi-resource-pulumi-nodejs"];

export interface Outcome {
    code: number | null;
    stdout: string;
    stderr: string;
}

/** A machine with nothing on PATH and an empty cache, on which the real command line tool runs. */
export class Machine {
    private readonly root = mkdtempSync(join(tmpdir(), "engine-test-"));
    readonly bin = join(this.root, "bin");
    readonly cache = join(this.root, "cache");
    private readonly goLog = join(this.root, "go.log");
    private readonly goModules = join(this.root, "modules");

    constructor() {
        mkdirSync(this.bin);
        const script = join(this.goModules, "nodejs/dist/pulumi-resource-pulumi-nodejs");
        mkdirSync(resolve(script, ".."), { recursive: true });
        writeFileSync(script, "#!/bin/sh\n");
    }

    remove(): void {
        rmSync(this.root, { recursive: true, force: true });
    }

    /** Puts a shell script on PATH. */
    install(name: string, script = ""): void {
        const file = join(this.bin, name);
        writeFileSync(file, `#!/bin/sh\nPATH=/usr/bin:/bin\n${script}\n`);
        chmodSync(file, 0o755);
    }

    installPulumi(version: string): void {
        this.install("pulumi", `echo ${version}`);
        this.install("pulumi-language-nodejs", ":");
        this.install("pulumi-resource-pulumi-nodejs", ":");
    }

    /** Puts a stand-in for Go on PATH that "builds" shell scripts; `build` runs first, with `$out` as the file to make. */
    installGo({ build = "", list = "", version = "go1.26.0", toolchain = "auto" } = {}): void {
        this.install(
            "go",
            `echo "$*" >>'${this.goLog}'
            case "$*" in
            "env "*) echo ${version}; echo ${toolchain};;
            "list "*" -m "*) echo '${this.goModules}';;
            "list "*) ${list}
                echo example.test/one; echo example.test/two;;
            "build "*)
                while [ "$1" != -o ]; do shift; done
                out=$2
                ${build}
                echo example.test/one >&2; echo example.test/two >&2
                printf '#!/bin/sh\\necho v${pinnedVersion}\\n' >"$out"
                chmod +x "$out";;
            esac`,
        );
    }

    /** Puts a stand-in for npm on PATH, whose package `pulumi` downloads shell scripts, or fails. */
    installNpm({ version = "3.265.0", files = engineNames, fails = false } = {}): void {
        this.install(
            "npm",
            `folder="$PULUMI_HOME/versions/${version}/bin"
            ${fails ? "exit 1" : ""}
            mkdir -p "$folder"
            for file in ${files.join(" ")}; do
                printf '#!/bin/sh\\necho v${version}\\n' >"$folder/$file"
                chmod +x "$folder/$file"
            done`,
        );
    }

    /** How often Go was asked for this, such as `build`. */
    goCalls(command: string): number {
        const log = existsSync(this.goLog) ? readFileSync(this.goLog, "utf8") : "";
        return log.split("\n").filter((line) => line.startsWith(`${command} `)).length;
    }

    /** The folders in the cache of built engines, with the unfinished ones. */
    cached(): string[] {
        const folder = join(this.cache, "engine");
        return existsSync(folder) ? readdirSync(folder) : [];
    }

    /** A file of the only built engine. */
    cachedFile(name: string): string {
        const [engine = "", ...others] = this.cached();
        expect(others).toEqual([]);
        return join(this.cache, "engine", engine, name);
    }

    start(options: string[] = []): { child: ChildProcess; outcome: Promise<Outcome> } {
        return runNode([join(engineSources, "cli.mjs"), ...options], {
            PATH: this.bin,
            HOME: this.root,
            PULUMI_API_TOKENS_CACHE: this.cache,
        });
    }

    run(...options: string[]): Promise<Outcome> {
        return this.start(options).outcome;
    }
}

/** Runs Node.js with exactly this environment. */
export function runNode(
    args: string[],
    env: NodeJS.ProcessEnv,
): { child: ChildProcess; outcome: Promise<Outcome> } {
    const child = spawn(process.execPath, args, { env, stdio: ["ignore", "pipe", "pipe"] });
    let stdout = "";
    let stderr = "";
    child.stdout.on("data", (data: Buffer) => (stdout += data.toString()));
    child.stderr.on("data", (data: Buffer) => (stderr += data.toString()));
    const outcome = new Promise<Outcome>((done, fail) => {
        child.on("error", fail);
        child.on("close", (code) => {
            done({ code, stdout, stderr });
        });
    });
    return { child, outcome };
}
