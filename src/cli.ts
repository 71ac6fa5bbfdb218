#!/usr/bin/env node
import { ApiTokenError, messageOf } from "./base/errors";
import { type Command, runCommand, seeHelp } from "./cli/command";

const HELP = `api-tokens: looks after the tokens of pulumi-api-tokens

  api-tokens status          every token of your stacks: what ends when, what waits, what is broken, what to do
  api-tokens rotate          rotates the tokens of many stacks, and goes on where a run was killed
  api-tokens doctor          looks at what a run needs: Node, engine, backend, journal, network, clock
  api-tokens journal list    what the journal has, in words
  api-tokens journal show    the same of one token, by its fingerprint
  api-tokens journal recover opens what is sealed, for whoever pipes in the token before it
  api-tokens journal move    moves a journal to another place

  api-tokens COMMAND --help  what a command takes

Exit code: 2 where a command cannot do what it is asked; what else each means is in its help.
`;

/** Each is loaded when it is asked for. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
    status: async () => (await import("./cli/status/command.js")).status,
    rotate: async () => (await import("./cli/rotate/command.js")).rotate,
    doctor: async () => (await import("./cli/doctor/command.js")).doctor,
    "journal list": async () => (await import("./cli/journal-commands/list.js")).journalList,
    "journal show": async () => (await import("./cli/journal-commands/list.js")).journalShow,
    "journal move": async () => (await import("./cli/journal-commands/move.js")).journalMove,
    "journal recover": async () => (await import("./cli/journal-commands/recover.js")).journalRecover,
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
