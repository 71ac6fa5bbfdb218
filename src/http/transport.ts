import { setTimeout as delay } from "node:timers/promises";
import { createSend } from "./http-client";
import type { HttpOptions } from "./http-options";
import type { Transport } from "./json-api";
import { Pacing } from "./pacing";
import { CountedLimit, readStanding } from "./rate-limit";
import { Refusals, type RefusalMemory } from "./refusals";
import { retried } from "./retries";

/** What is known of a server besides its answers. */
export interface ServerTraits {
    /** The limit of a server that says nothing of it in its answers. */
    readonly requestsAMinute?: number;
    /** What its limit is called in messages. */
    readonly rateLimit?: string;
    /** After many refusals it blocks the address that they went to: a refused token is remembered for later runs. */
    readonly blocksAddresses?: boolean;
}

/** What requests take from the process that they are sent from. */
export interface TransportContext extends Omit<ServerTraits, "blocksAddresses"> {
    readonly options: HttpOptions;
    /** Ends early, with an error, when nobody waits for the run any more. Default: never. */
    readonly wait?: (milliseconds: number) => Promise<void>;
    /** Of a server that blocks addresses. */
    readonly memory?: RefusalMemory;
    /** Tells the person at the terminal why nothing happens for a while. */
    readonly announce: (text: string) => void;
}

/** What all requests of this process to one endpoint share. */
export interface PacedTransport extends Transport {
    /** For what is sent elsewhere, and counts all the same. */
    readonly pacing: Pacing;
}

const transports = new Map<string, PacedTransport>();

/** The transport for an endpoint: one pool of connections, one account of the rate limit, one knowledge of refused tokens. */
export function transportFor(endpoint: string, context: TransportContext): PacedTransport {
    const key = JSON.stringify([endpoint, context.options]);
    const known = transports.get(key) ?? createTransport(context);
    transports.set(key, known);
    return known;
}

let hasToldOfCertificates = false;

/** Node itself warns that it checks none: here it does. */
function tellOfCertificates(announce: (text: string) => void): void {
    if (process.env.NODE_TLS_REJECT_UNAUTHORIZED === "0" && !hasToldOfCertificates) {
        hasToldOfCertificates = true;
        announce(
            "NODE_TLS_REJECT_UNAUTHORIZED=0 is set: certificates are checked all the same before a token is sent. For one of your own authority, name its file in NODE_EXTRA_CA_CERTS",
        );
    }
}

function createTransport(context: TransportContext): PacedTransport {
    const {
        options,
        memory,
        announce,
        requestsAMinute = Infinity,
        wait = (pause: number) => delay(pause),
    } = context;
    tellOfCertificates(announce);
    const { rateLimit = "the API's rate limit" } = context;
    const now = Date.now;
    const send = createSend(options);
    const pacing = new Pacing({ now, wait, longestWait: options.rateLimitWait, rateLimit, announce });
    const counted = new CountedLimit(requestsAMinute);
    const retrying = { now, wait, random: Math.random, budget: options.retryBudget, announce };
    return {
        send,
        read: (request) =>
            retried(
                () =>
                    pacing.run(
                        () => {
                            counted.count(now());
                            return send(request);
                        },
                        (answer) => readStanding(answer, now()) ?? counted.standing(now()),
                    ),
                retrying,
            ),
        refusals: new Refusals(memory),
        pacing,
    };
}
