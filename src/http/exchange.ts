import { Agent, type Dispatcher, request } from "undici";
import { failedToConnect } from "./connecting";
import { toTransportError } from "./errors";
import type { HttpOptions } from "./http-options";
import { isLoopback } from "./loopback";
import { type ConnectionLimits, createProxied } from "./proxy";

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
}

/** Sends one request and reads the whole answer. Throws a `TransportError` when there is none. */
export type Exchange = (request: RawRequest) => Promise<RawAnswer>;

/** More than any answer of these APIs: a list of 5,000 account groups has about one. */
const LARGEST_BODY = 16 * 1024 * 1024;

/**
 * Makes the one way out of this package. Connections are kept for the next request to the same host. No redirect is
 * followed, nothing is sent twice.
 *
 * `HTTPS_PROXY` and `NO_PROXY` are honoured, except to loopback; Node itself honours `NODE_EXTRA_CA_CERTS`.
 */
export function createExchange(options: HttpOptions): Exchange {
    const limits = {
        connect: { timeout: options.connectTimeout },
        headersTimeout: options.headersTimeout,
        bodyTimeout: options.bodyTimeout,
        maxResponseSize: LARGEST_BODY,
    } satisfies ConnectionLimits;
    const kept = new Dispatchers(limits);
    const single = new Dispatchers({ ...limits, pipelining: 0 });
    return async ({ url, isSingle, signal, ...others }) => {
        signal?.throwIfAborted();
        const { hostname, host } = new URL(url);
        const dispatcher = (isSingle === true ? single : kept).for(hostname);
        // Not AbortSignal.timeout: Node 20 and 22.12 lose one that only `any` knows of to the garbage collector.
        const time = new AbortController();
        const timer = setTimeout(() => {
            time.abort(new DOMException("the total timeout has passed", "TimeoutError"));
        }, options.totalTimeout);
        const end = signal === undefined ? time.signal : AbortSignal.any([signal, time.signal]);
        try {
            return await unlessAborted(end, exchange(url, { ...others, dispatcher, signal: end }));
        } catch (error) {
            throw signal?.aborted === true
                ? signal.reason
                : toTransportError(error, host, failedToConnect(error));
        } finally {
            clearTimeout(timer);
        }
    };
}

type ExchangeOptions = NonNullable<Parameters<typeof request>[1]>;

/** At once: undici gives up only what has a connection. One that comes to be later carries nothing. */
function unlessAborted<T>(signal: AbortSignal, result: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
        const giveUp = () => {
            reject(signal.reason as Error);
        };
        signal.addEventListener("abort", giveUp, { once: true });
        void result.then(resolve, reject).finally(() => {
            signal.removeEventListener("abort", giveUp);
        });
    });
}

async function exchange(url: string, options: ExchangeOptions): Promise<RawAnswer> {
    const { statusCode, headers, body } = await request(url, options);
    return { status: statusCode, headers, body: Buffer.from(await body.arrayBuffer()) };
}

/** One header, of several of one name the first. */
export function headerOf(headers: RawHeaders, name: string): string | undefined {
    const value = headers[name];
    return typeof value === "string" ? value : value?.[0];
}

/** The ways to hosts with and without a proxy, the second made at first use. */
class Dispatchers {
    private readonly direct: Dispatcher;
    private proxied: Dispatcher | undefined;

    constructor(private readonly limits: ConnectionLimits) {
        this.direct = new Agent(limits);
    }

    for(hostname: string): Dispatcher {
        return isLoopback(hostname) ? this.direct : (this.proxied ??= createProxied(this.limits));
    }
}
