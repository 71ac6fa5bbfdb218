import { SimulatorError } from "./errors";

const unitMs: Readonly<Record<string, number>> = {
    s: 1000,
    m: 60_000,
    h: 3_600_000,
    d: 86_400_000,
    w: 604_800_000,
};

/** The milliseconds of a duration such as `"90s"`, `"5m"`, `"1h"`, `"700d"` or `"2w"`. */
export function parseDuration(text: string): number {
    const match = /^(\d+)([smhdw])$/.exec(text.trim());
    const factor = unitMs[match?.[2] ?? ""];
    if (match === null || factor === undefined) {
        throw new SimulatorError(
            `"${text}" is not a duration. Write a whole number and one of the units s, m, h, d, w, such as "700d".`,
        );
    }
    return Number(match[1]) * factor;
}
