import { clearInterval, setInterval } from "node:timers";

/**
 * One line about work that takes a while. A line that is not final is replaced by the next one; a final line stays.
 * @typedef {{ text: string, final?: boolean }} Update
 */

/**
 * Takes the updates. Whoever does the work calls it as often as it likes.
 * @typedef {(update: Update) => void} Report
 */

const quietPeriod = 15_000;
const tick = 1_000;

/**
 * Shows updates on a terminal in place. Anywhere else (a log, a pipe) it writes the first line of a piece of work, one
 * about every 15 seconds, and the final one.
 * @param {NodeJS.WriteStream} [stream]
 * @returns {Report}
 */
export function terminalReport(stream = process.stderr) {
    return stream.isTTY ? inPlace(stream) : lineByLine(stream);
}

/**
 * Reports once a second what `describe` says, followed by the time it has taken, until `work` has ended; then reports
 * it once more as final.
 * @template Result
 * @param {Report} report
 * @param {(done: boolean) => string} describe says how far the work is; `done` is true once it has succeeded
 * @param {() => Promise<Result>} work
 * @returns {Promise<Result>}
 */
export async function withProgress(report, describe, work) {
    const start = Date.now();
    const tell = (done = false, final = false) => {
        report({ text: `${describe(done)}, ${formatDuration(Date.now() - start)}`, final });
    };
    report({ text: describe(false) });
    const timer = setInterval(tell, tick);
    let done = false;
    try {
        const result = await work();
        done = true;
        return result;
    } finally {
        clearInterval(timer);
        tell(done, true);
    }
}

/**
 * @param {number} milliseconds
 * @returns {string} such as `9 s` or `2 min 10 s`
 */
export function formatDuration(milliseconds) {
    const seconds = Math.round(milliseconds / 1_000);
    return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/**
 * @param {number} number
 * @param {string} noun
 * @returns {string} such as `1,530 packages` or `1 package`
 */
export function formatCount(number, noun) {
    return `${number.toLocaleString("en-US")} ${noun}${number === 1 ? "" : "s"}`;
}

/**
 * @param {NodeJS.WriteStream} stream
 * @returns {Report}
 */
function inPlace(stream) {
    const clearLine = "\r\u001b[2K";
    return ({ text, final = false }) => {
        // A line wider than the terminal would wrap, and only its last row would be replaced.
        stream.write(clearLine + (final ? `${text}\n` : text.slice(0, (stream.columns || 80) - 1)));
    };
}

/**
 * @param {NodeJS.WriteStream} stream
 * @returns {Report}
 */
function lineByLine(stream) {
    let next = 0;
    return ({ text, final = false }) => {
        const now = Date.now();
        if (final || now >= next) {
            stream.write(`${text}\n`);
        }
        if (final) {
            next = 0;
        } else if (now >= next) {
            next = now + quietPeriod;
        }
    };
}
