import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Agent, type Dispatcher, request } from "undici";
import { failedToConnect } from "./connecting";
import { toTransportError } from "./errors";
import { DEFAULT_HTTP_OPTIONS, type HttpOptions } from "./http-options";
import { isLoopback } from "./loopback";
import { type ConnectionLimits, createProxied } from "./proxy";

/** The parts of an answer that anything here looks at. */
export interface HttpAnswer {
    readonly status: number;
    /** One header by its lower-case name. */
    header(name: string): string | undefined;
    readonly body: string;
}

/** One request with a credential. */
export interface HttpRequest {
    readonly method: "GET" | "POST" | "PUT" | "DELETE";
    readonly url: string;
    /** The value of the header `Authorization`. */
    readonly authorization: string;
    /** The media types that are asked for. */
    readonly accept: string;
    /** Gives a request up; its reason is what is thrown. */
    readonly signal?: AbortSignal;
}

/** Sends one request and reads the whole answer. Throws a `TransportError` when there is none. */
export type Send = (request: HttpRequest) => Promise<HttpAnswer>;

/** More than any answer of these APIs: a list of 5,000 account groups has about one. */
const LARGEST_BODY = 16 * 1024 * 1024;

const USER_AGENT = `pulumi-api-tokens/${ownVersion()}`;

/**
 * Makes the one way out of this package. Connections are kept for the next reading request to the same host; what
 * changes something gets one of its own. No redirect is followed, nothing is sent twice.
 *
 * `HTTPS_PROXY` and `NO_PROXY` are honoured, except to loopback; Node itself honours `NODE_EXTRA_CA_CERTS`.
 */
export function createSend(options: HttpOptions = DEFAULT_HTTP_OPTIONS): Send {
    const limits = {
        connect: { timeout: options.connectTimeout },
        headersTimeout: options.headersTimeout,
        bodyTimeout: options.bodyTimeout,
        maxResponseSize: LARGEST_BODY,
    } satisfies ConnectionLimits;
    const kept = new Dispatchers(limits);
    // A server may close a kept connection just as a request goes out on it: whether it was processed is then unknown.
    const single = new Dispatchers({ ...limits, pipelining: 0 });
    return async ({ method, url, authorization, accept, signal }) => {
        signal?.throwIfAborted();
        const { hostname, host } = new URL(url);
        const dispatcher = (method === "GET" ? kept : single).for(hostname);
        const headers = { authorization, accept, "user-agent": USER_AGENT };
        // Not AbortSignal.timeout: Node 20 and 22.12 lose one that only `any` knows of to the garbage collector.
        const time = new AbortController();
        const timer = setTimeout(() => {
            time.abort(new DOMException("the total timeout has passed", "TimeoutError"));
        }, options.totalTimeout);
        const end = signal === undefined ? time.signal : AbortSignal.any([signal, time.signal]);
        try {
            return await unlessAborted(end, exchange(url, { dispatcher, method, headers, signal: end }));
        } catch (error) {
            throw signal?.aborted === true
                ? signal.reason
                : toTransportError(error, host, failedToConnect(error));
        } finally {
            clearTimeout(timer);
        }
    };
}

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

async function exchange(url: string, options: Parameters<typeof request>[1]): Promise<HttpAnswer> {
    const { statusCode, headers, body } = await request(url, options);
    const text = await body.text();
    return { status: statusCode, header: (name) => first(headers[name]), body: text };
}

function first(value: string | string[] | undefined): string | undefined {
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

function ownVersion(): string {
    const manifest = readFileSync(join(__dirname, "..", "..", "package.json"), "utf8");
    return (JSON.parse(manifest) as { version: string }).version;
}
