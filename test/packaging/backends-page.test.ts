import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { parseAllDocuments } from "yaml";
import { parseAddress } from "../../src/journal/address";
import { repository } from "../support/stack";
import {
    at,
    blocks,
    page,
    type Part,
    placeOf,
    snippet,
    snippets,
    sources,
    textsIn,
    wait,
} from "./backends-page";

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

/** In the snippets: handed from one line to the next. */
const OF_SNIPPETS = ["AWS_ID_TOKEN"];

test("every environment variable on the page is read by this package, by Pulumi or by a driver", () => {
    const form = /\b(?:(?:PULUMI|TE|PG)[A-Z]*_?[A-Z_]*[A-Z]|(?:AWS|NODE|HTTPS|NO)_[A-Z_]*[A-Z])\b/g;
    const found = new Set([...page.matchAll(form)].map(([name]) => name));
    const names = [...found].filter((name) => !OF_SNIPPETS.includes(name));
    expect(names).toEqual(
        expect.arrayContaining(["PULUMI_API_TOKENS_JOURNAL", "PGPASSWORD", "AWS_ROLE_ARN", "HTTPS_PROXY"]),
    );
    const [program, drivers] = [engine(), ["node_modules/@aws-sdk", "node_modules/postgres/src"]];
    const texts = [sources(), ...drivers.map((folder) => textsIn(folder, ".js"))];
    const isRead = (name: string) => program.includes(name) || texts.some((text) => text.includes(name));
    expect(names.filter((name) => !isRead(name))).toEqual([]);
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

test("every config key that the page sets is read by the example, or by this package", () => {
    const keys = [...page.matchAll(/pulumi config set (?:--secret )?([\w:-]+)/g)].map(([, key = ""]) => key);
    const program = readFileSync(join(repository, "examples", "scheduled-rotation", "index.ts"), "utf8");
    expect(keys).toEqual(expect.arrayContaining(["bootstrapToken", "pulumi-api-tokens:journal"]));
    const reader = (key: string) => (key.includes(":") ? sources() : program);
    expect(keys.filter((key) => !reader(key).includes(`"${key}"`))).toEqual([]);
});

test("the GitHub workflow runs by itself, with a role for a journal beside the state and nothing to save", () => {
    const [workflow] = snippet("name: rotate-tokens");
    expect(at(workflow, "on", "schedule", 0, "cron")).toMatch(/^\d+ \d+ \* \* \*$/);
    expect(at(workflow, "concurrency", "cancel-in-progress")).toBe(false);
    expect(at(workflow, "permissions")).toEqual({ contents: "read", "id-token": "write" });
    const steps = at(workflow, "jobs", "up", "steps") as Part[];
    const [role, run] = steps.slice(-2);
    expect(at(role, "uses")).toMatch(/^aws-actions\/configure-aws-credentials@/);
    expect(at(role, "with", "role-to-assume")).toMatch(/^arn:aws:iam::\d{12}:role\//);
    expect(run?.run).toBe("pulumi up --yes --skip-preview");
    expect(placeOf(run?.env)).toMatchObject({ scheme: "s3", region: at(role, "with", "aws-region") });
});

test("the GitLab job runs by itself, with its journal beside the state and nothing to save", () => {
    const [pipeline] = snippet("# .gitlab-ci.yml");
    const job = at(pipeline, "rotate-tokens");
    expect(job).toMatchObject({ resource_group: "production", interruptible: false });
    expect((at(job, "script") as string[]).at(-1)).toBe("pulumi up --yes --skip-preview");
    expect(placeOf(at(job, "variables"))).toMatchObject({ scheme: "postgres", table: "api_tokens_journal" });
});

test("the GitLab job with a bucket writes the token that the driver is told to read", () => {
    const [pipeline] = snippet("# .gitlab-ci.yml, with a bucket");
    const job = at(pipeline, "rotate-tokens");
    const [token = ""] = Object.keys(at(job, "id_tokens") as Part);
    expect(at(job, "before_script", 0)).toBe(
        `(umask 077 && printf %s "$${token}" > "$AWS_WEB_IDENTITY_TOKEN_FILE")`,
    );
    expect(at(job, "variables", "AWS_WEB_IDENTITY_TOKEN_FILE")).toMatch(/^\//);
    expect(placeOf(at(job, "variables"))).toMatchObject({ scheme: "s3", region: "eu-central-1" });
});

describe("examples/scheduled-rotation", () => {
    const file = (name: string) =>
        readFileSync(join(repository, "examples", "scheduled-rotation", name), "utf8");

    test.each([
        [".github/workflows/rotate-tokens.yml", "name: rotate-tokens"],
        [".gitlab-ci.yml", "# .gitlab-ci.yml"],
    ])("%s is what the page shows", (name, line) => {
        expect(parseAllDocuments(file(name)).map((document) => document.toJS() as Part)).toEqual(
            snippet(line),
        );
    });

    test("has the drivers of its journals, in versions that this package takes and is tested with", () => {
        const { dependencies } = JSON.parse(file("package.json")) as { dependencies: Record<string, string> };
        const manifest = readFileSync(join(repository, "package.json"), "utf8");
        const { devDependencies } = JSON.parse(manifest) as { devDependencies: Record<string, string> };
        for (const driver of ["@aws-sdk/client-s3", "postgres"]) {
            expect(dependencies[driver]).toBe(devDependencies[driver]);
        }
    });
});

test("the GitHub workflow with a cache restores and saves the journal that the run uses, also after a failure", () => {
    const [workflow] = snippet("# .github/workflows/rotate-tokens.yml, with a cache");
    const job = at(workflow, "jobs", "up");
    expect(at(job, "env", "PULUMI_API_TOKENS_JOURNAL")).toBeDefined();
    const [restore, run, waiting, save] = at(job, "steps") as Part[];
    expect(at(restore, "uses")).toMatch(/^actions\/cache\/restore@/);
    expect(run?.run).toBe("pulumi up --yes --skip-preview");
    expect(waiting).toMatchObject({ if: "always()", run: wait });
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

test("the GitLab job with a cache saves the journal that the run uses, also after a failure", () => {
    const [pipeline] = snippet("# .gitlab-ci.yml, with a cache");
    const job = at(pipeline, "rotate-tokens");
    expect(job).toMatchObject({
        cache: { paths: [".api-tokens/"], when: "always" },
        variables: { PULUMI_API_TOKENS_JOURNAL: "$CI_PROJECT_DIR/.api-tokens" },
    });
    const script = at(job, "script") as string[];
    expect(script.slice(-4)).toEqual([
        'install -d -m 700 "$PULUMI_API_TOKENS_JOURNAL"',
        "pulumi up --yes --skip-preview || failed=$?",
        wait,
        "exit ${failed:-0}",
    ]);
});

test("the operator's stack runs again by itself, with its journal in the database of its state", () => {
    const documents = snippet("    continueResyncOnCommitMatch: true");
    expect(documents.map(({ kind }) => kind)).toEqual(["ServiceAccount", "ClusterRoleBinding", "Stack"]);
    const spec = at(documents[2], "spec");
    expect(spec).toMatchObject({ continueResyncOnCommitMatch: true, resyncFrequencySeconds: 24 * 60 * 60 });
    const journal = at(spec, "envRefs", "PULUMI_API_TOKENS_JOURNAL", "literal", "value");
    expect(journal).toBe(at(spec, "backend"));
    expect(parseAddress(String(journal), "the page")).toMatchObject({ scheme: "postgres" });
});

test("the operator's stack with a volume has its journal on the one that is claimed", () => {
    const [claim, stack] = snippet("kind: PersistentVolumeClaim");
    const spec = at(stack, "spec");
    const pod = at(spec, "workspaceTemplate", "spec", "podTemplate", "spec");
    // By default Kubernetes opens the folder to the group, and the journal is refused.
    expect(at(pod, "securityContext", "fsGroupChangePolicy")).toBe("OnRootMismatch");
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
