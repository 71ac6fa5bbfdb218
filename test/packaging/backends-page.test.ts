import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { parseAllDocuments } from "yaml";
import { type JournalEntry, writeEntry } from "../../src/journal/entry";
import { LEASE } from "../../src/journal/limits";
import { repository } from "../support/stack";
import { temporaryFolder } from "../support/temporary-folder";

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

/** What waits for a request that is under way, before the journal is saved. */
const wait =
    blocks.find(({ text }) => text.includes('"state": "intent"') && text.startsWith("for "))?.text ?? "";

describe("the loop that waits for a request under way", () => {
    const journal = temporaryFolder();
    const inHurry = () => wait.replace("sleep 5", "sleep 0.2").replace("seq 36", "seq 5");
    const run = (folder: string) => {
        const environment = { ...process.env, PULUMI_API_TOKENS_JOURNAL: folder };
        const begun = Date.now();
        // As GitHub's runner does: the first command that fails ends the step.
        execFileSync("bash", ["-e", "-o", "pipefail", "-c", inHurry()], { env: environment, stdio: "pipe" });
        return Date.now() - begun;
    };
    const entry = (state: JournalEntry["state"]) => {
        const owner = { host: "a machine", pid: 1, started: "1" };
        const times = { startedAt: 0, firstStartedAt: 0, deadline: 0 };
        const facts = { fingerprint: "0123456789ab", resourceName: "ci", owner, savedInState: false };
        const text = writeEntry({ state, ...facts, ...times } as JournalEntry);
        const file = join(journal.path, "0123456789ab.1.json");
        writeFileSync(file, text);
        return file;
    };

    test("goes on at once where nothing is under way, and where there is no journal", () => {
        expect(run(journal.path)).toBeLessThan(900);
        expect(run(join(journal.path, "none"))).toBeLessThan(900);
        entry("unclear");
        expect(run(journal.path)).toBeLessThan(900);
    });

    test("waits while an attempt is open, and has an end", () => {
        entry("intent");
        expect(run(journal.path)).toBeGreaterThanOrEqual(1000);
    });

    test("does not wait for what a machine that stopped has left open", () => {
        const old = new Date(Date.now() - 5 * 60_000);
        utimesSync(entry("intent"), old, old);
        expect(run(journal.path)).toBeLessThan(900);
    });

    test("waits longer than an attempt can take, and looks at none that is older", () => {
        const [, times = "", pause = ""] = /seq (\d+)[^]*sleep (\d+)/.exec(wait) ?? [];
        const [, minutes = ""] = /-mmin -(\d+)/.exec(wait) ?? [];
        expect(Number(times) * Number(pause) * 1000).toBeGreaterThanOrEqual(LEASE);
        expect(Number(minutes) * 60_000).toBeGreaterThan(LEASE);
    });
});

test("the GitHub workflow restores and saves the journal that the run uses, also after a failure", () => {
    const [workflow] = snippet("name: rotate-tokens");
    expect(at(workflow, "on", "schedule", 0, "cron")).toMatch(/^\d+ \d+ \* \* \*$/);
    expect(at(workflow, "concurrency", "cancel-in-progress")).toBe(false);
    const job = at(workflow, "jobs", "up");
    expect(at(job, "env", "PULUMI_API_TOKENS_JOURNAL")).toBeDefined();
    const steps = at(job, "steps") as Part[];
    const [restore, run, waiting, save] = steps.slice(-4);
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

test("the GitLab job caches the journal that the run uses, also after a failure", () => {
    const [pipeline] = snippet("rotate-tokens:");
    const job = at(pipeline, "rotate-tokens");
    expect(job).toMatchObject({
        resource_group: "production",
        interruptible: false,
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
