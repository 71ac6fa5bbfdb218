import { join } from "node:path";
import statistics from "../report/statistics.cjs";
import { inTurn } from "../stage/in-turn.mjs";
import { organisationsFor } from "../stage/organisations.mjs";
import plugin from "../stage/plugin-start.cjs";
import { ProviderStacks } from "../stage/provider-stacks.mjs";
import { withPulumiStage } from "../stage/pulumi-stage.mjs";
import { TokenStacks } from "../stage/token-stacks.mjs";

/** @typedef {import("../report/statistics.cjs").Reading} Reading */
/** @typedef {import("../stage/plugin-start.cjs").Start} Start */
/** @typedef {import("../stage/pulumi-stage.mjs").Run} Run */

/** How many tokens each stack has. */
const COUNT = 1_000;
const STACK = "dev";

/** Processes of each side in a round, in turn. */
const STARTS = 5;

/** @type {import("../bench.mjs").Pair} */
export const provider = {
    name: "provider",
    title: "`pulumi up` without a change, of 1,000 `api-tokens:thousandeyes:ApiToken`s in YAML, by the provider for every language",
    comparedWith: "the same tokens in JavaScript, by the dynamic resources of this package",
    run: measureProvider,
};

/** @param {import("../bench.mjs").Bench} bench */
function measureProvider(bench) {
    const { organisations, uids } = organisationsFor(2 * COUNT);
    return withPulumiStage(bench, organisations, async (stage) => {
        const ours = await ProviderStacks.on(stage);
        const dynamic = new TokenStacks(stage, "api-tokens");
        for (const stacks of [ours, dynamic]) {
            bench.tell(`preparing ${COUNT} tokens`);
            await stacks.open(STACK, uids.splice(0, COUNT));
            await stacks.prepare(STACK);
        }
        const { environment } = stage.pulumi;
        const [token, dynamicToken] = [await ours.tokenInClear(STACK), await dynamic.tokenInClear(STACK)];
        const script = join(ours.plugin, "dist", "plugin.js");
        const startOurs = () => plugin.startPlugin({ environment, ...token, script });
        const startDynamic = () => plugin.startPlugin({ environment, ...dynamicToken });
        return bench.inRounds(async (tell) => {
            tell("the provider");
            const run = await ours.upWithoutChange(STACK, COUNT);
            tell("the dynamic resources");
            const dynamicRun = await dynamic.upWithoutChange(STACK, COUNT);
            tell("starts");
            const starts = await inTurn(STARTS, startOurs, startDynamic);
            return [...readingsOf(run, dynamicRun), ...startsOf(starts.ours, starts.bare)];
        });
    });
}

/**
 * @param {Run} ours
 * @param {Run} other
 * @returns {Reading[]}
 */
function readingsOf(ours, other) {
    return [
        {
            what: "time, 1,000 tokens",
            unit: "ms",
            ours: ours.ms,
            other: other.ms,
            target: { of: "ratio", atMost: 0.8 },
        },
        {
            what: "peak memory of the plugin, 1,000 tokens",
            unit: "MB",
            ours: ours.plugin.peakMB,
            other: other.plugin.peakMB,
            target: { of: "ratio", atMost: 0.7 },
        },
        {
            what: "CPU time of the plugin, 1,000 tokens",
            unit: "ms",
            ours: ours.plugin.cpuMs,
            other: other.plugin.cpuMs,
        },
    ];
}

/**
 * @param {Start[]} ours
 * @param {Start[]} other
 * @returns {Reading[]}
 */
function startsOf(ours, other) {
    const middle = (/** @type {Start[]} */ starts, /** @type {keyof Start} */ key) =>
        statistics.median(starts.map((start) => start[key]));
    const of = (/** @type {keyof Start} */ key) => ({ ours: middle(ours, key), other: middle(other, key) });
    return [
        {
            what: "start of the plugin, until it listens",
            unit: "ms",
            ...of("listensMs"),
            target: { of: "ratio", atMost: 0.6 },
        },
        { what: "until it has answered `check` and `diff`", unit: "ms", ...of("diffedMs") },
    ];
}
