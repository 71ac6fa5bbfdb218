import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { DAY } from "../../src/base/duration";
import { parseAddress } from "../../src/journal/address";
import { type JournalEntry, writeEntry } from "../../src/journal/entry";
import { LEASE } from "../../src/journal/limits";
import { journalLocation } from "../../src/journal/location";
import { TIME_LIMIT } from "../../src/journal/stores/entry-service";
import { rotatingTokenSystem } from "../../src/systems/registry";
import { repository } from "../support/stack";
import { temporaryFolder } from "../support/temporary-folder";
import { at, blocks, page, type Part, placeOf, snippet, sources, wait } from "./backends-page";

test("every address of a journal on the page can be used as it stands", () => {
    const cells = [...page.matchAll(/^\| `([^`]+)` +\| (?:files|objects|the same|rows)/gm)];
    const set = [...page.matchAll(/pulumi-api-tokens:journal '([^']+)'/g)];
    const addresses = [...cells, ...set].map(([, address = ""]) => address);
    expect(addresses.length).toBeGreaterThan(5);
    const schemes = addresses.map((address) => parseAddress(address, "the page").scheme);
    expect(new Set(schemes)).toEqual(new Set(["folder", "s3", "postgres"]));
});

test("a journal beside the state is where the page says", () => {
    const beside = [
        ...page.matchAll(/^- `([a-z0-9]+:\/\/[^`]+)` is (?:under|the table|the folder) `([^`]+)`/gm),
    ];
    const found = beside.map(([, PULUMI_BACKEND_URL = ""]) => {
        const environment = { PULUMI_BACKEND_URL, PULUMI_API_TOKENS_JOURNAL: "backend" };
        const address = parseAddress(journalLocation(environment), "the page");
        switch (address.scheme) {
            case "s3":
                return address.prefix;
            case "postgres":
                return address.table;
            case "folder":
                return address.folder;
        }
    });
    expect(found).toEqual(beside.map(([, , place]) => place));
    expect(found).toHaveLength(3);
});

test("the rights are those to the objects of the workflow's journal, and to no others", () => {
    const [text = ""] = blocks.filter(({ language }) => language === "json").map(({ text }) => text);
    const { Statement } = JSON.parse(text) as { Statement: Part[] };
    const [workflow] = snippet("name: rotate-tokens");
    const place = placeOf((at(workflow, "jobs", "up", "steps") as Part[]).at(-1)?.env);
    if (place.scheme !== "s3") {
        throw new Error("the workflow's journal is in no bucket");
    }
    const { bucket, prefix } = place;
    expect(Statement).toEqual([
        {
            Effect: "Allow",
            Action: "s3:ListBucket",
            Resource: `arn:aws:s3:::${bucket}`,
            Condition: { StringLike: { "s3:prefix": `${prefix}*` } },
        },
        {
            Effect: "Allow",
            Action: ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"],
            Resource: `arn:aws:s3:::${bucket}/${prefix}*`,
        },
    ]);
    // One right for each command that is sent, besides the listing.
    const sent = [...sources().matchAll(/new sdk\.(\w+)Command/g)].map(([, name = ""]) => `s3:${name}`);
    expect(at(Statement[1], "Action")).toEqual(expect.arrayContaining([...new Set(sent)]));
});

test("the table and its grants are those that the store makes and needs", () => {
    const [sql = ""] = blocks.filter(({ language }) => language === "sql").map(({ text }) => text);
    const source = readFileSync(join(repository, "src", "journal", "stores", "postgres.ts"), "utf8");
    const [columns = ""] = /\(name text primary key[^)]*\)/.exec(source) ?? [];
    expect(columns).not.toBe("");
    expect(sql).toContain(`create table api_tokens_journal ${columns};`);
    const verbs = new Set(
        [...source.matchAll(/sql(?:<.*>)?`\s*(?:do )?(\w+)/g)].map(([, verb = ""]) => verb),
    );
    verbs.delete("create");
    // `on conflict … do update`
    verbs.add("update");
    const granted = /grant ([a-z, ]+) on/.exec(sql)?.[1]?.split(", ") ?? [];
    expect(granted.sort()).toEqual([...verbs].sort());
});

test("a request to the service has as long as the page says", () => {
    expect(page).toContain(`A request has ${TIME_LIMIT / 1000} s,`);
});

