import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Agent, EnvHttpProxyAgent, request as send, type Dispatcher } from "undici";
import { ApiTokenError } from "../errors";
import { toTransportError } from "./errors";
import { isLoopback } from "./loopback";

/** One request with a credential. */
export interface HttpRequest {
    readonly method: "GET" | "POST";
    readonly url: string;
    /** The value of the header `Authorization`. */
    readonly authorization: string;
    /** Gives a request up; its reason is what is thrown. */
    readonly signal?: AbortSignal;
}

/** The three parts of an answer that anything here looks at. */
export interface HttpAnswer {
    readonly status: number;
    /** One header by its lower-case name. */
    header(name: string): string | undefined;
    readonly body: string;
}

/** Sends one request and reads the whole answer. */
export type Send = (request: HttpRequest) => Promise<HttpAnswer>;

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
 * Makes the one way out of this package. No redirects are followed, nothing is retried.
 *
 * `HTTPS_PROXY` and `NO_PROXY` are honoured, except to loopback; Node itself honours `NODE_EXTRA_CA_CERTS`.
 */
export function createSend(): Send {
    const direct = new Agent(LIMITS);
    let proxied: Dispatcher | undefined;
    return async ({ method, url, authorization, signal }) => {
        const { hostname, host } = new URL(url);
        const dispatcher = isLoopback(hostname) ? direct : (proxied ??= new EnvHttpProxyAgent(LIMITS));
        const timeout = AbortSignal.timeout(TOTAL_TIMEOUT);
        try {
            const answer = await send(url, {
                method,
                dispatcher,
                signal: signal === undefined ? timeout : AbortSignal.any([timeout, signal]),
                headers: {
                    authorization,
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
            throw error instanceof ApiTokenError ? error : toTransportError(error, host);
        }
    };
}

function ownVersion(): string {
    const manifest = readFileSync(join(__dirname, "..", "..", "package.json"), "utf8");
    return (JSON.parse(manifest) as { version: string }).version;
}
