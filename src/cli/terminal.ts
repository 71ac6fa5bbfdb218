import { styleText } from "node:util";
import type { Level } from "./tokens/token-summary";

/** How a text is written: for a terminal with colours, or for anything else. */
export interface Style {
    readonly level: (level: Level, text: string) => string;
    readonly bold: (text: string) => string;
    readonly dim: (text: string) => string;
}

const COLOURS = { fine: "green", soon: "yellow", broken: "red" } as const;

/** What tells the levels apart without colours. */
export const MARKS: Readonly<Record<Level, string>> = { fine: "✓", soon: "!", broken: "✗" };

/** How a command writes to its standard output. */
export function outputStyle(): Style {
    return styleFor(hasColours(process.stdout.isTTY, process.env));
}

/** Colours for a terminal, unless the environment says otherwise: https://no-color.org, and `FORCE_COLOR`. */
export function hasColours(isTTY: boolean, environment: NodeJS.ProcessEnv): boolean {
    const { NO_COLOR = "", FORCE_COLOR = "", TERM } = environment;
    if (FORCE_COLOR !== "") {
        return FORCE_COLOR !== "0";
    }
    return NO_COLOR === "" && isTTY && TERM !== "dumb";
}

/** Ways to write, with colours or without. */
export function styleFor(isColoured: boolean): Style {
    const write = (format: Parameters<typeof styleText>[0], text: string) =>
        isColoured ? styleText(format, text, { validateStream: false }) : text;
    return {
        level: (level, text) => write(COLOURS[level], text),
        bold: (text) => write("bold", text),
        dim: (text) => write("dim", text),
    };
}