test("a rule that expires objects leaves those that a marked entry has, by a wide margin", async () => {
    const [, days = ""] = /a marked entry about (\d+) days after/.exec(page) ?? [];
    const [, least = ""] = /give it (\d+) days or more/.exec(page) ?? [];
    const { overlap } = await rotatingTokenSystem("thousandeyes");
    const source = readFileSync(join(repository, "src", "journal", "sweeping.ts"), "utf8");
    const [, kept = ""] = /KEEP_WITH_TOKEN = (\d+) \* DAY/.exec(source) ?? [];
    expect(Number(days)).toBe(Number(kept) + overlap / DAY);
    expect(Number(least)).toBeGreaterThan(1.5 * Number(days));
});

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

/** Stands in for `psql`: a folder is the table, a variable has a text, a statement comes with -c or on standard input. */
const PSQL = `#!/bin/bash
set -euo pipefail
declare -A value
statement=
while (($#)); do
    case $1 in
        -v) value[\${2%%=*}]=\${2#*=}; shift ;;
        -c) statement=$2; shift ;;
    esac
    shift
done
test -n "$statement" || statement=$(cat)
case $statement in
    insert*) printf %s "\${value[entry]}" > "$TABLE/\${value[name]}" ;;
    update*) test -e "$TABLE/\${value[name]}" && printf %s "\${value[entry]}" > "$TABLE/\${value[name]}" ;;
    "select name"*) ls "$TABLE" | grep -E '[.](json|done)$' ;;
    "select entry"*) cat "$TABLE/\${value[name]}"; echo ;;
    *) exit 3 ;;
esac
`;

describe("the commands for PostgreSQL", () => {
    const place = temporaryFolder();
    const folder = (name: string) => join(place.path, name);
    const run = (line: string) => {
        const script = blocks.find(({ text }) => text.includes(line) && text.includes("psql"))?.text ?? "";
        const PATH = `${folder("bin")}${delimiter}${process.env.PATH ?? ""}`;
        const names = { FOLDER: folder("journal"), TABLE: folder("table"), DATABASE: "postgres://db/x" };
        const env = { ...process.env, ...names, PATH };
        execFileSync("bash", ["-e", "-o", "pipefail", "-c", script], { env, cwd: place.path });
    };
    const texts = (name: string) =>
        Object.fromEntries(
            readdirSync(folder(name)).map((file) => [
                file,
                readFileSync(join(folder(name), file), "utf8").trim(),
            ]),
        );
    const ENTRY = '{\n  "state": "issued", "it\'s": "$(quoted) `twice`"\n}';

    beforeEach(() => {
        for (const name of ["bin", "journal", "table"]) {
            mkdirSync(folder(name), { recursive: true });
        }
        writeFileSync(join(folder("bin"), "psql"), PSQL);
        chmodSync(join(folder("bin"), "psql"), 0o755);
    });

    test("carry every entry and mark of a folder into a table, and back, and nothing else", () => {
        const kept = { "0123456789ab.1.json": ENTRY, "0123456789ab.1.done": "", "0123456789ab.2.json": "{}" };
        for (const [name, text] of Object.entries(kept)) {
            writeFileSync(join(folder("journal"), name), text);
        }
        for (const other of ["unsent", "refused"]) {
            mkdirSync(join(folder("journal"), other));
            writeFileSync(join(folder("journal"), other, "0123456789ab.3.json"), "{}");
        }
        run("# From a folder to a table");
        expect(texts("table")).toEqual(kept);

        writeFileSync(join(folder("table"), ".conditions"), "put once");
        execFileSync("rm", ["-r", folder("journal")]);
        run("# From a table to a folder");
        expect(texts("journal")).toEqual(kept);
    });

    test("carry entries where there are no marks", () => {
        writeFileSync(join(folder("journal"), "0123456789ab.1.json"), ENTRY);
        run("# From a folder to a table");
        expect(Object.keys(texts("table"))).toEqual(["0123456789ab.1.json"]);
    });

    test("put an entry that was printed into its place", () => {
        writeFileSync(join(folder("table"), "0123456789ab.1.json"), "the intent");
        writeFileSync(join(place.path, "entry.json"), ENTRY.replace(/\s+/g, " "));
        run("entry.json");
        expect(texts("table")).toEqual({ "0123456789ab.1.json": ENTRY.replace(/\s+/g, " ") });
    });
});
