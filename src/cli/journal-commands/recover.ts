import { text } from "node:stream/consumers";
import { ApiTokenError } from "../../base/errors";
import { fingerprint } from "../../base/fingerprint";
import { formatTime } from "../../base/time";
import { tokenProblem } from "../../http/request-settings";
import { findAnswer } from "../../http/wire";
import { Journal } from "../../journal/journal";
import { systemProcesses } from "../../journal/process-identity";
import { openStore } from "../../journal/stores/open";
import { type Command, valueOf } from "../command";
import { JOURNAL_OPTION, locationFrom } from "./location";

export const journalRecover: Command = {
    help: `api-tokens journal recover [--journal ADDRESS]

Reads a token from its standard input, and prints what the journal has sealed for whoever holds it: the new token
that was issued for it, or the answer that no new token could be read from. For example:

  pulumi stack output token --show-secrets | api-tokens journal recover

${JOURNAL_OPTION}

Exit code: 0 something was printed, 1 nothing is sealed for that token.
`,
    options: { journal: { type: "string" } },
    run: (values) => recoverFrom(valueOf(values, "journal")),
};

/**
 * Prints what is sealed for the token on the standard input: tokens and answers to the standard output, what they are
 * to the standard error.
 *
 * @param address of the journal; default: as a run without configuration finds it
 * @returns the exit code: 1 when there is nothing
 */
async function recoverFrom(address: string | undefined): Promise<number> {
    const token = await readToken();
    const store = openStore(locationFrom(address));
    const journal = new Journal(store, systemProcesses, Date.now);
    const mark = fingerprint(token);
    const successor = await journal.recover(token);
    if (successor !== undefined) {
        const { issuedAt, validUntil } = successor;
        say(
            `the new token for token ${mark}, issued at ${formatTime(issuedAt)}, valid until ${formatTime(validUntil)}:`,
        );
        process.stdout.write(`${successor.token}\n`);
    }
    const received = await journal.received(token);
    for (const [name, bytes] of received) {
        say(`what arrived when a new token was asked for, from ${store.describe(name)}:`);
        const { head, body } = await findAnswer(bytes);
        process.stdout.write(`${head}\n\n${body}\n`);
    }
    if (successor === undefined && received.size === 0) {
        say(`nothing is sealed for token ${mark} in ${store.describe()}`);
        return 1;
    }
    return 0;
}

async function readToken(): Promise<string> {
    if (process.stdin.isTTY) {
        throw new ApiTokenError(
            "ERR_INPUT",
            "the current token is read from the standard input: pipe it in, as in `pulumi stack output token --show-secrets | api-tokens journal recover`",
        );
    }
    const token = (await text(process.stdin)).trim();
    const problem = tokenProblem(token);
    if (problem !== undefined) {
        throw new ApiTokenError("ERR_INPUT", `the token on the standard input ${problem}`);
    }
    return token;
}

function say(words: string): void {
    process.stderr.write(`${words}\n`);
}
