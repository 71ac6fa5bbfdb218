#!/usr/bin/env node
import { parseArgs } from "node:util";
import { ApiTokenError, messageOf } from "./base/errors";
import { openJournal } from "./cli/journal-open";

const HELP = `api-tokens: looks after the tokens of pulumi-api-tokens

  api-tokens journal open [--journal ADDRESS]
      Reads a token from its standard input, and prints what the journal has sealed for whoever holds it: the new
      token that was issued for it, or the answer that no new token could be read from. For example:

        pulumi stack output token --show-secrets | api-tokens journal open

      --journal ADDRESS  where the journal is; default: PULUMI_API_TOKENS_JOURNAL, else the folder in Pulumi's own

  api-tokens --help
`;

async function main(args: readonly string[]): Promise<number> {
    const { values, positionals } = parse(args);
    const command = positionals.join(" ");
    if (values.help === true) {
        process.stdout.write(HELP);
        return 0;
    }
    if (command !== "journal open") {
        const what = command === "" ? "no command is given" : `there is no command "${command}"`;
        throw new ApiTokenError("ERR_INPUT", `${what}. \`api-tokens --help\` lists them`);
    }
    return openJournal(values.journal);
}

function parse(args: readonly string[]) {
    try {
        return parseArgs({
            args: [...args],
            allowPositionals: true,
            options: { journal: { type: "string" }, help: { type: "boolean", short: "h" } },
        });
    } catch (error) {
        throw new ApiTokenError(
            "ERR_INPUT",
            `${messageOf(error)}. \`api-tokens --help\` lists what there is`,
        );
    }
}

void main(process.argv.slice(2))
    .catch((error: unknown) => {
        process.stderr.write(`api-tokens: ${messageOf(error)}\n`);
        return 1;
    })
    .then((code) => {
        process.exitCode = code;
    });
