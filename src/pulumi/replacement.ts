import { ApiTokenError } from "../base/errors";

/**
 * Checks what takes a resource's place before the resource is given up: with `deleteBeforeReplace` the engine deletes
 * first, and a replacement that cannot be made would leave nothing.
 */
export async function beforeGivingUp(check: () => Promise<unknown>): Promise<void> {
    try {
        await check();
    } catch (error) {
        if (error instanceof ApiTokenError) {
            const text = `${error.message}. The token in state stays: it would have been given up before its replacement works (deleteBeforeReplace)`;
            throw new ApiTokenError(error.code, text);
        }
        throw error;
    }
}
