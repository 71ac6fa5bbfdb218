import { formatTime } from "../../base/time";
import type { StatusReport } from "./report";

/** What is an instant, in a summary. */
const INSTANTS = ["issuedAt", "endsAt", "nextAt", "previousEndsAt", "earlierEndsAt", "at"];

/** The report as JSON, for programs: times are ISO 8601 UTC, what is not known is missing. */
export function statusJson(report: StatusReport): string {
    const { at, level, tokens, ...rest } = report;
    const ordered = { version: 1, at, level, tokens, ...rest };
    return `${JSON.stringify(ordered, withTimes, 2)}\n`;
}

function withTimes(key: string, value: unknown): unknown {
    const written = (one: unknown) => (typeof one === "number" ? formatTime(one) : one);
    if (!INSTANTS.includes(key)) {
        return value;
    }
    return Array.isArray(value) ? value.map(written) : written(value);
}
