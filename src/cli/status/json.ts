import { formatTime } from "../../base/time";
import type { StatusReport } from "./report";

/** What is an instant, in a summary. */
const INSTANTS = ["issuedAt", "endsAt", "nextAt", "previousEndsAt", "at"];

/** The report as JSON, for programs: times are ISO 8601 UTC, what is not known is missing. */
export function statusJson(report: StatusReport): string {
    const { at, level, tokens, ...rest } = report;
    const ordered = { version: 1, at, level, tokens, ...rest };
    return `${JSON.stringify(ordered, withTimes, 2)}\n`;
}

function withTimes(key: string, value: unknown): unknown {
    return INSTANTS.includes(key) && typeof value === "number" ? formatTime(value) : value;
}
