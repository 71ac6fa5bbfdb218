import { statusMetrics } from "../../../src/cli/status/metrics";
import { statusReport } from "../../../src/cli/status/report";
import { largeReport, REPORTED } from "../../support/status-report";

const NAME = "[a-zA-Z_:][a-zA-Z0-9_:]*";
const LABEL = String.raw`[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\["\\n])*"`;
const SAMPLE = new RegExp(`^(${NAME})(?:\\{${LABEL}(?:,${LABEL})*\\})? -?[0-9]+(?:\\.[0-9]+)?$`);

/** By the grammar of OpenMetrics 1.0, as far as gauges go. */
function problemsOf(text: string): string[] {
    const lines = text.split("\n");
    const problems: string[] = [];
    if (lines.pop() !== "" || lines.pop() !== "# EOF") {
        problems.push("does not end with # EOF");
    }
    const seen = new Set<string>();
    let family = "";
    for (const line of lines) {
        const [, kind, name = "", rest = ""] = /^# (TYPE|UNIT|HELP) (\S+) (.+)$/.exec(line) ?? [];
        if (kind === "TYPE") {
            problems.push(...(seen.has(name) ? [`${name} comes twice`] : []));
            seen.add((family = name));
        }
        const sample = SAMPLE.exec(line)?.[1];
        const isMeta = kind !== undefined && name === family;
        if (!isMeta && sample !== family) {
            problems.push(`out of place: ${line}`);
        }
        if (kind === "UNIT" && !name.endsWith(`_${rest}`)) {
            problems.push(`${name} does not end with its unit`);
        }
    }
    return problems;
}

test("the metrics of a thousand tokens follow the grammar, each sample once", () => {
    const text = statusMetrics(largeReport(1000, 20));
    expect(problemsOf(text)).toEqual([]);
    const samples = text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
    expect(samples.length).toBeGreaterThan(4000);
    const series = samples.map((line) => line.slice(0, line.lastIndexOf(" ")));
    expect(new Set(series).size).toBe(series.length);
});

test("a name with quotes, a backslash and a line break stays one label", () => {
    const odd = 'a"b\\c\nd';
    const state = { cutOff: [], tokens: [{ name: odd, type: "versio:ApiToken" as const, outputs: {} }] };
    const text = statusMetrics(statusReport([{ stack: "s", state }], new Map(), REPORTED, true));
    expect(problemsOf(text)).toEqual([]);
    expect(text).toContain(String.raw`name="a\"b\\c\nd"`);
});

test("the check finds what is no OpenMetrics", () => {
    expect(problemsOf("# TYPE a gauge\na 1\n")).toEqual(["does not end with # EOF"]);
    expect(problemsOf("# TYPE a gauge\nb 1\n# EOF\n")).toEqual(["out of place: b 1"]);
    expect(problemsOf('# TYPE a gauge\na{x="y} 1\n# EOF\n')).toHaveLength(1);
});
