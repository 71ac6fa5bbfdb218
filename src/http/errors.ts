import { ApiTokenError } from "../errors";

/** A request without an answer. Its message never holds the request: that carries the token. */
export class TransportError extends ApiTokenError {
    override readonly name = "TransportError";

    constructor(
        message: string,
        /** Whether the server may have processed the request all the same. */
        readonly maybeProcessed: boolean,
    ) {
        super(maybeProcessed ? "ERR_AMBIGUOUS" : "ERR_CONNECTION", message);
    }
}

/** Codes of failures that come before the first byte of a request is sent: names, connections, certificates. */
const BEFORE_SENDING =
    /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT|CERT_\w+|EPROTO|ERR_SSL_\w+|ERR_TLS_\w+|\w*SELF_SIGNED\w*|UNABLE_TO_\w+)$/;

/** Tells a failure before sending from one after it, by the error that undici or Node threw. */
export function toTransportError(error: unknown, host: string): TransportError {
    const code = codeOf(error);
    if (BEFORE_SENDING.test(code)) {
        return new TransportError(`${host} could not be reached (${code}): nothing was sent`, false);
    }
    return new TransportError(`the connection to ${host} gave no complete answer (${code})`, true);
}

/** Read by shape: an error of another realm is no instance of this one's Error. */
function codeOf(error: unknown): string {
    const { code, name } = (error ?? {}) as { code?: unknown; name?: unknown };
    return [code, name].find((word) => typeof word === "string") ?? "unknown failure";
}
