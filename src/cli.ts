#!/usr/bin/env node
import { ApiTokenError, messageOf } from "./base/errors";
import { type Command, runCommand, seeHelp } from "./cli/command";

const HELP = `api-tokens: looks after the tokens of pulumi-api-tokens

  api-tokens status          every token of your stacks: what ends when, what waits, what is broken, what to do
  api-tokens journal open    opens what the journal has sealed, for whoever pipes in the current token

  api-tokens COMMAND --help  what a command takes

Exit code: 2 where a command cannot do what it is asked; what else each means is in its help.
`;

/** Each is loaded when it is asked for. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
    status: async () => (await import("./cli/status/command.js")).status,
    "journal open": async () => (await import("./cli/journal-commands/open.js")).journalOpen,
};

async function main(args: readonly string[]): Promise<number> {
    const firstOption = args.findIndex((arg) => arg.startsWith("-"));
    const words = firstOption === -1 ? args : args.slice(0, firstOption);
    if (words.length === 0 && args.some((arg) => arg === "--help" || arg === "-h")) {
        process.stdout.write(HELP);
        return 0;
    }
    const name = [words.slice(0, 2).join(" "), words[0] ?? ""].find((one) => Object.hasOwn(COMMANDS, one));
    const load = name === undefined ? undefined : COMMANDS[name];
    if (name === undefined || load === undefined) {
        const what = words.length === 0 ? "no command is given" : `there is no command "${words.join(" ")}"`;
        throw new ApiTokenError("ERR_INPUT", `${what}. ${seeHelp()}`);
    }
    return runCommand(name, await load(), args.slice(name.split(" ").length));
}

void main(process.argv.slice(2))
    .catch((error: unknown) => {
        process.stderr.write(`api-tokens: ${messageOf(error)}\n`);
        return 2;
    })
    .then((code) => {
        process.exitCode = code;
    });
