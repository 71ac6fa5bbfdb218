import { ApiTokenError } from "../base/errors";

/** How long to wait after each refusal of a token that may be new: 7.5 seconds in all. */
const PATIENCE = [500, 1000, 2000, 4000];

/** Whether the system refused the token itself. */
export function isRejection(error: unknown): error is ApiTokenError {
    return error instanceof ApiTokenError && error.code === "ERR_TOKEN_REJECTED";
}

/**
 * Asks with a token that may be refused for its first seconds: again after each refusal, and the last time as with any
 * other token.
 *
 * @param ask - told whether a refusal says nothing of the token yet
 */
export async function askPatiently<T>(
    ask: (fresh: boolean) => Promise<T>,
    wait: (milliseconds: number) => Promise<void>,
    onFirstRefusal: () => void = () => undefined,
): Promise<T> {
    for (const [refusals, delay] of PATIENCE.entries()) {
        try {
            return await ask(true);
        } catch (error) {
            if (!isRejection(error)) {
                throw error;
            }
            if (refusals === 0) {
                onFirstRefusal();
            }
            await wait(delay);
        }
    }
    return ask(false);
}
