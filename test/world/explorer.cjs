// @ts-check
// A worker of `npm run test:world`: plays its share of the seeds, and tells of each that breaks a promise.
const { parentPort, workerData } = require("node:worker_threads");

/**
 * @typedef {{ seed: number, violation?: string, story: string[] }} Outcome
 * @typedef {{ World: { play: (seed: number) => Promise<Outcome> } }} Code
 */

/** So many seeds between two words. */
const STRIDE = 100;

/** @param {{ played?: number, outcome?: Outcome }} message */
function tell(message) {
    parentPort?.postMessage(message);
}

/**
 * @param {string} code the compiled world
 * @param {number[]} seeds
 * @param {number} mostFound after so many it ends
 */
async function play(code, seeds, mostFound) {
    /** @type {Code} */
    const { World } = require(code);
    let found = 0;
    for (const [index, seed] of seeds.entries()) {
        const outcome = await World.play(seed);
        if (outcome.violation !== undefined) {
            tell({ outcome });
            if (++found === mostFound) {
                return;
            }
        }
        if ((index + 1) % STRIDE === 0) {
            tell({ played: STRIDE });
        }
    }
    tell({ played: seeds.length % STRIDE });
}

/** @type {{ code: string, seeds: number[], mostFound: number }} */
const { code, seeds, mostFound } = workerData;
void play(code, seeds, mostFound);
