import { parseArgs } from "node:util";
import { CliError } from "./errors.mjs";

/** The options of a command that builds something, and can tell where it is. */
export function readPathOption() {
    try {
        const options = /** @type {const} */ ({ help: { type: "boolean" }, path: { type: "boolean" } });
        return parseArgs({ options }).values;
    } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        throw new CliError(`${reason}\nThe options are --path and --help.`, { exitCode: 2, cause: error });
    }
}
