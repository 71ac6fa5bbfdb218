import { dirname, join, resolve } from "node:path";
import type { PulumiCommand } from "@pulumi/pulumi/automation";
import { ApiTokenError } from "../../base/errors";
import { type Command, seeHelp, valueOf, type Values } from "../command";
import { CampaignRecord } from "./campaign-record";
import { readPlan } from "./plan";
import { Progress } from "./progress";
import { describeCampaign, needsPerson } from "./summary";

export const rotate: Command = {
    help: `api-tokens rotate --release NAME [--plan FILE] [--concurrency N] [--cancel-locked]

Rotates the tokens of many stacks, once for each release, a few stacks at a time. Give the same command again: it goes
on where a run was stopped or killed. The stacks' program takes "release" from their config as a trigger; a complete
example is examples/fleet of this package's repository.

  --release NAME      what the campaign is called: letters, digits, "_", "." and "-".
                      It is set as "release" in the config of every stack
  --plan FILE         which users' tokens each stack has, { "stacks": { "<stack>": ["<user>", …] } }, in the folder
                      of the Pulumi project; default fleet.json
  --concurrency N     so many stacks at a time; default 2
  --cancel-locked     take a stack's lock away, whoever holds it; without it only the lock of a killed run of this
                      campaign on this machine

Exit code: 0 nothing is left for a person (tokens may wait for the end of an overlap), 1 something is, or the run was
stopped, 2 nothing was begun.
`,
    options: {
        release: { type: "string" },
        plan: { type: "string", default: "fleet.json" },
        concurrency: { type: "string", default: "2" },
        "cancel-locked": { type: "boolean" },
    },
    async run(values) {
        const [release, concurrency] = [releaseFrom(values), concurrencyFrom(values)];
        const file = resolve(valueOf(values, "plan") ?? "fleet.json");
        const folder = dirname(file);
        const plan = readPlan(file);
        const record = CampaignRecord.open(join(folder, ".fleet", `${release}.json`), Date.now());
        const pulumiCommand = await findPulumi();
        const stopping = new AbortController();
        const progress = new Progress(process.stdout, plan);
        const stop = () => {
            progress.say("no further stack is begun; those under way come to their end");
            stopping.abort();
        };
        // Once: whoever asks a second time does not want to wait.
        process.once("SIGINT", stop).once("SIGTERM", stop);
        const begun = Date.now();
        const cancelLocked = values["cancel-locked"] === true;
        const parts = { folder, pulumiCommand, plan, record, release, concurrency, cancelLocked, progress };
        const { runCampaign } = await import("./run-campaign.js");
        const results = await runCampaign({ ...parts, signal: stopping.signal });
        progress.close();
        const seconds = Math.round((Date.now() - begun) / 1000);
        process.stdout.write(`${describeCampaign({ release, plan, results, seconds })}\n`);
        return needsPerson(plan, results) ? 1 : 0;
    },
};

function releaseFrom(values: Values): string {
    const release = valueOf(values, "release");
    if (release === undefined) {
        throw usage("--release is missing");
    }
    if (!/^\w[\w.-]{0,63}$/.test(release)) {
        throw usage(
            `--release ${JSON.stringify(release)} cannot be the name of a file: use up to 64 letters, digits, "_", "." and "-", the first a letter, a digit or "_"`,
        );
    }
    return release;
}

function concurrencyFrom(values: Values): number {
    const text = valueOf(values, "concurrency") ?? "";
    const concurrency = Number(text);
    if (!/^\d+$/.test(text) || concurrency < 1 || concurrency > 100) {
        throw usage(`--concurrency must be a whole number from 1 to 100, not ${text}`);
    }
    return concurrency;
}

async function findPulumi(): Promise<PulumiCommand> {
    const { PulumiCommand: command } = await import("@pulumi/pulumi/automation/index.js");
    try {
        return await command.get();
    } catch {
        throw new ApiTokenError(
            "ERR_INPUT",
            "no usable `pulumi` on PATH: install the Pulumi CLI, or correct PATH",
        );
    }
}

function usage(problem: string): ApiTokenError {
    return new ApiTokenError("ERR_INPUT", `${problem}. ${seeHelp("rotate")}`);
}
