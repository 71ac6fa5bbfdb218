import { ensureProgram } from "../../object-store/program.mjs";
import { startObjectStore } from "../../object-store/server.mjs";
import { organisationsFor } from "../stage/organisations.mjs";
import { withPulumiStage } from "../stage/pulumi-stage.mjs";
import { TokenStacks } from "../stage/token-stacks.mjs";

/** How many tokens each stack has. */
const COUNT = 1_000;
const STACK = "thousand";

/** @type {import("../bench.mjs").Pair} */
export const journal = {
    name: "journal",
    title: "`pulumi up` without a change, of 1,000 `thousandeyes.ApiToken`s with a journal in S3",
    comparedWith: "the same with a journal in a folder",
    run: measureJournal,
};

/** @param {import("../bench.mjs").Bench} bench */
async function measureJournal(bench) {
    const server = await startObjectStore(await ensureProgram());
    try {
        const { endpoint, bucket, region, accessKeyId, secretAccessKey } = server.address;
        const { organisations, uids } = organisationsFor(2 * COUNT);
        return await withPulumiStage(bench, organisations, async (stage) => {
            const inS3 = new TokenStacks(stage, "api-tokens", {
                AWS_ACCESS_KEY_ID: accessKeyId,
                AWS_SECRET_ACCESS_KEY: secretAccessKey,
                PULUMI_API_TOKENS_JOURNAL: `s3://${bucket}/bench?region=${region}&endpoint=${encodeURIComponent(endpoint)}`,
            });
            const inFolder = new TokenStacks(stage, "api-tokens");
            for (const [number, stacks] of [inS3, inFolder].entries()) {
                bench.tell(`preparing ${COUNT} tokens`);
                await stacks.open(`${STACK}-${number}`, uids.splice(0, COUNT));
                await stacks.prepare(`${STACK}-${number}`);
            }
            return bench.inRounds(async (tell) => {
                tell("in S3");
                const ours = await inS3.upWithoutChange(`${STACK}-0`, COUNT);
                tell("in a folder");
                const other = await inFolder.upWithoutChange(`${STACK}-1`, COUNT);
                return [
                    {
                        what: "time, 1,000 tokens",
                        unit: "ms",
                        ours: ours.ms,
                        other: other.ms,
                        target: { of: "ratio", atMost: 1.05 },
                    },
                    {
                        what: "CPU time of the plugin, 1,000 tokens",
                        unit: "ms",
                        ours: ours.plugin.cpuMs,
                        other: other.plugin.cpuMs,
                    },
                ];
            });
        });
    } finally {
        await server.stop();
    }
}
