/**
 * @typedef {import("./outcomes.mjs").Outcome} Outcome
 * @typedef {import("./plan.mjs").Plan} Plan
 * @typedef {Map<string, import("./run-campaign.mjs").CampaignResult>} Results
 */

/** @type {Record<Outcome["kind"], string>} */
const WORDS = {
    rotated: "rotated",
    adopted: "adopted",
    unchanged: "nothing to do",
    waits: "waiting",
    failed: "for a person",
    unreached: "not reached",
};

/**
 * How often each outcome occurs, in words.
 * @param {Outcome[]} outcomes
 * @returns {string[]}
 */
export function countsOf(outcomes) {
    return Object.entries(WORDS).flatMap(([kind, words]) => {
        const count = outcomes.filter((outcome) => outcome.kind === kind).length;
        return count === 0 ? [] : [`${count} ${words}`];
    });
}

/**
 * Whether something is left that no later run does by itself.
 *
 * @param {Plan} plan
 * @param {Results} results
 */
export function needsPerson(plan, results) {
    const isOpen = (/** @type {Outcome} */ { kind }) => kind === "failed" || kind === "unreached";
    const stacks = [...results.values()];
    return (
        results.size < plan.size ||
        stacks.some(({ tokens, problem }) => problem !== undefined || Object.values(tokens).some(isOpen))
    );
}

/**
 * @param {{ release: string, plan: Plan, results: Results, seconds: number }} campaign
 * @returns {string}
 */
export function describeCampaign({ release, plan, results, seconds }) {
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

/**
 * @param {string} stack
 * @param {Outcome[]} outcomes
 */
function waitingIn(stack, outcomes) {
    const ends = outcomes.flatMap((outcome) => (outcome.kind === "waits" ? [outcome.until] : []));
    const last = ends.sort().at(-1);
    return last === undefined ? [] : [`${stack}: ${ends.length} until ${last}`];
}

/**
 * @param {string} stack
 * @param {import("./rotate-stack.mjs").StackResult} result
 */
function forPersonIn(stack, { tokens, problem }) {
    const failed = Object.entries(tokens).flatMap(([user, outcome]) =>
        outcome.kind === "failed" ? [`${stack}/${user}: ${outcome.message}`] : [],
    );
    return [...(problem === undefined ? [] : [`${stack}: ${problem}`]), ...failed];
}

/**
 * @param {string} title
 * @param {string[]} lines
 */
function section(title, lines) {
    return lines.length === 0 ? [] : [title, ...lines.map((line) => `  ${line}`)];
}
