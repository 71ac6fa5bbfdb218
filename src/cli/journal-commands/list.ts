import { ApiTokenError } from "../../base/errors";
import { printable, quoted } from "../../base/terminal-text";
import { openStore } from "../../journal/stores/open";
import { type Command, valueOf, type Values } from "../command";
import { counted, sentence } from "../status/words";
import { table } from "../table";
import { MARKS, outputStyle } from "../terminal";
import { exitCodeOf, worst } from "../tokens/token-summary";
import { JOURNAL_OPTION, locationFrom } from "./location";
import { type JournalContents, readContents, type TokenHolder } from "./read";

const EXIT = "Exit code: 0 nothing is open, 1 something is, 2 something is lost or cannot be read.";

export const journalList: Command = {
    help: `api-tokens journal list [--open] [--json] [--journal ADDRESS]

Lists what the journal has, the latest first: for which token a new one was asked for, when, and what came of it.

  --open             only what is open: not saved in a state, without a clear answer, lost
  --json             as JSON
${JOURNAL_OPTION}

${EXIT}
`,
    options: { open: { type: "boolean" }, json: { type: "boolean" }, journal: { type: "string" } },
    run: (values) => show(values),
};

export const journalShow: Command = {
    help: `api-tokens journal show FINGERPRINT [--json] [--journal ADDRESS]

Shows what the journal has of one token, by the fingerprint of the token that a new one was asked for.

  --json             as JSON
${JOURNAL_OPTION}

${EXIT}
`,
    options: { json: { type: "boolean" }, journal: { type: "string" } },
    words: 1,
    async run(values, [fingerprint = ""]) {
        if (!/^[0-9a-f]{12}$/.test(fingerprint)) {
            throw new ApiTokenError(
                "ERR_INPUT",
                "a fingerprint has 12 hexadecimal digits: `api-tokens status` and the output tokenFingerprint show it. Never give the token itself",
            );
        }
        return show(values, fingerprint);
    },
};

async function show(values: Values, only?: string): Promise<number> {
    const store = openStore(locationFrom(valueOf(values, "journal")));
    const all = await readContents(store, only);
    const attempts = all.attempts.filter(({ level }) => values.open !== true || level !== "fine");
    const contents = { ...all, attempts };
    process.stdout.write(
        values.json === true
            ? `${JSON.stringify({ journal: store.describe(), ...contents }, undefined, 2)}\n`
            : textOf(store.describe(), contents, only),
    );
    const levels = [...attempts.map(({ level }) => level), ...all.unreadable.map(() => "broken" as const)];
    return exitCodeOf(worst(levels));
}

function textOf(
    place: string,
    { attempts, unreadable, holders }: JournalContents,
    only: string | undefined,
): string {
    const style = outputStyle();
    if (attempts.length + unreadable.length + holders.length === 0) {
        return `nothing${only === undefined ? "" : ` about token ${only}`} in ${place}\n`;
    }
    const rows = attempts.map(({ token, attempt, resource, startedAt, level, words }) => [
        style.level(level, MARKS[level]),
        token,
        String(attempt),
        printable(resource),
        startedAt,
        sentence(words),
    ]);
    const head = ["", "TOKEN", "ATTEMPT", "RESOURCE", "STARTED", "WHAT CAME OF IT"].map(style.dim);
    const problems = unreadable.map(
        ({ problem }) => `${style.level("broken", MARKS.broken)} ${sentence(printable(problem, 400))}`,
    );
    return [
        ...(rows.length === 0 ? [] : [table([head, ...rows])]),
        ...problems,
        ...(only === undefined ? countOf(holders) : holders.map(heldBy)),
        style.dim(`journal: ${place}`),
        "",
    ].join("\n");
}

/** Each resource with a token that can be revoked has a note: many say nothing that is open. */
function countOf(holders: readonly TokenHolder[]): string[] {
    const tokens = new Set(holders.map(({ token }) => token)).size;
    return holders.length === 0
        ? []
        : [
              `${counted(tokens, "token")} held by ${counted(holders.length, "resource")} that may revoke: \`api-tokens journal show FINGERPRINT\` names them`,
          ];
}

function heldBy({ token, resource, project }: TokenHolder): string {
    const whose = project === undefined ? "" : ` of project ${quoted(project)}`;
    return `token ${token} is held by ${quoted(resource)}${whose}: while it is, no other resource revokes it`;
}
