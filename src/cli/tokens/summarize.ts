import { type ExportedToken, SYSTEMS } from "../stacks/exported-state";
import { adoptedFindings } from "./adopted-findings";
import { type JournalFacts, NOTHING_OPEN } from "./journal-facts";
import { adoptedOutputs, rotatingOutputs } from "./outputs";
import { rotatingFindings } from "./rotating-findings";
import { CONDITIONS, type Findings, type TokenSummary } from "./token-summary";

/** All that is said of a token, from its state, the journal and the clock. */
export function summarize(
    stack: string,
    token: ExportedToken,
    journal: (fingerprint: string) => JournalFacts | undefined,
    now: number,
): TokenSummary {
    const { system, rotates } = SYSTEMS[token.type];
    const findings = findingsOf(token, journal, now) ?? UNREADABLE;
    return { stack, name: token.name, system, rotates, level: levelOf(findings, now), ...findings };
}

function findingsOf(
    { type, outputs: raw }: ExportedToken,
    journal: (fingerprint: string) => JournalFacts | undefined,
    now: number,
): Findings | undefined {
    if (SYSTEMS[type].rotates) {
        const outputs = rotatingOutputs(raw);
        return outputs && rotatingFindings(outputs, journal(outputs.tokenFingerprint) ?? NOTHING_OPEN, now);
    }
    const outputs = adoptedOutputs(raw);
    return outputs && adoptedFindings(outputs, type, now);
}

const UNREADABLE: Findings = {
    condition: "unreadable",
    reason: "its state lacks what every token's state has",
    todo: "Run `pulumi up`, or `pulumi refresh`. If a newer release of this package wrote the state, use that release",
};

/** Whoever uses a token whose successor is only in the journal is shut out once it has ended. */
function levelOf({ condition, endsAt }: Findings, now: number): TokenSummary["level"] {
    return condition === "unsaved" && endsAt !== undefined && endsAt <= now
        ? "broken"
        : CONDITIONS[condition];
}
