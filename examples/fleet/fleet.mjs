// Rotates the tokens of a fleet: see README.md.
import { join } from "node:path";
import { PulumiCommand } from "@pulumi/pulumi/automation/index.js";
import { CampaignRecord } from "./campaign/campaign-record.mjs";
import { help, readOptions, UsageError } from "./campaign/options.mjs";
import { readPlan } from "./campaign/plan.mjs";
import { Progress } from "./campaign/progress.mjs";
import { runCampaign } from "./campaign/run-campaign.mjs";
import { describeCampaign, needsPerson } from "./campaign/summary.mjs";

const folder = import.meta.dirname;

/** @returns {Promise<number>} exit code: 0 all is well, 1 something needs a person, 2 nothing was begun */
async function main() {
    const options = readOptions(process.argv.slice(2));
    if (options === "help") {
        console.log(help);
        return 0;
    }
    const { release, concurrency, cancelLocked } = options;
    const plan = readPlan(join(folder, "fleet.json"));
    const record = CampaignRecord.open(join(folder, ".fleet", `${release}.json`), Date.now());
    const pulumiCommand = await findPulumi();

    const stopping = new AbortController();
    const stop = () => {
        progress.say("no further stack is begun; those under way come to their end");
        stopping.abort();
    };
    const progress = new Progress(process.stdout, plan);
    // Once: whoever asks a second time does not want to wait.
    process.once("SIGINT", stop).once("SIGTERM", stop);
    const begun = Date.now();
    const results = await runCampaign({
        folder,
        pulumiCommand,
        plan,
        record,
        release,
        concurrency,
        cancelLocked,
        progress,
        signal: stopping.signal,
    });
    progress.close();
    const seconds = Math.round((Date.now() - begun) / 1000);
    console.log(describeCampaign({ release, plan, results, seconds }));
    return needsPerson(plan, results) ? 1 : 0;
}

async function findPulumi() {
    try {
        return await PulumiCommand.get();
    } catch {
        throw new UsageError("no usable `pulumi` on PATH: install the Pulumi CLI, or correct PATH");
    }
}

try {
    process.exitCode = await main();
} catch (error) {
    if (!(error instanceof UsageError)) {
        throw error;
    }
    console.error(`fleet: ${error.message}`);
    process.exitCode = 2;
}
