import statistics from "../report/statistics.cjs";
import { inTurn } from "../stage/in-turn.mjs";
import { organisationsFor } from "../stage/organisations.mjs";
import plugin from "../stage/plugin-start.cjs";
import { withPulumiStage } from "../stage/pulumi-stage.mjs";
import { TokenStacks } from "../stage/token-stacks.mjs";

/** @typedef {import("../bench.mjs").Bench} Bench */
/** @typedef {import("../report/statistics.cjs").Reading} Reading */
/** @typedef {import("../stage/plugin-start.cjs").Start} Start */

const STACK = "dev";

/** Processes of each side in a round, in turn. */
const STARTS = 5;

/** @type {import("../bench.mjs").Pair} */
export const start = {
    name: "start",
    title: "the SDK's plugin process, from its start to its first answers about a token",
    comparedWith: "the same process with a bare dynamic resource",
    run: measureStart,
};

/** @param {Bench} bench */
function measureStart(bench) {
    const { organisations, uids } = organisationsFor(2);
    return withPulumiStage(bench, organisations, async (stage) => {
        const { environment } = stage.pulumi;
        const prepare = async (/** @type {TokenStacks} */ stacks) => {
            await stacks.open(STACK, uids.splice(0, 1));
            await stacks.prepare(STACK);
            const token = await stacks.tokenInClear(STACK);
            return () => plugin.startPlugin({ environment, ...token });
        };
        bench.tell("preparing tokens");
        const startOurs = await prepare(new TokenStacks(stage, "api-tokens"));
        const startBare = await prepare(new TokenStacks(stage, "bare-tokens"));
        return bench.inRounds(async () => {
            const { ours, bare } = await inTurn(STARTS, startOurs, startBare);
            return readingsOf(ours, bare);
        });
    });
}

/**
 * @param {Start[]} ours
 * @param {Start[]} bare
 * @returns {Reading[]}
 */
function readingsOf(ours, bare) {
    const middle = (/** @type {Start[]} */ starts, /** @type {keyof Start} */ key) =>
        statistics.median(starts.map((start) => start[key]));
    const of = (/** @type {keyof Start} */ key) => ({ ours: middle(ours, key), other: middle(bare, key) });
    return [
        { what: "until it listens", unit: "ms", ...of("listensMs") },
        { what: "until it has answered `check`", unit: "ms", ...of("checkedMs") },
        { what: "until it has answered `diff`, too", unit: "ms", ...of("diffedMs") },
    ];
}
