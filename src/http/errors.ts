import { ApiTokenError } from "../base/errors";
import type { Received } from "./recording";

/** A request without an answer. Its message never holds the request: that carries the token. */
export class TransportError extends ApiTokenError {
    override readonly name = "TransportError";
    constructor(
        message: string,
        /** Whether the server may have processed the request all the same. */
        readonly maybeProcessed: boolean,
        /** Whether the next try may fare better. */
        readonly mayPass = maybeProcessed,
        /** Of the answer to a request that changes something. */
        readonly received?: Received,
    ) {
        super(maybeProcessed ? "ERR_AMBIGUOUS" : "ERR_CONNECTION", message);
    }
}

/** Failures before the first byte of a request is sent that may be over in a moment. */
const NOT_CONNECTED = /^(ECONNREFUSED|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT)$/;

/** The same for certificates: time does not mend them. */
const NOT_TRUSTED = /^(CERT_\w+|ERR_TLS_\w+|\w*SELF_SIGNED\w*|UNABLE_TO_\w+|HOSTNAME_MISMATCH)$/;

/** Failures of TLS, which may also come after the request: a record that was changed on the way. */
const BROKEN_TLS = /^(EPROTO|ERR_SSL_\w+)$/;

/** Answers that are broken in a way that the next one will be too. */
const BROKEN_ANSWER = /^(UND_ERR_RES_EXCEEDED_MAX_SIZE|UND_ERR_HEADERS_OVERFLOW|HPE_\w+|HTTPParserError)$/;

/** What undici says of a proxy that does not let a request through: it has no code of its own for it. */
const PROXY_REFUSAL = /^Proxy response \((\d{3})\)/;

/**
 * Tells a failure before sending from one after it, by the error that undici or Node threw, and by whether it is known
 * that no connection came to be.
 */
export function toTransportError(
    error: unknown,
    host: string,
    neverConnected = false,
    received?: Received,
): TransportError {
    const { code, message } = shapeOf(error);
    const refusedBy = PROXY_REFUSAL.exec(message)?.[1];
    if (refusedBy !== undefined) {
        return new TransportError(`${proxyRefusal(refusedBy, host)}: nothing was sent`, false);
    }
    if (NOT_TRUSTED.test(code) || (neverConnected && BROKEN_TLS.test(code))) {
        const hint =
            "for a certificate of your own authority, name its file in NODE_EXTRA_CA_CERTS before Pulumi starts";
        return new TransportError(
            `${host} could not be reached securely (${code}): nothing was sent; ${hint}`,
            false,
        );
    }
    if (code === "ENOTFOUND") {
        return new TransportError(
            `${host} could not be reached (${code}): nothing was sent; check the name`,
            false,
        );
    }
    if (neverConnected || NOT_CONNECTED.test(code)) {
        const text = `${host} could not be reached (${code}): nothing was sent`;
        return new TransportError(text, false, !BROKEN_ANSWER.test(code));
    }
    const text = `the connection to ${host} gave no complete answer (${code})`;
    return new TransportError(text, true, !BROKEN_ANSWER.test(code), received);
}

function proxyRefusal(status: string, host: string): string {
    return status === "407"
        ? `the proxy asks for a user and a password (407) before it lets a request to ${host} through; write them into HTTPS_PROXY`
        : `the proxy did not let the request to ${host} through (${status})`;
}

/** Read by shape: an error of another realm is no instance of this one's Error. */
function shapeOf(error: unknown): { code: string; message: string } {
    const { code, name, message, cause } = (error ?? {}) as Record<string, unknown>;
    if (typeof code !== "string" && cause !== undefined && cause !== error) {
        return shapeOf(cause);
    }
    const word = [code, name].find((candidate) => typeof candidate === "string");
    return { code: word ?? "unknown failure", message: typeof message === "string" ? message : "" };
}
