const HOUR = 3_600_000;

/** A day in milliseconds. */
export const DAY = 24 * HOUR;

const UNITS: Record<string, number> = { h: HOUR, d: DAY, w: 7 * DAY };

/** What {@link parseDuration} accepts, in words for an error message. */
export const DURATION_FORM = 'a whole number of hours, days or weeks, such as "12h", "30d" or "8w"';

/**
 * Reads a duration such as `"12h"`, `"30d"` or `"8w"`.
 *
 * @returns milliseconds, or `undefined` for anything else, zero included.
 */
export function parseDuration(text: string): number | undefined {
    const match = /^([1-9]\d{0,4})([hdw])$/.exec(text);
    const unit = UNITS[match?.[2] ?? ""];
    return unit === undefined ? undefined : Number(match?.[1]) * unit;
}

/** Writes a duration the way {@link parseDuration} reads it, in days where they come out even: `"56d"`, `"12h"`. */
export function formatDuration(milliseconds: number): string {
    return milliseconds % DAY === 0 ? `${milliseconds / DAY}d` : `${milliseconds / HOUR}h`;
}

/** Says how long something lasts, in whole days, or in hours below two days: `"23 days"`, `"1 hour"`. */
export function describeDuration(milliseconds: number): string {
    const inDays = milliseconds >= 2 * DAY;
    const count = Math.max(0, Math.floor(milliseconds / (inDays ? DAY : HOUR)));
    return `${count} ${inDays ? "day" : "hour"}${count === 1 ? "" : "s"}`;
}
