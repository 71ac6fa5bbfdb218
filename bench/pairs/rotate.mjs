import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { organisationsFor } from "../stage/organisations.mjs";
import { withPulumiStage } from "../stage/pulumi-stage.mjs";
import { TokenStacks } from "../stage/token-stacks.mjs";
import { runWorker } from "../stage/worker.mjs";

/** @typedef {import("../bench.mjs").Bench} Bench */
/** @typedef {import("../report/statistics.cjs").Reading} Reading */
/** @typedef {import("../stage/pulumi-stage.mjs").PulumiStage} PulumiStage */
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

/** As many as the engine has under way by default on two cores. */
const CONCURRENCY = 8;

/** @param {Bench} bench */
function measureRotate(bench) {
    const { organisations, uids } = organisationsFor(3 * COUNT);
    return withPulumiStage(bench, organisations, (stage) => {
        const sides = [
            { stacks: new TokenStacks(stage, "api-tokens"), uids: uids.slice(0, COUNT) },
            { stacks: new TokenStacks(stage, "bare-tokens"), uids: uids.slice(COUNT, 2 * COUNT) },
        ];
        const others = uids.slice(2 * COUNT);
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
            const three = await sendAlone(stage, others, "check,issue,check");
            const two = await sendAlone(stage, others, "issue,check");
            return [
                ...readingsOf("create", created, { ours: three, bare: two }),
                ...readingsOf("rotate", rotated, { ours: two, bare: two }),
            ];
        });
    });
}

/**
 * Sends the requests of so many tokens without anything around them.
 * @param {PulumiStage} stage
 * @param {string[]} uids whose tokens
 * @param {string} steps of each token
 * @returns {Promise<number>} milliseconds
 */
async function sendAlone(stage, uids, steps) {
    const file = join(stage.pulumi.folder, "tokens.json");
    writeFileSync(file, JSON.stringify(await stage.pasteTokens(uids)));
    const args = [stage.apiUrl, file, steps, String(CONCURRENCY)];
    const { result } = await runWorker(stage.bench, "requests.cjs", args);
    const { ms } = /** @type {{ ms: number }} */ (result);
    return ms;
}

/**
 * @param {"create" | "rotate"} verb
 * @param {Run[]} runs ours and the bare one
 * @param {{ ours: number, bare: number }} alone how long their requests take alone
 * @returns {Reading[]}
 */
function readingsOf(verb, [ours, bare], alone) {
    if (ours === undefined || bare === undefined) {
        throw new Error("a side has no run");
    }
    const issues = `${verb}: POST /api-tokens per token`;
    const others = `${verb}: GET /users/current per token`;
    /** @type {Reading["target"]} */
    const once = { of: "ours", atMost: 1, atLeast: 1 };
    return [
        { what: `${verb}: time`, unit: "ms", ours: ours.ms, other: bare.ms },
        { what: `${verb}: its requests alone`, unit: "ms", ours: alone.ours, other: alone.bare },
        {
            what: `${verb}: time over that`,
            unit: "ms",
            ours: ours.ms - alone.ours,
            other: bare.ms - alone.bare,
        },
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
