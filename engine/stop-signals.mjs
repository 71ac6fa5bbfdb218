import { constants } from "node:os";
import { CliError } from "./errors.mjs";

/**
 * What asks a process to end.
 * @type {NodeJS.Signals[]}
 */
export const endSignals = ["SIGINT", "SIGTERM", "SIGHUP"];

/**
 * Does work that can be stopped in order: a signal that asks this process to end aborts `stop`, and once the work has
 * cleaned up behind itself the promise is rejected with a CliError that holds the usual exit code.
 * @template Result
 * @param {import("./pin.mjs").Product} product
 * @param {(stop: AbortSignal) => Promise<Result>} work
 * @returns {Promise<Result>}
 */
export async function untilStopped(product, work) {
    const controller = new globalThis.AbortController();
    /** @param {NodeJS.Signals} signal */
    const onSignal = (signal) => {
        controller.abort(
            new CliError(`The build of ${product.name} was stopped by ${signal}; nothing of it was kept.`, {
                exitCode: 128 + constants.signals[signal],
            }),
        );
    };
    for (const signal of endSignals) {
        process.on(signal, onSignal);
    }
    try {
        return await work(controller.signal);
    } finally {
        for (const signal of endSignals) {
            process.off(signal, onSignal);
        }
    }
}
