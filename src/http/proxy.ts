import { type Agent, type Dispatcher, EnvHttpProxyAgent, Pool } from "undici";

/** How long connections may take, in milliseconds, with what else undici is told of them. */
export type ConnectionLimits = Agent.Options & { readonly connect: { readonly timeout: number } };

/**
 * Goes through the proxy that `HTTPS_PROXY` names, except to the hosts of `NO_PROXY`. The time for connecting holds for
 * each step of the way: to the proxy, for its answer, and for TLS to the host behind it.
 */
export function createProxied(limits: ConnectionLimits): Dispatcher {
    const { connect } = limits;
    return new EnvHttpProxyAgent({
        ...limits,
        proxyTls: connect,
        requestTls: connect,
        clientFactory: (origin, options) =>
            new ProxyPool(origin, { ...options, headersTimeout: connect.timeout }),
    });
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
