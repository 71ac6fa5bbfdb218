/** Writes an instant (milliseconds since 1970) as ISO 8601 in UTC with whole seconds, the rest cut off: `2028-11-22T09:00:00Z`. */
export function formatTime(instant: number): string {
    return new Date(instant).toISOString().replace(/\.\d{3}Z$/, "Z");
}

/** The same to the millisecond where there is a part of a second: for what is read again. */
export function formatInstant(instant: number): string {
    return new Date(instant).toISOString().replace(".000Z", "Z");
}

/** The whole second that an instant belongs to. */
export function wholeSecond(instant: number): number {
    return Math.floor(instant / 1000) * 1000;
}

const ISO_8601 = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2}))?$/;

/**
 * Reads an ISO 8601 date (`2028-11-22`, midnight UTC) or date and time with a zone (`2028-11-22T09:00:00Z`).
 *
 * @returns milliseconds since 1970, or `undefined` for anything else, nothing at all included.
 */
export function parseTime(text = ""): number | undefined {
    const instant = ISO_8601.test(text) && isDay(text.slice(0, 10)) ? Date.parse(text) : NaN;
    return Number.isNaN(instant) || instant > LAST ? undefined : instant;
}

/** Years of more digits are written another way. */
const LAST = Date.parse("9999-12-31T23:59:59.999Z");

/** `Date.parse` takes February 30th for March 2nd. */
function isDay(text: string): boolean {
    const instant = Date.parse(text);
    return !Number.isNaN(instant) && new Date(instant).toISOString().startsWith(text);
}
