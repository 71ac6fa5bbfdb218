// Loaded into every Node process of a run by NODE_OPTIONS=--require. At the point named by
// PULUMI_API_TOKENS_TEST_STOP_AT it stops the process, writes that down, and waits to be let go on: the test kills the
// run meanwhile, or lets so much time pass for this process as it says when it lets it go on.
const fs = require("node:fs");
const path = require("node:path");
const { stopInService } = require("./stop-point-service.cjs");

const { PULUMI_API_TOKENS_TEST_STOP_AT, PULUMI_API_TOKENS_TEST_STOP_FOLDER } = process.env;
const isIssuer = (process.argv[1] ?? "").endsWith("issuer-process.js");

/**
 * Where in the journal's work each point is: before or after which call, on a file of which name. A mark is made by the
 * run, everything else by the process that issues tokens.
 * @type {Record<string, { call: "linkSync" | "openSync" | "renameSync", when: "before" | "after", file: RegExp }>}
 */
const FILE_POINTS = {
    "before the intent": { call: "linkSync", when: "before", file: /\.json$/ },
    "after the intent": { call: "linkSync", when: "after", file: /\.json$/ },
    "answer received, not sealed": { call: "openSync", when: "before", file: /\.json\.[0-9a-f]+\.tmp$/ },
    "sealed, not in its place": { call: "renameSync", when: "before", file: /\.json$/ },
    "sealed, not returned": { call: "renameSync", when: "after", file: /\.json$/ },
    "before the mark": { call: "linkSync", when: "before", file: /\.done$/ },
    "after the mark": { call: "linkSync", when: "after", file: /\.done$/ },
};

/** The room for the sealed answer is made with the intent: what writes over it later opens a file that is there. */
const MAKES = fs.constants.O_CREAT;
const WRITES = fs.constants.O_WRONLY;

/** By how many milliseconds both clocks of this process are ahead of those it started with. */
let passed = 0;

/** Blocks the whole process: nothing of it goes on meanwhile. */
function stop() {
    const folder = PULUMI_API_TOKENS_TEST_STOP_FOLDER ?? "";
    const word = path.join(folder, "continue");
    fs.writeFileSync(path.join(folder, "reached"), String(process.pid));
    while (!fs.existsSync(word)) {
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
    }
    passed += Number(fs.readFileSync(word, "utf8"));
}

/** The file that a call makes or writes: the target of link and rename, the path of an open for writing. */
function writtenBy(/** @type {string} */ call, /** @type {unknown[]} */ [first, second]) {
    if (call !== "openSync") {
        return String(second);
    }
    const flags = Number(second);
    return (flags & WRITES) !== 0 && (flags & MAKES) === 0 ? String(first) : "";
}

/** @param {{ call: "linkSync" | "openSync" | "renameSync", when: "before" | "after", file: RegExp }} point */
function stopAtFile({ call, when, file }) {
    const original = /** @type {(...args: unknown[]) => unknown} */ (fs[call]);
    let armed = true;
    Object.assign(fs, {
        [call]: (/** @type {unknown[]} */ ...args) => {
            const isHere = armed && file.test(writtenBy(call, args));
            armed = armed && !isHere;
            if (isHere && when === "before") {
                stop();
            }
            const result = original(...args);
            if (isHere && when === "after") {
                stop();
            }
            return result;
        },
    });
    const [now, elapsed] = [Date.now.bind(Date), performance.now.bind(performance)];
    Object.assign(Date, { now: () => now() + passed });
    Object.assign(performance, { now: () => elapsed() + passed });
}

const name = PULUMI_API_TOKENS_TEST_STOP_AT ?? "";
const point = FILE_POINTS[name];
if (point && (isIssuer || name.endsWith("the mark"))) {
    stopAtFile(point);
}
stopInService(name, stop);
