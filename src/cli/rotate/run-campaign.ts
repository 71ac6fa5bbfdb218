import type { PulumiCommand } from "@pulumi/pulumi/automation";
import { eachOf } from "../at-a-time";
import type { CampaignRecord } from "./campaign-record";
import type { StackResult } from "./outcomes";
import type { Plan } from "./plan";
import type { Progress } from "./progress";
import { rotateStack } from "./rotate-stack";

/** A rotation of many stacks. */
export interface Campaign {
    readonly folder: string;
    readonly pulumiCommand: PulumiCommand;
    readonly plan: Plan;
    readonly record: CampaignRecord;
    readonly release: string;
    readonly concurrency: number;
    readonly cancelLocked: boolean;
    readonly progress: Progress;
    /** No further stack is begun once it is set. */
    readonly signal: AbortSignal;
}

/**
 * Brings the stacks that are not done yet to the release, a bounded number at a time.
 *
 * @returns in the order of the plan; a stack that was not begun is missing
 */
export async function runCampaign(campaign: Campaign): Promise<Map<string, StackResult>> {
    const { plan, record, progress, concurrency, signal } = campaign;
    const results = new Map<string, StackResult>();
    for (const [stack, users] of plan) {
        const tokens = record.doneTokens(stack, users);
        if (tokens !== undefined) {
            results.set(stack, { tokens });
        }
    }
    const left = [...plan].filter(([stack]) => !results.has(stack));
    progress.start(left.map(([stack]) => stack));
    await eachOf(left, concurrency, async ([stack, users]) => {
        if (!signal.aborted) {
            results.set(stack, await runStack(campaign, stack, users));
        }
    });
    const ordered = [...plan.keys()].map((stack) => [stack, results.get(stack)] as const);
    return new Map(ordered.filter((entry): entry is [string, StackResult] => entry[1] !== undefined));
}

async function runStack(
    { folder, pulumiCommand, record, release, cancelLocked, progress }: Campaign,
    stack: string,
    users: readonly string[],
): Promise<StackResult> {
    const wasCutOff = record.wasCutOff(stack);
    record.begin(stack);
    progress.begin(stack);
    const result = await rotateStack({
        folder,
        pulumiCommand,
        stack,
        users,
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
