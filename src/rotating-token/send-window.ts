import { TransportError } from "../http/errors";
import type { Transport } from "../http/json-api";
import { SEND_WINDOW } from "../journal/limits";

/** Two clocks, in milliseconds: each knows of pauses that the other one misses. */
export interface Clock {
    /** Since 1970; may be set while a process runs. */
    readonly now: () => number;
    /** Since any instant; only goes on, but may stand while a machine is suspended. */
    readonly elapsed: () => number;
}

/**
 * A way out that is open for a short time from now on. After that others may take an attempt for one that has ended:
 * what was noted before a pause of the process, or of the machine, is not sent after it.
 */
export function openFor(transport: Transport, { now, elapsed }: Clock): Transport {
    const [start, startElapsed] = [now(), elapsed()];
    return {
        ...transport,
        send: async (request) => {
            const passed = Math.max(now() - start, elapsed() - startElapsed);
            if (passed > SEND_WINDOW) {
                const text = `the request was not sent: ${Math.round(passed / 1000)} s had passed since it was noted in the journal, as when a machine is suspended`;
                throw new TransportError(text, false);
            }
            return transport.send(request);
        },
    };
}
