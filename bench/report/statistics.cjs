// CommonJS, so that the benchmarks (ES modules) and their unit tests (compiled to CommonJS) share it.

/**
 * What a benchmark should come to: a bound for the median of the ratio, or of the package's own figure.
 * @typedef {{ of: "ratio" | "ours", atMost?: number, atLeast?: number }} Target
 */

/**
 * One figure of one round: of this package, and of what it is compared with.
 * @typedef {object} Reading
 * @property {string} what
 * @property {string} unit
 * @property {number} ours
 * @property {number} [other]
 * @property {string} [otherIs] what `other` is, when it is not what the pair as a whole is compared with
 * @property {Target} [target]
 */

/**
 * A figure over all rounds.
 * @typedef {{ median: number, min: number, max: number }} Spread
 */

/**
 * A reading over all rounds. `ratio` is the spread of the rounds' ratios of `ours` to `other`.
 * @typedef {object} Row
 * @property {string} what
 * @property {string} unit
 * @property {Spread} ours
 * @property {Spread} [other]
 * @property {string} [otherIs]
 * @property {Spread} [ratio]
 * @property {Target & { met: boolean }} [target]
 */

/** @param {number[]} values at least one */
function median(values) {
    const sorted = values.toSorted((a, b) => a - b);
    const middle = Math.floor(sorted.length / 2);
    const upper = sorted[middle] ?? NaN;
    return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? NaN) + upper) / 2;
}

/**
 * @param {number[]} values at least one
 * @returns {Spread}
 */
function spreadOf(values) {
    if (values.length === 0) {
        throw new Error("there is no spread of no values");
    }
    return { median: median(values), min: Math.min(...values), max: Math.max(...values) };
}

/** @param {number[]} values */
function sum(values) {
    return values.reduce((total, value) => total + value, 0);
}

/**
 * Brings the readings of all rounds together, in the order of the first round. Each ratio is taken within a round: what
 * slows the machine down for a while slows both sides of it.
 * @param {Reading[][]} rounds each with the same readings
 * @returns {Row[]}
 */
function rowsOf(rounds) {
    return (rounds[0] ?? []).map(({ what }) => {
        const readings = rounds.map((round) => {
            const reading = round.find((candidate) => candidate.what === what);
            if (reading === undefined) {
                throw new Error(`a round has no reading of "${what}"`);
            }
            return reading;
        });
        return rowOf(readings);
    });
}

/** @param {Reading[]} readings of the same thing, one from each round */
function rowOf(readings) {
    const { what, unit, otherIs, target } = /** @type {Reading} */ (readings[0]);
    const others = readings.flatMap(({ other }) => other ?? []);
    /** @type {Row} */
    const row = { what, unit, ours: spreadOf(readings.map(({ ours }) => ours)) };
    if (others.length === readings.length) {
        row.other = spreadOf(others);
        row.ratio = spreadOf(readings.map(({ ours, other }) => ours / (other ?? NaN)));
    }
    if (otherIs !== undefined) {
        row.otherIs = otherIs;
    }
    if (target !== undefined) {
        row.target = { ...target, met: isMet(target, row) };
    }
    return row;
}

/**
 * @param {Target} target
 * @param {Row} row
 */
function isMet({ of, atMost = Infinity, atLeast = -Infinity }, row) {
    const figure = row[of]?.median;
    if (figure === undefined) {
        throw new Error(`"${row.what}" has a target for its ${of}, and no ${of}`);
    }
    return figure <= atMost && figure >= atLeast;
}

module.exports = { median, rowsOf, spreadOf, sum };
