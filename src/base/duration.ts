const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** A day in milliseconds. */
export const DAY = 24 * HOUR;

/** The longest time that one request may be given, in milliseconds: 2 minutes. */
export const LONGEST_TIMEOUT = 2 * MINUTE;

const UNITS = { ms: 1, s: SECOND, m: MINUTE, h: HOUR, d: DAY, w: 7 * DAY };

/** What a duration is counted in. */
export type DurationUnit = keyof typeof UNITS;

/** The durations that make sense in a place. */
export interface DurationForm {
    readonly units: readonly DurationUnit[];
    readonly mayBeZero: boolean;
    /** How many digits the number may have. */
    readonly digits: number;
    /** In words for an error message. */
    readonly words: string;
}

/** The life of a token, and parts of it. */
export const LIFETIME: DurationForm = {
    units: ["h", "d", "w"],
    mayBeZero: false,
    digits: 5,
    words: 'a whole number of hours, days or weeks, such as "12h", "30d" or "8w"',
};

/**
 * Reads a duration such as `"500ms"`, `"12h"` or `"30d"`: a whole number of one unit.
 *
 * @returns milliseconds, or `undefined` for anything that the form does not allow.
 */
export function parseDuration(text: string, form = LIFETIME): number | undefined {
    const [, count = "", name] = /^(0|[1-9]\d*)(ms|s|m|h|d|w)$/.exec(text) ?? [];
    const unit = form.units.find((one) => one === name);
    if (unit === undefined || count.length > form.digits || (count === "0" && !form.mayBeZero)) {
        return undefined;
    }
    return Number(count) * UNITS[unit];
}

/** Writes a duration of whole hours as {@link parseDuration} reads it, in days where they come out even: `"56d"`, `"12h"`. */
export function formatDuration(milliseconds: number): string {
    return milliseconds % DAY === 0 ? `${milliseconds / DAY}d` : `${milliseconds / HOUR}h`;
}

/** Says how long something lasts, in whole days, or in hours below two days: `"23 days"`, `"1 hour"`. */
export function describeDuration(milliseconds: number): string {
    const inDays = milliseconds >= 2 * DAY;
    const count = Math.max(0, Math.floor(milliseconds / (inDays ? DAY : HOUR)));
    return `${count} ${inDays ? "day" : "hour"}${count === 1 ? "" : "s"}`;
}
