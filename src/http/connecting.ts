import { subscribe } from "node:diagnostics_channel";

/** Errors of connections that never came to be. An error has no mark of its own that tells it from one of a later moment. */
const errors = new WeakSet();

// Source of the channel: "Diagnostics Channel Support" in the documents of undici.
subscribe("undici:client:connectError", (message) => {
    errors.add((message as { error: Error }).error);
});

/** Whether a request failed with this error because no connection came to be: nothing was sent. */
export function failedToConnect(error: unknown): boolean {
    return errors.has(error as object);
}
