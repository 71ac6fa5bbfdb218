/** An error whose message is for the person at the terminal: what happened, what it means, what to do. */
export class PostgresError extends Error {
    /**
     * @param {string} message
     * @param {{ cause?: unknown }} [options]
     */
    constructor(message, options) {
        super(message, options);
        this.name = "PostgresError";
    }
}
