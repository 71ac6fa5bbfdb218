import { constants } from "node:os";
import { EngineError } from "./errors.mjs";

/** @type {NodeJS.Signals[]} */
const signals = ["SIGINT", "SIGTERM", "SIGHUP"];

/**
 * Does work that can be stopped in order: a signal that asks this process to end aborts `stop`, and once the work has
 * cleaned up behind itself the promise is rejected with an EngineError that holds the usual exit code.
 * @template Result
 * @param {(stop: AbortSignal) => Promise<Result>} work
 * @returns {Promise<Result>}
 */
export async function untilStopped(work) {
    const controller = new globalThis.AbortController();
    /** @param {NodeJS.Signals} signal */
    const onSignal = (signal) => {
        controller.abort(
            new EngineError(
                `The build of the Pulumi engine was stopped by ${signal}; nothing of it was kept.`,
                {
                    exitCode: 128 + constants.signals[signal],
                },
            ),
        );
    };
    for (const signal of signals) {
        process.on(signal, onSignal);
    }
    try {
        return await work(controller.signal);
    } finally {
        for (const signal of signals) {
            process.off(signal, onSignal);
        }
    }
}
