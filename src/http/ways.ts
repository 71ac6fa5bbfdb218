import { Agent, buildConnector, type Dispatcher, Pool, ProxyAgent } from "undici";
import { isLoopback } from "./loopback";
import { type Proxy, proxyFrom } from "./proxy-environment";
import { recorded, type Recording } from "./recording";

/** Ways to hosts: their connections are kept for the next request, or carry one request and are written down. */
export interface Ways {
    kept(url: string): Dispatcher;
    /** To be destroyed after use. */
    single(url: string, recording: Recording): Dispatcher;
}

/**
 * Makes the ways to hosts: through the proxy that the environment names, or directly. Throws `ERR_INPUT` when the
 * environment names one that cannot be used.
 *
 * @param connectTimeout for each step: to the proxy, for its answer, and for TLS to the host behind it
 */
export function createWays(
    limits: Agent.Options,
    connectTimeout: number,
    environment: NodeJS.ProcessEnv,
): Ways {
    // Whatever NODE_TLS_REJECT_UNAUTHORIZED says: a token is sent to whom it belongs to.
    const tls = { timeout: connectTimeout, rejectUnauthorized: true };
    const proxy = proxyFrom(environment);
    const connect = buildConnector(tls);
    const direct = new Agent({ ...limits, connect });
    let proxied: Dispatcher | undefined;
    return {
        kept(url) {
            const way = wayTo(url, proxy);
            return way === undefined ? direct : (proxied ??= throughProxy(way, limits, tls));
        },
        single(url, recording) {
            const way = wayTo(url, proxy);
            return way === undefined
                ? new Agent({ ...limits, connect: recorded(connect, recording) })
                : throughProxy(way, limits, tls, recording);
        },
    };
}

function wayTo(url: string, proxy: Proxy | undefined): Proxy | undefined {
    const { hostname, port } = new URL(url);
    return isLoopback(hostname) || proxy?.isExempt(hostname, port) === true ? undefined : proxy;
}

type ConnectOptions = buildConnector.BuildOptions & { readonly timeout: number };

function throughProxy(
    { address, authorization }: Proxy,
    limits: Agent.Options,
    steps: ConnectOptions,
    recording?: Recording,
): Dispatcher {
    return new ProxyAgent({
        ...limits,
        uri: address,
        ...(authorization === undefined ? {} : { token: authorization }),
        proxyTls: steps,
        requestTls: steps,
        clientFactory: (origin, options) =>
            new ProxyPool(origin, { ...options, headersTimeout: steps.timeout }),
        ...(recording === undefined ? {} : { factory: recordingFactory(recording) }),
    });
}

/** Beyond the proxy: it makes the connections itself, through its tunnel. */
function recordingFactory(recording: Recording) {
    return (origin: URL, options: Pool.Options) => {
        const connect = options.connect as buildConnector.connector;
        return new Pool(origin, { ...options, connect: recorded(connect, recording) });
    };
}

/** The connections to a proxy. */
class ProxyPool extends Pool {
    override connect(...args: unknown[]): Promise<Dispatcher.ConnectData> {
        return (super.connect as (...all: unknown[]) => Promise<Dispatcher.ConnectData>)(...args).catch(
            (error: unknown) => {
                throw closedByProxy(error);
            },
        );
    }
}

/** After its own error for a closed connection undici asks the proxy again, and again, without a pause or an end. */
function closedByProxy(error: unknown): unknown {
    const { code } = (error ?? {}) as { code?: unknown };
    return code === "UND_ERR_SOCKET"
        ? Object.assign(new Error("closed by the proxy"), { code: "ECONNRESET" })
        : error;
}
