/** What comes of a promise, or the signal's reason as soon as it is aborted. Nothing is left at a signal that outlives it. */
export function unlessAborted<T>(signal: AbortSignal, result: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
        const giveUp = () => {
            reject(signal.reason as Error);
        };
        signal.addEventListener("abort", giveUp);
        void result.then(resolve, reject).finally(() => {
            signal.removeEventListener("abort", giveUp);
        });
    });
}
