import { request } from "undici";
import { failedToConnect } from "./connecting";
import { toTransportError } from "./errors";
import type { HttpOptions } from "./http-options";
import { type Received, Recording } from "./recording";
import { unlessAborted } from "./unless-aborted";
import { createWays } from "./ways";

/** A request as it goes out. */
export interface RawRequest {
    readonly method: string;
    readonly url: string;
    readonly headers: Record<string, string>;
    readonly body?: string | Uint8Array;
    /** On a connection of its own: a server may close a kept one just as a request goes out on it, and nobody knows then whether it was processed. */
    readonly isSingle?: boolean;
    /** Gives a request up; its reason is what is thrown. */
    readonly signal?: AbortSignal | undefined;
}

/** Headers as they came: several of one name are a list. */
export type RawHeaders = Readonly<Record<string, string | string[] | undefined>>;

/** The whole of an answer. */
export interface RawAnswer {
    readonly status: number;
    /** By lower-case names. */
    readonly headers: RawHeaders;
    readonly body: Buffer;
    /** Of a request on a connection of its own: all that arrived on it, as it came. */
    readonly received?: Received;
}

/** Sends one request and reads the whole answer. Throws a `TransportError` when there is none. */
export type Exchange = (request: RawRequest) => Promise<RawAnswer>;

/** More than any answer of these APIs: a list of 5,000 account groups has about one. */
const LARGEST_BODY = 16 * 1024 * 1024;

/**
 * Makes the one way out of this package. Connections are kept for the next request to the same host. No redirect is
 * followed, nothing is sent twice.
 *
 * `HTTPS_PROXY` and `NO_PROXY` are honoured, except to loopback; Node itself honours `NODE_EXTRA_CA_CERTS`. Throws
 * `ERR_INPUT` when they cannot be understood.
 */
export function createExchange(options: HttpOptions, environment = process.env): Exchange {
    const ways = createWays(
        {
            headersTimeout: options.headersTimeout,
            bodyTimeout: options.bodyTimeout,
            maxResponseSize: LARGEST_BODY,
        },
        options.connectTimeout,
        environment,
    );
    return async ({ url, isSingle, signal, ...others }) => {
        signal?.throwIfAborted();
        // Not AbortSignal.timeout: Node 20 and 22.12 lose one that only `any` knows of to the garbage collector.
        const time = new AbortController();
        const timer = setTimeout(() => {
            time.abort(new DOMException("the total timeout has passed", "TimeoutError"));
        }, options.totalTimeout);
        const end = signal === undefined ? time.signal : AbortSignal.any([signal, time.signal]);
        const recording = isSingle === true ? new Recording() : undefined;
        const dispatcher = recording === undefined ? ways.kept(url) : ways.single(url, recording);
        try {
            // At once: undici gives up only what has a connection. One that comes to be later carries nothing.
            const answer = await unlessAborted(end, exchange(url, { ...others, dispatcher, signal: end }));
            return recording === undefined ? answer : { ...answer, received: recording.received() };
        } catch (error) {
            throw signal?.aborted === true
                ? signal.reason
                : toTransportError(error, new URL(url).host, failedToConnect(error), recording?.received());
        } finally {
            clearTimeout(timer);
            if (recording !== undefined) {
                dispatcher.destroy().catch(() => undefined);
            }
        }
    };
}

type ExchangeOptions = NonNullable<Parameters<typeof request>[1]>;

async function exchange(url: string, options: ExchangeOptions): Promise<RawAnswer> {
    const { statusCode, headers, body } = await request(url, options);
    return { status: statusCode, headers, body: Buffer.from(await body.arrayBuffer()) };
}

/** One header, of several of one name the first. */
export function headerOf(headers: RawHeaders, name: string): string | undefined {
    const value = headers[name];
    return typeof value === "string" ? value : value?.[0];
}
