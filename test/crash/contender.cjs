// One of several processes that have the successors of the same tokens issued at the same instants, on one folder. It does
// what the issuing process does, with an API that only counts. Prints what came of each round, as a line of JSON.
const { readFileSync } = require("node:fs");
const path = require("node:path");

/** @typedef {import("../../src/rotating-token/issue").IssueRequest} IssueRequest */
/** @typedef {import("../../src/rotating-token/issue").IssueContext} IssueContext */

/** A module of the build. @type {(name: string) => unknown} */
const built = (name) => require(path.join(__dirname, "..", "..", "dist", name));

const { Journal } = /** @type {typeof import("../../src/journal/journal")} */ (built("journal/journal.js"));
const { systemProcesses } = /** @type {typeof import("../../src/journal/process-identity")} */ (
    built("journal/process-identity.js")
);
const { openStore } = /** @type {typeof import("../../src/journal/stores/open")} */ (
    built("journal/stores/open.js")
);
const { issueSuccessor } = /** @type {typeof import("../../src/rotating-token/issue")} */ (
    built("rotating-token/issue.js")
);

const DAY = 86_400_000;
const [folder = "", tokensFile = "", start = "0", pause = "0"] = process.argv.slice(2);
const tokens = /** @type {string[]} */ (JSON.parse(readFileSync(tokensFile, "utf8")));
const journal = new Journal(openStore(folder), systemProcesses, Date.now);
const clock = { now: Date.now, elapsed: () => performance.now() };
const transport = {
    send: () => {
        throw new Error("nothing is sent");
    },
};

/** @param {number} round */
async function compete(round) {
    const issued = `issued-by-${process.pid}-${Math.random()}`;
    let posts = 0;
    const system = {
        lifetime: 730 * DAY,
        overlap: 14 * DAY,
        requestNewToken: () => {
            posts++;
            return Promise.resolve({ kind: "issued", token: issued });
        },
    };
    const request = {
        token: tokens[round],
        resourceName: "ci",
        triggers: {},
        issuedAt: Date.now() - 30 * DAY,
    };
    // All wait actively: the clock is the same for all of them, and a timer would come late.
    while (Date.now() < Number(start) + round * Number(pause)) {
        continue;
    }
    const reply = await issueSuccessor(
        /** @type {IssueRequest} */ (/** @type {unknown} */ (request)),
        /** @type {IssueContext} */ (/** @type {unknown} */ ({ system, journal, transport, clock })),
    );
    return { round, pid: process.pid, posts, issued, reply };
}

async function competeInAll() {
    for (let round = 0; round < tokens.length; round++) {
        console.log(JSON.stringify(await compete(round)));
    }
}

void competeInAll();
