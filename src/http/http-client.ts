import { readFileSync } from "node:fs";
import { join } from "node:path";
import { textOf } from "./content";
import { createExchange, headerOf } from "./exchange";
import { DEFAULT_HTTP_OPTIONS, type HttpOptions } from "./http-options";
import type { Received } from "./recording";

/** The parts of an answer that anything here looks at. */
export interface HttpAnswer {
    readonly status: number;
    /** One header by its lower-case name. */
    header(name: string): string | undefined;
    readonly body: string;
    /** To a request that changes something: all that arrived, as it came. */
    readonly received?: Received;
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

const USER_AGENT = `pulumi-api-tokens/${ownVersion()}`;

/** Makes a way to send requests with a credential. What changes something gets a connection of its own. */
export function createSend(options: HttpOptions = DEFAULT_HTTP_OPTIONS): Send {
    const exchange = createExchange(options);
    return async ({ method, url, authorization, accept, signal }) => {
        const { status, headers, body, received } = await exchange({
            method,
            url,
            headers: { authorization, accept, "user-agent": USER_AGENT },
            isSingle: method !== "GET",
            signal,
        });
        return {
            status,
            header: (name) => headerOf(headers, name),
            body: await textOf(body, headerOf(headers, "content-encoding")),
            ...(received === undefined ? {} : { received }),
        };
    };
}

function ownVersion(): string {
    const manifest = readFileSync(join(__dirname, "..", "..", "package.json"), "utf8");
    return (JSON.parse(manifest) as { version: string }).version;
}
