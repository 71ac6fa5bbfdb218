import { withTemporaryFolder } from "../stage/temporary-folder.mjs";
import { runWorker, withServer } from "../stage/worker.mjs";

/** @typedef {import("../bench.mjs").Bench} Bench */
/** @typedef {import("../report/statistics.cjs").Reading} Reading */
/** @typedef {{ requestsPerSecond: number, cpuMicroseconds: number }} Speed */

const REQUESTS = 20_000;
const CONCURRENCY = 16;

/** @type {import("../bench.mjs").Pair} */
export const client = {
    name: "client",
    title: `GET /users/current ${REQUESTS.toLocaleString("en-US")} times, ${CONCURRENCY} at a time`,
    comparedWith: "undici's `request` and `JSON.parse`",
    run: (bench) =>
        withTemporaryFolder((folder) =>
            withServer(bench, "fixed-answer-server.cjs", (port) =>
                bench.inRounds(async () => {
                    const ours = await speedOf(bench, "ours", port, folder);
                    const bare = await speedOf(bench, "bare", port, folder);
                    return readingsOf(ours, bare);
                }),
            ),
        ),
};

/**
 * @param {Bench} bench
 * @param {"ours" | "bare"} side
 * @param {number} port
 * @param {string} folder for what the client keeps on disk
 * @returns {Promise<Speed>}
 */
async function speedOf(bench, side, port, folder) {
    const args = [side, `http://127.0.0.1:${port}/v7`, REQUESTS, CONCURRENCY, folder];
    const { result } = await runWorker(bench, "client.cjs", args.map(String));
    return /** @type {Speed} */ (result);
}

/**
 * @param {Speed} ours
 * @param {Speed} bare
 * @returns {Reading[]}
 */
function readingsOf(ours, bare) {
    return [
        {
            what: "requests per second",
            unit: "",
            ours: ours.requestsPerSecond,
            other: bare.requestsPerSecond,
            target: { of: "ratio", atLeast: 0.5 },
        },
        {
            what: "CPU time of the client per request",
            unit: "µs",
            ours: ours.cpuMicroseconds,
            other: bare.cpuMicroseconds,
        },
    ];
}
