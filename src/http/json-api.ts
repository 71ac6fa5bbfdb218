import type { z } from "zod";
import { ApiTokenError, type ErrorCode } from "../base/errors";
import { describeAnswer, isHtml, type Meanings } from "./answer-description";
import { TransportError } from "./errors";
import type { HttpAnswer, HttpRequest, Send } from "./http-client";
import { parseJson } from "../base/json";
import { telltale } from "../base/redaction";
import type { OwnWords } from "./own-words";
import type { Refusals } from "./refusals";

/** What an API has of its own. */
export interface JsonApiSettings {
    /** Without a trailing slash. */
    readonly endpoint: string;
    readonly accept: string;
    /** The value of the header `Authorization`. */
    readonly authorization: (token: string) => string;
    readonly meanings: Meanings;
    readonly isOwnWord: OwnWords;
}

/** What a client works with. */
export interface Transport {
    /** Sends a request once. */
    readonly send: Send;
    /** Sends a request that changes nothing, with the patience that such a one can have. Default: once. */
    readonly read?: Send;
    readonly refusals: Refusals;
}

/** How one request differs from others. */
export interface ReadOptions {
    /** A 401 says nothing yet of a token that was issued seconds ago. */
    readonly fresh?: boolean;
}

/**
 * Reads of an API in JSON, with a token. Throws an {@link ApiTokenError}: `ERR_TOKEN_REJECTED` (401), `ERR_FORBIDDEN`
 * (403), `ERR_NOT_FOUND` (404), `ERR_RATE_LIMITED` (429), `ERR_CONNECTION` (no complete answer), or `ERR_RESPONSE`
 * (any other answer than the documented one).
 */
export class JsonApi {
    constructor(
        readonly settings: JsonApiSettings,
        private readonly transport: Transport,
    ) {}

    /** Sends a request once, whatever comes of it. Throws a `TransportError` when there is no answer. */
    send(method: HttpRequest["method"], path: string, token: string): Promise<HttpAnswer> {
        return this.transport.send(this.request(method, path, token));
    }

    /** Reads what the schema describes. */
    async get<T>(
        path: string,
        token: string,
        schema: z.ZodType<T>,
        { fresh = false }: ReadOptions = {},
    ): Promise<T> {
        const { refusals, read = this.transport.send } = this.transport;
        const signal = refusals.signal(this.settings.endpoint, token);
        signal.throwIfAborted();
        const answer = await withoutAmbiguity(() => read({ ...this.request("GET", path, token), signal }));
        const call = `GET ${path}`;
        if (answer.status === 200) {
            refusals.clear(this.settings.endpoint, token);
            return understood(call, answer, schema, token);
        }
        const error = this.failure(call, answer, token);
        if (error.code === "ERR_TOKEN_REJECTED" && !fresh) {
            refusals.refuse(this.settings.endpoint, token, error);
        }
        throw error;
    }

    /** What an answer other than the expected one means, as an error. */
    failure(call: string, answer: HttpAnswer, token: string): ApiTokenError {
        const { status } = answer;
        const isOwn = this.settings.isOwnWord(answer);
        const words = describeAnswer(call, answer, token, this.settings.meanings, isOwn);
        const code = isOwn || status === BUSY ? CODES[status] : undefined;
        return new ApiTokenError(code ?? "ERR_RESPONSE", words);
    }

    private request(method: HttpRequest["method"], path: string, token: string): HttpRequest {
        const { endpoint, accept, authorization } = this.settings;
        return { method, url: endpoint + path, authorization: authorization(token), accept };
    }
}

/** Whoever says this, it is no time to ask. */
const BUSY = 429;

const CODES: Record<number, ErrorCode> = {
    401: "ERR_TOKEN_REJECTED",
    403: "ERR_FORBIDDEN",
    404: "ERR_NOT_FOUND",
    429: "ERR_RATE_LIMITED",
};

/** A request that changes nothing leaves nothing open when it gets no answer. */
async function withoutAmbiguity<T>(send: () => Promise<T>): Promise<T> {
    try {
        return await send();
    } catch (error) {
        throw error instanceof TransportError ? new ApiTokenError("ERR_CONNECTION", error.message) : error;
    }
}

/** Nothing of an answer that repeats the token is used: an id, a name or an output would show it. */
function understood<T>(call: string, { body }: HttpAnswer, schema: z.ZodType<T>, token: string): T {
    const result = schema.safeParse(parseJson(body));
    if (result.success && !tellsAnywhere(result.data, telltale([token]))) {
        return result.data;
    }
    throw new ApiTokenError(
        "ERR_RESPONSE",
        `${call} answered 200 with a body that ${unusable(body, result.error)}`,
    );
}

function unusable(body: string, error: z.ZodError | undefined): string {
    if (error === undefined) {
        return "repeats the token that was sent: nothing of it is used";
    }
    return isHtml(body)
        ? "is a web page: a proxy, or another server than the API, gave this answer"
        : fault(error);
}

/** Whether a text anywhere in the value gives the token away. */
function tellsAnywhere(value: unknown, tells: (text: string) => boolean): boolean {
    if (typeof value === "string") {
        return tells(value);
    }
    return (
        typeof value === "object" &&
        value !== null &&
        Object.values(value).some((one) => tellsAnywhere(one, tells))
    );
}

/** Names the first field that is not as documented, never its value. */
function fault({ issues }: z.ZodError): string {
    const { path = [], message = "" } = issues[0] ?? {};
    if (path.length === 0) {
        return "is not the documented JSON object";
    }
    // Such as "Invalid input: expected string, received number".
    const types = message.replace(/^.*: /, "");
    return `is not as documented: field "${path.join(".")}": ${types}. The API may have changed: look for a newer version of this package`;
}
