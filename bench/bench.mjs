import { formatDuration } from "../engine/progress.mjs";

/** @typedef {import("./report/statistics.cjs").Reading} Reading */

/**
 * Two things that do the same job, and what is measured of both.
 * @typedef {object} Pair
 * @property {string} name
 * @property {string} title
 * @property {string} comparedWith
 * @property {(bench: Bench) => Promise<Reading[][]>} run the readings of each round
 */

/** What a pair works with. */
export class Bench {
    /**
     * @param {object} options
     * @param {NodeJS.ProcessEnv} options.environment its PATH leads to an engine
     * @param {number} options.rounds
     * @param {AbortSignal} options.signal ends everything that is under way
     * @param {import("../engine/progress.mjs").Report} options.report
     * @param {string} options.name of the pair
     */
    constructor({ environment, rounds, signal, report, name }) {
        this.environment = environment;
        this.rounds = rounds;
        this.signal = signal;
        this.report = report;
        this.name = name;
        this.started = performance.now();
    }

    /** Says what is being done. @param {string} text */
    tell(text) {
        const time = formatDuration(performance.now() - this.started);
        this.report({ text: `${this.name}: ${text}, ${time}` });
    }

    /**
     * Measures both sides once in each round, so that whatever slows the machine down for a while meets both.
     * @param {(tell: (text: string) => void) => Promise<Reading[]>} measure
     * @returns {Promise<Reading[][]>}
     */
    async inRounds(measure) {
        const readings = [];
        for (let round = 1; round <= this.rounds; round++) {
            this.signal.throwIfAborted();
            const title = `round ${round} of ${this.rounds}`;
            this.tell(title);
            readings.push(
                await measure((text) => {
                    this.tell(`${title}, ${text}`);
                }),
            );
        }
        this.report({
            text: `${this.name}: ${formatDuration(performance.now() - this.started)}`,
            final: true,
        });
        return readings;
    }
}
