import { DAY } from "../../src/base/duration";
import { formatTime } from "../../src/base/time";
import type { ExportedToken } from "../../src/cli/stacks/exported-state";
import { type StatusReport, statusReport } from "../../src/cli/status/report";

/** The instant of {@link largeReport}. */
export const REPORTED = Date.parse("2026-11-27T12:00:00Z");

const NAMES = ["ci", "dashboards", "reports", "alerts", "terraform", "grafana", "synthetics", "audit"];

/** A report of many tokens whose lives are spread over two years, some of them rejected, some in their overlap. */
export function largeReport(tokens: number, stacks: number): StatusReport {
    const each = Array.from({ length: stacks }, (_, stack) => ({
        stack: `organization/network/stack-${stack + 1}`,
        state: {
            cutOff: [],
            tokens: Array.from({ length: tokens / stacks }, (__, index) => token(index, stack)),
        },
    }));
    return statusReport(each, new Map(), REPORTED, true);
}

function token(index: number, stack: number): ExportedToken {
    const name = `${NAMES[index % NAMES.length] ?? ""}-${index + 1}`;
    const number = stack * 1000 + index + 1;
    const tokenFingerprint = number.toString(16).padStart(12, "0");
    // The third of each stack has just been rotated.
    const issued = REPORTED - (index === 2 ? 5 : (number * 37) % 710) * DAY;
    if (index % 9 === 4) {
        const outputs = { status: "active", tokenFingerprint, adoptedAt: formatTime(issued) };
        return { name, type: "versio:ApiToken", outputs };
    }
    const end = issued + 730 * DAY;
    const isYoung = REPORTED - issued < 14 * DAY;
    return {
        name,
        type: "thousandeyes:ApiToken",
        outputs: {
            status: index % 17 === 3 ? "rejected" : "active",
            tokenFingerprint,
            issuedAt: formatTime(issued),
            validUntil: formatTime(end),
            rotatesAfter: formatTime(end - 60 * DAY),
            ...(isYoung ? { previousValidUntil: formatTime(issued + 14 * DAY) } : {}),
        },
    };
}
