// @ts-check
// One request to a server that never answers, in a process whose garbage collector takes all that can be taken: run with
// --expose-gc and --always-turbofan, without which the frames of unoptimised code keep more than they need.
const { setTimeout: pause } = require("node:timers/promises");
const { createSend } = require("../../dist/http/http-client");

const [url = "", totalTimeout = ""] = process.argv.slice(2);
const LONG = 10_000;

async function main() {
    const limits = { connectTimeout: LONG, headersTimeout: LONG, bodyTimeout: LONG };
    const waits = { retryBudget: 0, rateLimitWait: 0, refusalMemory: 0 };
    const send = createSend({ ...limits, ...waits, totalTimeout: Number(totalTimeout) });
    const { signal } = new AbortController();
    const outcome = send({ method: "GET", url, authorization: "Bearer none", accept: "*/*", signal }).then(
        ({ status }) => `answered ${status}`,
        (/** @type {unknown} */ error) => String(error),
    );
    for (let times = 0; times < 8; times++) {
        await pause(10);
        global.gc?.();
    }
    process.stdout.write(await outcome, () => process.exit());
}

void main();
