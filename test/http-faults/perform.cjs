// @ts-check
const { inspect } = require("node:util");

/**
 * What a call needs: of the source in a test, of the built code in a process of its own.
 * @typedef {{
 *   transportFor: typeof import("../../src/http/transport").transportFor,
 *   ThousandEyesClient: typeof import("../../src/systems/thousandeyes/client").ThousandEyesClient,
 * }} Code
 * @typedef {{ endpoint: string, token: string, method: "GET" | "POST", options: import("../../src/http/http-options").HttpOptions }} Call
 * @typedef {{ said: string, token?: string, texts: string[], growth: number }} Outcome
 */

/**
 * Calls the API as the resource does: a GET with the patience of the process, a POST once.
 *
 * @param {Code} code
 * @param {Call} call
 * @returns {Promise<Outcome>} what came of it, every text that it gave away, and how far the most memory that this
 * process ever held has grown, in bytes
 */
async function perform({ transportFor, ThousandEyesClient }, { endpoint, token, method, options }) {
    /** @type {string[]} */
    const texts = [];
    const memory = { recall: () => undefined, remember: () => undefined, forget: () => undefined };
    /** @param {string} text */
    const announce = (text) => {
        texts.push(text);
    };
    const before = process.resourceUsage().maxRSS;
    const result = await (method === "GET" ? called(read) : called(issue));
    return { ...result, texts, growth: (process.resourceUsage().maxRSS - before) * 1024 };

    /** @param {(client: import("../../src/systems/thousandeyes/client").ThousandEyesClient) => Promise<{ said: string, token?: string }>} call */
    async function called(call) {
        try {
            const transport = transportFor(endpoint, { options, memory, announce });
            return await call(new ThousandEyesClient(endpoint, transport));
        } catch (error) {
            const { code, message, stack } = /** @type {Error & { code?: string }} */ (error);
            const all = inspect(error, { depth: 10, showHidden: true });
            texts.push(message, String(stack), all, JSON.stringify(error));
            return { said: code ?? `${String(error)} without a code` };
        }
    }

    /** @param {import("../../src/systems/thousandeyes/client").ThousandEyesClient} client */
    async function read(client) {
        await client.currentUser(token);
        return { said: "success" };
    }

    /** @param {import("../../src/systems/thousandeyes/client").ThousandEyesClient} client */
    async function issue(client) {
        const answer = await client.regenerateToken(token);
        if (answer.kind === "issued") {
            return { said: "issued", token: answer.token };
        }
        texts.push(JSON.stringify(answer), inspect(answer, { depth: 10, showHidden: true }));
        return { said: answer.kind === "not-processed" ? answer.code : answer.kind };
    }
}

module.exports = { perform };
