import { organisationsFor } from "../stage/organisations.mjs";
import { withPulumiStage } from "../stage/pulumi-stage.mjs";
import { TokenStacks } from "../stage/token-stacks.mjs";

/** @typedef {import("../bench.mjs").Bench} Bench */
/** @typedef {import("../report/statistics.cjs").Reading} Reading */
/** @typedef {import("../stage/pulumi-stage.mjs").Run} Run */
/** @typedef {{ ours: Run, bare: Run }} Runs */

/** How many tokens the stacks have. */
const ONE = 1;
const HUNDRED = 100;
const THOUSAND = 1_000;
const SIZES = [ONE, HUNDRED, THOUSAND];

/** @type {import("../bench.mjs").Pair} */
export const up = {
    name: "up",
    title: "`pulumi up` without a change, of `thousandeyes.ApiToken`s",
    comparedWith: "bare dynamic resources of a provider of ten lines that does the same job",
    run: measureUp,
};

/** @param {Bench} bench */
function measureUp(bench) {
    const users = SIZES.reduce((total, size) => total + size, 0);
    const { organisations, uids } = organisationsFor(2 * users);
    return withPulumiStage(bench, organisations, async (stage) => {
        const ours = new TokenStacks(stage, "api-tokens");
        const bare = new TokenStacks(stage, "bare-tokens");
        for (const stacks of [ours, bare]) {
            for (const size of SIZES) {
                bench.tell(`preparing ${size} tokens`);
                await stacks.open(nameOf(size), uids.splice(0, size));
                await stacks.prepare(nameOf(size));
            }
        }
        const bytes = sizes(
            await ours.bytesOfToken(nameOf(THOUSAND)),
            await bare.bytesOfToken(nameOf(THOUSAND)),
        );
        return bench.inRounds(async (tell) => {
            /** @type {Map<number, Runs>} */
            const runs = new Map();
            for (const size of SIZES) {
                tell(`${size} tokens`);
                runs.set(size, {
                    ours: await ours.upWithoutChange(nameOf(size), size),
                    bare: await bare.upWithoutChange(nameOf(size), size),
                });
            }
            return [...readingsOf(runs), ...bytes];
        });
    });
}

/**
 * @param {Map<number, Runs>} runs by the number of tokens
 * @returns {Reading[]}
 */
function readingsOf(runs) {
    const one = runsOf(runs, ONE);
    const hundred = runsOf(runs, HUNDRED);
    const thousand = runsOf(runs, THOUSAND);
    return [
        time("1 token", one),
        time("100 tokens", hundred),
        { ...time("1,000 tokens", thousand), target: { of: "ratio", atMost: 0.9 } },
        {
            what: "time per token, 1,000 tokens",
            unit: "ms",
            ours: thousand.ours.ms / THOUSAND,
            other: hundred.ours.ms / HUNDRED,
            otherIs: "100 tokens",
            target: { of: "ratio", atMost: 1 },
        },
        // What a run costs whatever its size hides how the cost grows.
        furtherToken("from 1 to 100", one, hundred, HUNDRED - ONE),
        furtherToken("from 100 to 1,000", hundred, thousand, THOUSAND - HUNDRED),
        ...usage("program", "1,000 tokens", thousand),
        ...usage("plugin", "1 token", one),
        ...usage("plugin", "1,000 tokens", thousand),
    ];
}

/**
 * @param {string} size
 * @param {Runs} runs
 * @returns {Reading}
 */
function time(size, { ours, bare }) {
    return { what: `time, ${size}`, unit: "ms", ours: ours.ms, other: bare.ms };
}

/**
 * @param {string} range
 * @param {Runs} few
 * @param {Runs} many
 * @param {number} further tokens that `many` has
 * @returns {Reading}
 */
function furtherToken(range, few, many, further) {
    const cost = (/** @type {keyof Runs} */ side) => (many[side].ms - few[side].ms) / further;
    return { what: `each further token, ${range}`, unit: "ms", ours: cost("ours"), other: cost("bare") };
}

/**
 * @param {"program" | "plugin"} kind
 * @param {string} size
 * @param {Runs} runs
 * @returns {Reading[]}
 */
function usage(kind, size, { ours, bare }) {
    return [
        {
            what: `CPU time of the ${kind}, ${size}`,
            unit: "ms",
            ours: ours[kind].cpuMs,
            other: bare[kind].cpuMs,
        },
        {
            what: `peak memory of the ${kind}, ${size}`,
            unit: "MB",
            ours: ours[kind].peakMB,
            other: bare[kind].peakMB,
        },
    ];
}

/**
 * @param {{ all: number, provider: number }} ours
 * @param {{ all: number, provider: number }} bare
 * @returns {Reading[]}
 */
function sizes(ours, bare) {
    return [
        {
            what: "state of a token",
            unit: "bytes",
            ours: ours.all,
            other: bare.all,
            target: { of: "ratio", atMost: 0.5 },
        },
        {
            what: "of which: where its provider is, or its provider",
            unit: "bytes",
            ours: ours.provider,
            other: bare.provider,
        },
    ];
}

/**
 * @param {Map<number, Runs>} runs
 * @param {number} size
 */
function runsOf(runs, size) {
    const found = runs.get(size);
    if (found === undefined) {
        throw new Error(`there is no run of ${size} tokens`);
    }
    return found;
}

/** @param {number} size */
function nameOf(size) {
    return `of-${size}`;
}
