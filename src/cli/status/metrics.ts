import { exitCodeOf, formerEnds, LEVELS, type TokenSummary } from "../tokens/token-summary";
import type { StatusReport } from "./report";

type Labels = Readonly<Record<string, string>>;

interface Sample {
    readonly labels: Labels;
    readonly value: number | undefined;
}

/**
 * The report as OpenMetrics text. All are gauges: the text file collector of the node exporter takes no other type that
 * would fit, and reads what is OpenMetrics' alone as comments.
 */
export function statusMetrics({ at, level, tokens, stacks }: StatusReport): string {
    const ofTokens = (value: (token: TokenSummary) => number | undefined) =>
        tokens.map((token) => ({ labels: labelsOf(token), value: value(token) }));
    const families = [
        family(
            "api_token_level",
            "0 fine, 1 to be seen to within days, 2 today.",
            ofTokens(({ level }) => LEVELS.indexOf(level)),
        ),
        family(
            "api_token_condition",
            "What is the matter with the token; always 1.",
            tokens.map((token) => ({
                labels: {
                    ...labelsOf(token),
                    condition: token.condition,
                    fingerprint: token.fingerprint ?? "",
                },
                value: 1,
            })),
        ),
        family(
            "api_token_issued_timestamp_seconds",
            "When the token was issued or taken over.",
            ofTokens(({ issuedAt }) => seconds(issuedAt)),
        ),
        family(
            "api_token_end_timestamp_seconds",
            "When the token stops working.",
            ofTokens(({ endsAt }) => seconds(endsAt)),
        ),
        family(
            "api_token_next_timestamp_seconds",
            "From when it is rotated, or reminded of.",
            ofTokens(({ nextAt }) => seconds(nextAt)),
        ),
        family(
            "api_token_previous_end_timestamp_seconds",
            "When a token before it stops working: 1 is the one before, 2 the one before that.",
            tokens.flatMap(formerEndsOf),
        ),
        family(
            "api_token_stack_readable",
            "Whether the state of the stack could be read.",
            stacks.map(({ stack, isReadable }) => ({ labels: { stack }, value: Number(isReadable) })),
        ),
        family("api_token_status_level", "The worst of tokens, stacks and journals: the exit code.", [
            { labels: {}, value: exitCodeOf(level) },
        ]),
        family("api_token_status_timestamp_seconds", "When this was found out.", [
            { labels: {}, value: seconds(at) },
        ]),
    ];
    return `${families.join("")}# EOF\n`;
}

function formerEndsOf(token: TokenSummary): Sample[] {
    return formerEnds(token).map((end, index) => ({
        labels: { ...labelsOf(token), before: String(index + 1) },
        value: seconds(end),
    }));
}

function seconds(instant: number | undefined): number | undefined {
    return instant === undefined ? undefined : Math.floor(instant / 1000);
}

function labelsOf({ stack, name, system }: TokenSummary): Labels {
    return { stack, name, system };
}

function family(name: string, help: string, samples: readonly Sample[]): string {
    const lines = samples.flatMap(({ labels, value }) =>
        value === undefined ? [] : [`${name}${written(labels)} ${value}\n`],
    );
    const unit = name.endsWith("_seconds") ? [`# UNIT ${name} seconds\n`] : [];
    const head = [`# TYPE ${name} gauge\n`, ...unit];
    return [...head, `# HELP ${name} ${help}\n`, ...lines].join("");
}

function written(labels: Labels): string {
    const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`);
    return pairs.length === 0 ? "" : `{${pairs.join(",")}}`;
}

function escaped(value: string): string {
    return value.replace(/\\/g, "\\\\").replace(/"/g, '\\"').replace(/\n/g, "\\n");
}
