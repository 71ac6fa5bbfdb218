import type { HttpAnswer, Send } from "./http-client";
import type { Transport } from "./json-api";

/** A way out that notes what the server's clock shows. */
export interface TimedTransport {
    readonly transport: Transport;
    /** By the last answer that had a date: milliseconds since 1970, in whole seconds. */
    readonly serverTime: () => number | undefined;
}

/** The clock of this machine may be wrong; the one that a token's end is counted by is the server's. */
export function timed(transport: Transport): TimedTransport {
    let time: number | undefined;
    const noting =
        (send: Send): Send =>
        async (request) => {
            const answer = await send(request);
            time = dateOf(answer) ?? time;
            return answer;
        };
    return {
        transport: {
            ...transport,
            send: noting(transport.send),
            ...(transport.read === undefined ? {} : { read: noting(transport.read) }),
        },
        serverTime: () => time,
    };
}

/** The header `Date`, if there is one that can be read. */
export function dateOf(answer: HttpAnswer): number | undefined {
    const time = Date.parse(answer.header("date") ?? "");
    return Number.isNaN(time) ? undefined : time;
}
