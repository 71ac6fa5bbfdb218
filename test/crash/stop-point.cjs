// Loaded into every Node process of a run by NODE_OPTIONS=--require. In the process that issues tokens it stops at the
// point named by STOP_AT, writes that down, and waits to be let go on: the test kills the run meanwhile.
const fs = require("node:fs");
const path = require("node:path");

const { STOP_AT, STOP_FOLDER } = process.env;
const isIssuer = (process.argv[1] ?? "").endsWith("issuer-process.js");

/**
 * Where in the journal's work each point is: before or after which call, on a file of which name.
 * @type {Record<string, { call: "linkSync" | "openSync" | "renameSync", when: "before" | "after", file: RegExp }>}
 */
const POINTS = {
    "before the intent": { call: "linkSync", when: "before", file: /\.json$/ },
    "after the intent": { call: "linkSync", when: "after", file: /\.json$/ },
    "answer received, not sealed": { call: "openSync", when: "before", file: /\.json\.[0-9a-f]+\.tmp$/ },
    "sealed, not returned": { call: "renameSync", when: "after", file: /\.json$/ },
};

/** Blocks the whole process: nothing of it goes on meanwhile. */
function stop() {
    const folder = STOP_FOLDER ?? "";
    fs.writeFileSync(path.join(folder, "reached"), String(process.pid));
    while (!fs.existsSync(path.join(folder, "continue"))) {
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
    }
}

const point = POINTS[STOP_AT ?? ""];
if (isIssuer && point) {
    const { call, when, file } = point;
    const original = /** @type {(...args: unknown[]) => unknown} */ (fs[call]);
    let armed = true;
    // The file that a call makes: the target of link and rename, the path of open.
    const made = (/** @type {unknown[]} */ args) => String(call === "openSync" ? args[0] : args[1]);
    Object.assign(fs, {
        [call]: (/** @type {unknown[]} */ ...args) => {
            const isHere = armed && file.test(made(args));
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
}
