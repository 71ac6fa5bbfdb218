import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { parseAllDocuments } from "yaml";
import { repository } from "../support/stack";

type Part = Record<string, unknown>;

const page = readFileSync(join(repository, "docs", "backends.md"), "utf8");
const blocks = [...page.matchAll(/^```(\w+)\n(.*?)^```$/gms)].map(([, language = "", text = ""]) => ({
    language,
    text,
}));
const snippets = blocks.filter(({ language }) => language === "yaml").map(({ text }) => text);

/** The documents of the snippet that has this line. */
function snippet(line: string): Part[] {
    const found = snippets.filter((text) => text.split("\n").includes(line));
    expect(found).toHaveLength(1);
    return parseAllDocuments(found[0] ?? "").map((document) => document.toJS() as Part);
}

function at(part: unknown, ...path: (string | number)[]): unknown {
    return path.reduce<unknown>((value, key) => (value as Part | undefined)?.[key], part);
}

/** All sources that tell what this package reads. */
function sources(): string {
    const folder = join(repository, "src");
    const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) =>
        file.endsWith(".ts"),
    );
    return files.map((file) => readFileSync(join(folder, file), "utf8")).join("\n");
}

/** The engine's own program, which names what it reads. */
function engine(): Buffer {
    const files = (process.env.PATH ?? "").split(delimiter).map((folder) => join(folder, "pulumi"));
    for (const file of files) {
        try {
            return readFileSync(file);
        } catch {
            continue;
        }
    }
    throw new Error("no Pulumi engine on PATH: `npm run engine` gets one and says how to use it");
}

test.each(snippets)("snippet %# is YAML without a fault", (text) => {
    const documents = parseAllDocuments(text);
    expect(documents.flatMap(({ errors, warnings }) => [...errors, ...warnings])).toEqual([]);
    expect(documents.map((document) => typeof document.toJS())).not.toContain("string");
});

test("every environment variable on the page is read by this package or by Pulumi", () => {
    const names = new Set(
        [...page.matchAll(/\b(?:PULUMI|TE|PG)[A-Z]*_?[A-Z_]*[A-Z]\b/g)].map(([name]) => name),
    );
    expect([...names]).toEqual(expect.arrayContaining(["PULUMI_API_TOKENS_JOURNAL", "PGPASSWORD"]));
    const [ours, theirs] = [sources(), engine()];
    expect([...names].filter((name) => !ours.includes(name) && !theirs.includes(name))).toEqual([]);
});

test("every option of a pulumi command on the page is one that it has", () => {
    const lines = [
        ...blocks.map(({ text }) => text),
        ...[...page.matchAll(/`(pulumi [^`]*)`/g)].map(([, text]) => text),
    ];
    const commands = lines
        .flatMap((text) => [...(text ?? "").matchAll(/\bpulumi ((?:[a-z]+ )*[a-z]+)((?: --[a-z-]+)+)/g)])
        .map(([, command = "", options = ""]) => ({ command, options: options.trim().split(" ") }));
    expect(commands).toContainEqual({ command: "up", options: ["--yes", "--skip-preview"] });
    const unknown = commands.flatMap(({ command, options }) => {
        const help = execFileSync("pulumi", [...command.split(" "), "--help"], { encoding: "utf8" });
        return options.filter((option) => !help.includes(`${option} `));
    });
    expect(unknown).toEqual([]);
});

test("every config key that the page sets is read by examples/rotate", () => {
    const keys = [...page.matchAll(/pulumi config set (?:--secret )?(\w+)/g)].map(([, key = ""]) => key);
    const program = readFileSync(join(repository, "examples", "rotate", "index.ts"), "utf8");
    expect(keys).toContain("bootstrapToken");
    expect(keys.filter((key) => !program.includes(`"${key}"`))).toEqual([]);
});

test("the GitHub workflow restores and saves the journal that the run uses, also after a failure", () => {
    const [workflow] = snippet("name: rotate-tokens");
    expect(at(workflow, "on", "schedule", 0, "cron")).toMatch(/^\d+ \d+ \* \* \*$/);
    expect(at(workflow, "concurrency", "cancel-in-progress")).toBe(false);
    const job = at(workflow, "jobs", "up");
    expect(at(job, "env", "PULUMI_API_TOKENS_JOURNAL")).toBeDefined();
    const steps = at(job, "steps") as Part[];
    const [restore, run, save] = steps.slice(-3);
    expect(at(restore, "uses")).toMatch(/^actions\/cache\/restore@/);
    expect(run?.run).toBe("pulumi up --yes --skip-preview");
    expect(save).toMatchObject({
        if: "always()",
        uses: expect.stringMatching(/^actions\/cache\/save@/) as string,
    });
    for (const step of [restore, save]) {
        expect(at(step, "with", "path")).toBe("${{ env.PULUMI_API_TOKENS_JOURNAL }}");
        expect(at(step, "with", "key")).toContain(at(restore, "with", "restore-keys"));
        expect(at(step, "with", "key")).toContain("${{ github.run_id }}-${{ github.run_attempt }}");
    }
});

test("the GitLab job caches the journal that the run uses, also after a failure", () => {
    const [pipeline] = snippet("rotate-tokens:");
    const job = at(pipeline, "rotate-tokens");
    expect(job).toMatchObject({
        resource_group: "production",
        interruptible: false,
        cache: { paths: [".api-tokens/"], when: "always" },
        variables: { PULUMI_API_TOKENS_JOURNAL: "$CI_PROJECT_DIR/.api-tokens" },
    });
    expect((at(job, "script") as string[]).at(-1)).toBe("pulumi up --yes --skip-preview");
});

test("the operator's stack runs again by itself, with its journal on the claimed volume", () => {
    const documents = snippet("kind: Stack");
    const [claim, , , stack] = documents;
    expect(documents.map(({ kind }) => kind)).toEqual([
        "PersistentVolumeClaim",
        "ServiceAccount",
        "ClusterRoleBinding",
        "Stack",
    ]);
    const spec = at(stack, "spec");
    expect(spec).toMatchObject({ continueResyncOnCommitMatch: true, resyncFrequencySeconds: 24 * 60 * 60 });
    const pod = at(spec, "workspaceTemplate", "spec", "podTemplate", "spec");
    expect(at(pod, "volumes", 0, "persistentVolumeClaim", "claimName")).toBe(at(claim, "metadata", "name"));
    const mount = at(pod, "containers", 0, "volumeMounts", 0);
    expect(at(mount, "name")).toBe(at(pod, "volumes", 0, "name"));
    const journal = at(spec, "envRefs", "PULUMI_API_TOKENS_JOURNAL", "literal", "value");
    expect(journal).toMatch(new RegExp(`^${String(at(mount, "mountPath"))}/`));
});

test("every page of this project that it links to is there", () => {
    const links = [...page.matchAll(/\]\((?!https:)([^)#]+)/g)].map(([, link = ""]) =>
        join(repository, "docs", link),
    );
    expect(links.length).toBeGreaterThan(1);
    expect(links.map((link) => readFileSync(link, "utf8")).every((text) => text !== "")).toBe(true);
});
