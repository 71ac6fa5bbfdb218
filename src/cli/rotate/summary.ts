import type { Outcome, StackResult } from "./outcomes";
import type { Plan } from "./plan";

type Results = ReadonlyMap<string, StackResult>;

const WORDS: Readonly<Record<Outcome["kind"], string>> = {
    rotated: "rotated",
    adopted: "adopted",
    unchanged: "nothing to do",
    waits: "waiting",
    failed: "for a person",
    unreached: "not reached",
};

/** How often each outcome occurs, in words. */
export function countsOf(outcomes: readonly Outcome[]): string[] {
    return Object.entries(WORDS).flatMap(([kind, words]) => {
        const count = outcomes.filter((outcome) => outcome.kind === kind).length;
        return count === 0 ? [] : [`${count} ${words}`];
    });
}

/** Whether something is left that no later run does by itself. */
export function needsPerson(plan: Plan, results: Results): boolean {
    const isOpen = ({ kind }: Outcome) => kind === "failed" || kind === "unreached";
    return (
        results.size < plan.size ||
        [...results.values()].some(
            ({ tokens, problem }) => problem !== undefined || Object.values(tokens).some(isOpen),
        )
    );
}

interface Campaign {
    readonly release: string;
    readonly plan: Plan;
    readonly results: Results;
    readonly seconds: number;
}

/** What a campaign came to, and what is left. */
export function describeCampaign({ release, plan, results, seconds }: Campaign): string {
    const outcomes = [...results.values()].flatMap(({ tokens }) => Object.values(tokens));
    const counts = countsOf(outcomes).join(", ") || "no token";
    const notBegun = [...plan.keys()].filter((stack) => !results.has(stack));
    const waiting = [...results].flatMap(([stack, { tokens }]) => waitingIn(stack, Object.values(tokens)));
    const forPerson = [...results].flatMap(([stack, result]) => forPersonIn(stack, result));
    return [
        `\nrelease ${release}, ${results.size} of ${plan.size} stacks, ${seconds} s: ${counts}`,
        ...section("waiting for the end of an overlap; the same command after that time rotates:", waiting),
        ...section("for a person:", forPerson),
        ...section("not begun, the same command goes on with them:", notBegun),
    ].join("\n");
}

function waitingIn(stack: string, outcomes: readonly Outcome[]): string[] {
    const ends = outcomes.flatMap((outcome) => (outcome.kind === "waits" ? [outcome.until] : []));
    const last = ends.sort().at(-1);
    return last === undefined ? [] : [`${stack}: ${ends.length} until ${last}`];
}

function forPersonIn(stack: string, { tokens, problem }: StackResult): string[] {
    const failed = Object.entries(tokens).flatMap(([user, outcome]) =>
        outcome.kind === "failed" ? [`${stack}/${user}: ${outcome.message}`] : [],
    );
    return [...(problem === undefined ? [] : [`${stack}: ${problem}`]), ...failed];
}

function section(title: string, lines: readonly string[]): string[] {
    return lines.length === 0 ? [] : [title, ...lines.map((line) => `  ${line}`)];
}
