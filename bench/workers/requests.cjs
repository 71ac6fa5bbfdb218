// Sends the requests of a create or of a rotation and nothing else, for each of the tokens in a file, and tells how long
// that took: what is left for the server and the wire.
const { readFileSync } = require("node:fs");
const { request } = require("undici");

const [endpoint = "", file = "", steps = "", concurrency = ""] = process.argv.slice(2);
/** @type {string[]} */
const tokens = JSON.parse(readFileSync(file, "utf8"));

/** @type {Record<string, (token: string) => Promise<string>>} each gives the token for the next step */
const kinds = {
    check: async (token) => {
        await call("GET", "/users/current", token);
        return token;
    },
    issue: async (token) => {
        const { bearerToken } = /** @type {{ bearerToken: string }} */ (
            await call("POST", "/api-tokens", token)
        );
        return bearerToken;
    },
};

/**
 * @param {"GET" | "POST"} method
 * @param {string} path
 * @param {string} token
 */
async function call(method, path, token) {
    const headers = { authorization: `Bearer ${token}` };
    const { statusCode, body } = await request(endpoint + path, { method, headers });
    const text = await body.text();
    if (statusCode >= 300) {
        throw new Error(`${method} ${path} answered ${statusCode}`);
    }
    return /** @type {unknown} */ (JSON.parse(text));
}

async function sendInTurn() {
    for (let token = tokens.pop(); token !== undefined; token = tokens.pop()) {
        for (const step of steps.split(",")) {
            token = await (kinds[step] ?? unknown)(token);
        }
    }
}

/** @returns {never} */
function unknown() {
    throw new Error(`the steps are ${Object.keys(kinds).join(", ")}, not ${steps}`);
}

async function main() {
    const started = performance.now();
    await Promise.all(Array.from({ length: Number(concurrency) }, sendInTurn));
    console.log(JSON.stringify({ ms: performance.now() - started }));
}

main().then(
    // Connections that are kept alive would keep the process.
    () => process.exit(0),
    (/** @type {unknown} */ error) => {
        console.error(error);
        process.exit(1);
    },
);
