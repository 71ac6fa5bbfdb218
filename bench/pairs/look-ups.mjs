import { readFileSync } from "node:fs";
import { join } from "node:path";
import { organisationWithGroups } from "../stage/organisations.mjs";
import { withPulumiStage } from "../stage/pulumi-stage.mjs";

/** @typedef {import("../bench.mjs").Bench} Bench */
/** @typedef {import("../report/statistics.cjs").Reading} Reading */
/** @typedef {import("../stage/pulumi-stage.mjs").PulumiStage} PulumiStage */
/** @typedef {{ ms: number, requests: number }} Found */

const COUNTS = [1, 50, 1_000];
const GROUPS = 1_000;
const STACK = "dev";

/** @type {import("../bench.mjs").Pair} */
export const lookUps = {
    name: "look-ups",
    title: `\`getAccountGroup\` by name in one program, among ${GROUPS.toLocaleString("en-US")} groups`,
    comparedWith: "one request with undici and a search of its answer",
    run: measureLookUps,
};

/** @param {Bench} bench */
function measureLookUps(bench) {
    const { organisations, uid } = organisationWithGroups(GROUPS);
    return withPulumiStage(bench, organisations, async (stage) => {
        const [token = ""] = await stage.pasteTokens([uid]);
        const folders = { ours: stage.project("look-ups"), bare: stage.project("bare-look-ups") };
        for (const folder of Object.values(folders)) {
            await stage.openStack(folder, STACK, { "thousandeyes:token": token });
        }
        return bench.inRounds(async (tell) => {
            /** @type {Reading[]} */
            const readings = [];
            for (const count of COUNTS) {
                tell(`${count} look-ups`);
                const ours = await find(stage, folders.ours, count);
                const bare = await find(stage, folders.bare, count);
                readings.push(...readingsOf(count, ours, bare));
            }
            return readings;
        });
    });
}

/**
 * Runs a preview of a program of look-ups.
 * @param {PulumiStage} stage
 * @param {string} folder
 * @param {number} count
 * @returns {Promise<Found>} the time is that of the look-ups alone
 */
async function find(stage, folder, count) {
    await stage.configure(folder, STACK, { count: String(count) });
    const { requests } = await stage.run(["preview", "--stack", STACK], folder);
    /** @type {{ ms: number, aids: string[] }} */
    const { ms, aids } = JSON.parse(readFileSync(join(folder, "found.json"), "utf8"));
    if (new Set(aids).size !== count) {
        throw new Error(`${count} look-ups found ${new Set(aids).size} groups`);
    }
    return { ms, requests: requests.length };
}

/**
 * @param {number} count
 * @param {Found} ours
 * @param {Found} bare
 * @returns {Reading[]}
 */
function readingsOf(count, ours, bare) {
    const subject = count === 1 ? "1 look-up" : `${count.toLocaleString("en-US")} look-ups`;
    return [
        { what: `${subject}: time`, unit: "ms", ours: ours.ms, other: bare.ms },
        {
            what: `${subject}: requests`,
            unit: "",
            ours: ours.requests,
            other: bare.requests,
            target: { of: "ours", atMost: 1 },
        },
    ];
}
