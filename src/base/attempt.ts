/** What a call gives, or `undefined` when it throws: for help that may be missing. */
export function attempt<T>(run: () => T): T | undefined {
    try {
        return run();
    } catch {
        return undefined;
    }
}
