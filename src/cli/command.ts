import { parseArgs, type ParseArgsConfig } from "node:util";
import { ApiTokenError, messageOf } from "../base/errors";

/** The options that were given, by name. */
export type Values = Readonly<Record<string, string | boolean | readonly (string | boolean)[] | undefined>>;

/** A command of `api-tokens`. */
export interface Command {
    /** How it is called, and what its options mean. */
    readonly help: string;
    readonly options: NonNullable<ParseArgsConfig["options"]>;
    /** How many words it takes besides options. */
    readonly words?: number;
    /** @returns the exit code */
    run(values: Values, words: readonly string[]): Promise<number>;
}

/** Reads a command's options and runs it. Throws `ERR_INPUT` for what it does not take. */
export async function runCommand(name: string, command: Command, args: readonly string[]): Promise<number> {
    const { values, positionals } = parse(name, command, args);
    if (values.help === true) {
        process.stdout.write(command.help);
        return 0;
    }
    if (positionals.length !== (command.words ?? 0)) {
        const takes = command.words === undefined ? "takes options only" : `takes ${command.words} word`;
        throw new ApiTokenError("ERR_INPUT", `\`api-tokens ${name}\` ${takes}. ${seeHelp(name)}`);
    }
    return command.run(values, positionals);
}

function parse(name: string, { options }: Command, args: readonly string[]) {
    try {
        return parseArgs({
            args: [...args],
            allowPositionals: true,
            options: { ...options, help: { type: "boolean", short: "h" } },
        });
    } catch (error) {
        throw new ApiTokenError("ERR_INPUT", `${messageOf(error)}. ${seeHelp(name)}`);
    }
}

/** Says where help is. */
export function seeHelp(name = ""): string {
    return `\`api-tokens${name === "" ? "" : ` ${name}`} --help\` lists what there is`;
}

/** An option with a value. */
export function valueOf(values: Values, name: string): string | undefined {
    const value = values[name];
    return typeof value === "string" ? value : undefined;
}

/** An option that may be given several times. */
export function valuesOf(values: Values, name: string): string[] {
    const value = values[name];
    return Array.isArray(value) ? value.filter((item): item is string => typeof item === "string") : [];
}
