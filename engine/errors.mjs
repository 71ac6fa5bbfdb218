/**
 * An error whose message is written for the person at the terminal: what happened, what it means, what to do.
 * Show the message alone, without the stack, and end the process with `exitCode`.
 */
export class CliError extends Error {
    /**
     * @param {string} message
     * @param {{ exitCode?: number, cause?: unknown }} [details]
     */
    constructor(message, { exitCode = 1, cause } = {}) {
        super(message, { cause });
        this.name = "CliError";
        this.exitCode = exitCode;
    }
}

/**
 * The start of a sentence.
 * @param {string} text
 * @returns {string}
 */
export function capitalized(text) {
    return text.charAt(0).toUpperCase() + text.slice(1);
}

/**
 * The code of a failed system call, such as `ENOENT`, or the text of any other error.
 * @param {unknown} error
 * @returns {string}
 */
export function reasonOf(error) {
    if (error instanceof Error) {
        return "code" in error && typeof error.code === "string" ? error.code : error.message;
    }
    return String(error);
}
