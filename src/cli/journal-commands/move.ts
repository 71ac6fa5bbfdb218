import { ApiTokenError } from "../../base/errors";
import { AttemptReader } from "../../journal/attempt-reader";
import { parseAttemptName } from "../../journal/attempts";
import { writeEntry } from "../../journal/entry";
import { parseNoteName } from "../../journal/held-tokens";
import type { JournalStore } from "../../journal/store";
import { openStore } from "../../journal/stores/open";
import { type Command, seeHelp, valueOf } from "../command";
import { counted } from "../status/words";
import { locationFrom } from "./location";
import { readContents } from "./read";

export const journalMove: Command = {
    help: `api-tokens journal move --to ADDRESS [--from ADDRESS] [--keep]

Moves all of a journal to another place, notes of who holds a token among them: copies, reads back, and removes what
was copied. What is sealed stays sealed. Run it while nothing rotates, and give the new place to every run before the
next one: PULUMI_API_TOKENS_JOURNAL, or the config pulumi-api-tokens:journal. Given again, it goes on where it stopped.

  --to ADDRESS       where to
  --from ADDRESS     where from; default: PULUMI_API_TOKENS_JOURNAL, else the folder in Pulumi's own
  --keep             leaves the entries where they were, too. Two journals know nothing of each other: use one

Exit code: 0 all is there.
`,
    options: { from: { type: "string" }, to: { type: "string" }, keep: { type: "boolean" } },
    async run(values) {
        const to = valueOf(values, "to");
        if (to === undefined) {
            throw new ApiTokenError("ERR_INPUT", `--to is missing. ${seeHelp("journal move")}`);
        }
        const [source, target] = [locationFrom(valueOf(values, "from"), "--from"), locationFrom(to, "--to")];
        if (source === target) {
            throw new ApiTokenError("ERR_INPUT", "--from and --to are the same place");
        }
        const stores = { from: openStore(source), to: openStore(target) };
        const names = await copyAll(stores.from, stores.to);
        if (values.keep !== true && names.length > 0) {
            // What came there meanwhile stays. A mark goes before its entry.
            await stores.from.remove([...names].reverse());
        }
        const what = values.keep === true ? "copied" : "moved";
        process.stdout.write(
            `${what} ${describeAll(names)} from ${stores.from.describe()} to ${stores.to.describe()}\n`,
        );
        return 0;
    },
};

/** The entries before their marks: a mark without its entry would stay for ever. */
function inOrder(names: readonly string[]): string[] {
    return [...names].sort((one, other) => Number(one.endsWith(".done")) - Number(other.endsWith(".done")));
}

/** Copies what is there, and reads it back. @returns the names of what is in the other place now */
async function copyAll(from: JournalStore, to: JournalStore): Promise<string[]> {
    const { attempts } = await readContents(from);
    const busy = attempts.find(({ pid }) => pid !== undefined);
    if (busy !== undefined) {
        throw new ApiTokenError("ERR_BUSY", `${busy.words}, for token ${busy.token}: wait for its end`);
    }
    const names = inOrder(await from.list());
    for (const name of names) {
        const text = await textOf(from, name);
        if (text !== undefined) {
            await copy(name, text, to);
        }
    }
    return names;
}

async function copy(name: string, text: string, to: JournalStore): Promise<void> {
    const isNew = await to.create(name, text);
    // One holder's notes of one token say the same, whatever the resource is called meanwhile.
    if ((!isNew && parseNoteName(name) !== undefined) || isSame(await to.read(name), text)) {
        return;
    }
    const words = isNew
        ? `${to.describe(name)} reads otherwise than it was written`
        : `${to.describe(name)} is there already, and is another one: nothing of it was changed, and nothing was removed. Two journals were written to; \`api-tokens journal show ${parseAttemptName(name)?.fingerprint ?? name}\` with --journal shows each`;
    throw new ApiTokenError("ERR_JOURNAL", words);
}

function describeAll(names: readonly string[]): string {
    const entries = names.filter((name) => parseAttemptName(name) !== undefined).length;
    const notes = names.filter((name) => parseNoteName(name) !== undefined).length;
    const besides = notes === 0 ? "" : `, and ${counted(notes, "note")} of who holds a token,`;
    return `${entries === 1 ? "1 entry" : `${entries} entries`}${besides}`;
}

/** A new token that was sealed and did not come into its entry's place before its process died comes along. */
async function textOf(from: JournalStore, name: string): Promise<string | undefined> {
    const placed = await from.read(name);
    const mark = parseAttemptName(name)?.fingerprint;
    if (mark === undefined || (await from.unplaced(name)).length === 0) {
        return placed;
    }
    const attempts = await new AttemptReader(from).of(mark).catch(() => []);
    const entry = attempts.find((attempt) => attempt.name === name)?.entry;
    return entry?.state === "issued" ? writeEntry({ ...entry, savedInState: false }) : placed;
}

/** What room was left for may stay as spaces. */
function isSame(one: string | undefined, other: string): boolean {
    return one?.trimEnd() === other.trimEnd();
}
