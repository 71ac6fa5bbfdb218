import { organisationsFor } from "../stage/organisations.mjs";
import { withPulumiStage } from "../stage/pulumi-stage.mjs";
import { TokenStacks } from "../stage/token-stacks.mjs";

/** @typedef {import("../bench.mjs").Bench} Bench */
/** @typedef {import("../report/statistics.cjs").Reading} Reading */
/** @typedef {import("../stage/pulumi-stage.mjs").Run} Run */

const COUNT = 100;

/** By then the overlap of a token with its predecessor, 14 days, is over. */
const DAYS_UNTIL_ROTATION = 15;

/** @type {import("../bench.mjs").Pair} */
export const rotate = {
    name: "rotate",
    title: `\`pulumi up\` that creates ${COUNT} tokens, and one that rotates them`,
    comparedWith: "bare dynamic resources that send their requests without journal, check or second process",
    run: measureRotate,
};

/** @param {Bench} bench */
function measureRotate(bench) {
    const { organisations, uids } = organisationsFor(2 * COUNT);
    return withPulumiStage(bench, organisations, (stage) => {
        const sides = [
            { stacks: new TokenStacks(stage, "api-tokens"), uids: uids.slice(0, COUNT) },
            { stacks: new TokenStacks(stage, "bare-tokens"), uids: uids.slice(COUNT) },
        ];
        let round = 0;
        return bench.inRounds(async (tell) => {
            const stack = `round-${++round}`;
            const created = [];
            for (const { stacks, uids } of sides) {
                await stacks.open(stack, uids);
                tell(`creating ${COUNT} tokens`);
                created.push(await stacks.up(stack));
            }
            await stage.advance(DAYS_UNTIL_ROTATION);
            const rotated = [];
            for (const { stacks } of sides) {
                tell(`rotating ${COUNT} tokens`);
                rotated.push(await stacks.rotate(stack));
            }
            return [...readingsOf("create", created), ...readingsOf("rotate", rotated)];
        });
    });
}

/**
 * @param {"create" | "rotate"} verb
 * @param {Run[]} runs ours and the bare one
 * @returns {Reading[]}
 */
function readingsOf(verb, [ours, bare]) {
    if (ours === undefined || bare === undefined) {
        throw new Error("a side has no run");
    }
    const issues = `${verb}: POST /api-tokens per token`;
    const others = `${verb}: GET /users/current per token`;
    /** @type {Reading["target"]} */
    const once = { of: "ours", atMost: 1, atLeast: 1 };
    return [
        { what: `${verb}: time`, unit: "ms", ours: ours.ms, other: bare.ms },
        { what: issues, unit: "", ours: perToken(ours, "POST"), other: perToken(bare, "POST"), target: once },
        { what: others, unit: "", ours: perToken(ours, "GET"), other: perToken(bare, "GET") },
        {
            what: `${verb}: requests per token`,
            unit: "",
            ours: perToken(ours),
            other: perToken(bare),
            ...(verb === "rotate" ? { target: { of: "ours", atMost: 2 } } : {}),
        },
    ];
}

/**
 * @param {Run} run
 * @param {string} [method] default: any
 */
function perToken({ requests }, method) {
    return requests.filter((request) => method === undefined || request.method === method).length / COUNT;
}
