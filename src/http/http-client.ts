import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Agent, EnvHttpProxyAgent, request, type Dispatcher } from "undici";
import { toTransportError } from "./errors";
import { isLoopback } from "./loopback";

/** The three parts of an answer that anything here looks at. */
export interface HttpAnswer {
    readonly status: number;
    /** One header by its lower-case name. */
    header(name: string): string | undefined;
    readonly body: string;
}

/** Sends one request with a bearer token and reads the whole answer. No redirects are followed, nothing is retried. */
export type Send = (method: "GET" | "POST", url: string, token: string) => Promise<HttpAnswer>;

const SECOND = 1000;

const LIMITS = {
    connect: { timeout: 10 * SECOND },
    headersTimeout: 30 * SECOND,
    bodyTimeout: 30 * SECOND,
    maxResponseSize: 16 * 1024 * 1024,
} satisfies Agent.Options;

/** From the first byte sent to the last byte read. */
const TOTAL_TIMEOUT = 60 * SECOND;

const USER_AGENT = `pulumi-api-tokens/${ownVersion()}`;

/**
 * Makes the one way out of this package.
 *
 * `HTTPS_PROXY` and `NO_PROXY` are honoured, except to loopback; Node itself honours `NODE_EXTRA_CA_CERTS`.
 */
export function createSend(): Send {
    const direct = new Agent(LIMITS);
    let proxied: Dispatcher | undefined;
    return async (method, url, token) => {
        const { hostname, host } = new URL(url);
        const dispatcher = isLoopback(hostname) ? direct : (proxied ??= new EnvHttpProxyAgent(LIMITS));
        try {
            const answer = await request(url, {
                method,
                dispatcher,
                signal: AbortSignal.timeout(TOTAL_TIMEOUT),
                headers: {
                    authorization: `Bearer ${token}`,
                    accept: "application/hal+json, application/json",
                    "user-agent": USER_AGENT,
                },
            });
            const body = await answer.body.text();
            return {
                status: answer.statusCode,
                header: (name) => [answer.headers[name]].flat()[0],
                body,
            };
        } catch (error) {
            throw toTransportError(error, host);
        }
    };
}

function ownVersion(): string {
    const manifest = readFileSync(join(__dirname, "..", "..", "package.json"), "utf8");
    return (JSON.parse(manifest) as { version: string }).version;
}
