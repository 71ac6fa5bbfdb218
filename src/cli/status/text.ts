import { describeDuration } from "../../base/duration";
import { formatTime } from "../../base/time";
import { table } from "../table";
import { MARKS, type Style } from "../terminal";
import { formerEnds, type TokenSummary } from "../tokens/token-summary";
import { countsOf, type Notice, type StatusReport } from "./report";
import { counted, distance, nextStep, NOTHING, sentence, stackName, tokenName } from "./words";

const HEAD = ["", "TOKEN", "SYSTEM", "STATUS", "ENDS IN", "NEXT", "PREVIOUS", "AGE", "FINGERPRINT"];

/** The report for a person at a terminal. */
export function statusText(report: StatusReport, style: Style): string {
    const { tokens, notices, journals, at } = report;
    const rows = tokens.map((token) => row(token, at, style));
    const known = tokens.length === 0 ? [] : [table([HEAD.map(style.dim), ...rows])];
    const blocks = [
        summary(report, style),
        ...known,
        ...todos(tokens, style),
        ...notes(notices, style),
        ...(journals.length === 0 ? [] : [style.dim(`journal: ${journals.join(", ")}`)]),
    ];
    return `${blocks.join("\n\n")}\n`;
}

function summary({ tokens, stacks, at }: StatusReport, style: Style): string {
    const counts = countsOf(tokens);
    const found = `${counted(tokens.length, "token")} in ${counted(stacks.length, "stack")}`;
    const words = counts === "" ? found : `${found}: ${counts}`;
    return `${style.bold(words)}  ${style.dim(formatTime(at))}`;
}

function row(token: TokenSummary, now: number, style: Style): string[] {
    const { level, condition, system, endsAt, issuedAt, fingerprint } = token;
    const former = formerEnds(token).map((end) => distance(end, now));
    const age = issuedAt === undefined ? NOTHING : describeDuration(now - issuedAt);
    return [
        style.level(level, MARKS[level]),
        tokenName(token),
        system,
        style.level(level, condition),
        condition === "unreadable" ? NOTHING : endsAt === undefined ? "unknown" : distance(endsAt, now),
        nextStep(token, now),
        former.length === 0 ? NOTHING : former.join(", "),
        age,
        fingerprint ?? NOTHING,
    ];
}

/** What a person must do, and of the rest what would be asked about. */
function todos(tokens: readonly TokenSummary[], style: Style): string[] {
    const told = tokens.filter(({ todo, reason }) => todo !== undefined || reason !== undefined);
    const lines = told.map(({ level, reason, todo, ...token }) => {
        const why = reason === undefined ? "" : ` ${sentence(reason)}`;
        const what = todo === undefined ? "" : ` ${style.bold(sentence(todo))}`;
        return `${style.level(level, MARKS[level])} ${tokenName(token)}:${why}${what}`;
    });
    return lines.length === 0 ? [] : [lines.join("\n")];
}

function notes(notices: readonly Notice[], style: Style): string[] {
    const lines = notices.map(
        ({ level, about, words }) =>
            `${style.level(level, MARKS[level])} ${stackName(about)}: ${sentence(words)}`,
    );
    return lines.length === 0 ? [] : [lines.join("\n")];
}
