// Asks GET /users/current again and again, and tells how fast that went and what it cost this process.
const { request } = require("undici");
const { PluginRun } = require("../../dist/pulumi/plugin-run.js");
const { ThousandEyesClient } = require("../../dist/systems/thousandeyes/client.js");
const { SERVER_TRAITS } = require("../../dist/systems/thousandeyes/settings.js");

const [side, endpoint = "", count = "", concurrency = "", folder = ""] = process.argv.slice(2);
const token = "9f3c1f6e-6a56-4e0a-8c5e-0d6a1b7c2e41";
const headers = { authorization: `Bearer ${token}`, accept: "application/hal+json, application/json" };

/** @typedef {() => Promise<{ uid?: string | undefined }>} Ask */

/** As the provider does. @returns {Promise<Ask>} */
async function ours() {
    const host = new PluginRun({ PULUMI_API_TOKENS_JOURNAL: folder }, Date.now).hostFor({
        resourceName: "ci",
        key: "ci",
        isRenamed: false,
    });
    const client = new ThousandEyesClient(endpoint, await host.transport(endpoint, SERVER_TRAITS));
    return () => client.currentUser(token);
}

/** @returns {Promise<Ask>} */
function bare() {
    const url = `${endpoint}/users/current`;
    return Promise.resolve(async () => JSON.parse(await (await request(url, { headers })).body.text()));
}

/**
 * @param {Ask} ask
 * @param {number} requests
 */
async function run(ask, requests) {
    let left = requests;
    const askInTurn = async () => {
        while (left-- > 0) {
            const { uid } = await ask();
            if (uid !== "1001") {
                throw new Error("another answer than the server's");
            }
        }
    };
    await Promise.all(Array.from({ length: Number(concurrency) }, askInTurn));
}

async function main() {
    const ask = await (side === "ours" ? ours() : bare());
    await run(ask, Number(count) / 5);
    const cpu = process.cpuUsage();
    const started = performance.now();
    await run(ask, Number(count));
    const seconds = (performance.now() - started) / 1000;
    const { user, system } = process.cpuUsage(cpu);
    console.log(
        JSON.stringify({
            requestsPerSecond: Number(count) / seconds,
            cpuMicroseconds: (user + system) / Number(count),
        }),
    );
}

main().then(
    // Connections that are kept alive would keep the process.
    () => process.exit(0),
    (/** @type {unknown} */ error) => {
        console.error(error);
        process.exit(1);
    },
);
