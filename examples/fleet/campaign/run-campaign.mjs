import { rotateStack } from "./rotate-stack.mjs";

/**
 * @typedef {import("./rotate-stack.mjs").StackResult} StackResult
 * @typedef {StackResult & { earlier?: true }} CampaignResult `earlier`: done by an earlier run
 *
 * @typedef {object} Campaign
 * @property {string} folder
 * @property {import("@pulumi/pulumi/automation/index.js").PulumiCommand} pulumiCommand
 * @property {import("./plan.mjs").Plan} plan
 * @property {import("./campaign-record.mjs").CampaignRecord} record
 * @property {string} release
 * @property {number} concurrency
 * @property {boolean} cancelLocked
 * @property {import("./progress.mjs").Progress} progress
 * @property {AbortSignal} signal no further stack is begun once it is set
 */

/**
 * Brings the stacks that are not done yet to the release, a bounded number at a time.
 *
 * @param {Campaign} campaign
 * @returns {Promise<Map<string, CampaignResult>>} in the order of the plan; a stack that was not begun is missing
 */
export async function runCampaign(campaign) {
    const { plan, record, progress, concurrency, signal } = campaign;
    /** @type {Map<string, CampaignResult>} */
    const results = new Map();
    const left = [...plan.keys()].filter((stack) => {
        const tokens = record.doneTokens(stack, plan.get(stack) ?? []);
        if (tokens !== undefined) {
            results.set(stack, { tokens, earlier: true });
        }
        return tokens === undefined;
    });
    progress.start(left);
    const work = async () => {
        for (let stack = left.shift(); stack !== undefined && !signal.aborted; stack = left.shift()) {
            results.set(stack, await runStack(campaign, stack));
        }
    };
    await Promise.all(Array.from({ length: concurrency }, work));
    return new Map([...plan.keys()].flatMap((stack) => entryOf(results, stack)));
}

/**
 * @param {Campaign} campaign
 * @param {string} stack
 */
async function runStack({ folder, pulumiCommand, plan, record, release, cancelLocked, progress }, stack) {
    const wasCutOff = record.wasCutOff(stack);
    record.begin(stack);
    progress.begin(stack);
    const result = await rotateStack({
        folder,
        pulumiCommand,
        stack,
        users: plan.get(stack) ?? [],
        release,
        startedAt: record.startedAt,
        locksToCancel: cancelLocked ? "any" : wasCutOff ? "of a dead process" : "none",
        say: (text) => {
            progress.say(`${stack}: ${text}`);
        },
        onToken: (user) => {
            progress.token(stack, user);
        },
    });
    record.end(stack, result.tokens);
    progress.end(stack, result);
    return result;
}

/**
 * @param {Map<string, CampaignResult>} results
 * @param {string} stack
 * @returns {[string, CampaignResult][]}
 */
function entryOf(results, stack) {
    const result = results.get(stack);
    return result === undefined ? [] : [[stack, result]];
}
