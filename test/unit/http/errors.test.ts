import { toTransportError, TransportError } from "../../../src/http/errors";

const failure = (code: string) => Object.assign(new Error("text of the library"), { code });

test.each([
    "ECONNREFUSED",
    "ENOTFOUND",
    "EAI_AGAIN",
    "EHOSTUNREACH",
    "ENETUNREACH",
    "UND_ERR_CONNECT_TIMEOUT",
    "CERT_HAS_EXPIRED",
    "DEPTH_ZERO_SELF_SIGNED_CERT",
    "SELF_SIGNED_CERT_IN_CHAIN",
    "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
    "ERR_TLS_CERT_ALTNAME_INVALID",
])("after %s nothing was sent", (code) => {
    const error = toTransportError(failure(code), "api.example.com");
    expect(error).toBeInstanceOf(TransportError);
    expect(error).toMatchObject({
        code: "ERR_CONNECTION",
        maybeProcessed: false,
        message: `api.example.com could not be reached (${code}): nothing was sent`,
    });
});

test.each([
    "ECONNRESET",
    "EPIPE",
    "ETIMEDOUT",
    "UND_ERR_SOCKET",
    "UND_ERR_HEADERS_TIMEOUT",
    "UND_ERR_BODY_TIMEOUT",
    "UND_ERR_ABORTED",
    "UND_ERR_RES_EXCEEDED_MAX_SIZE",
    "HPE_INVALID_CONSTANT",
    "NOT_ECONNREFUSED_AT_ALL",
])("after %s the request may have been processed", (code) => {
    expect(toTransportError(failure(code), "api.example.com")).toMatchObject({
        code: "ERR_AMBIGUOUS",
        maybeProcessed: true,
        message: `the connection to api.example.com gave no complete answer (${code})`,
    });
});

test.each([
    ["an error without a code is named by its kind", new TypeError("text"), "TypeError"],
    [
        "an error with a number for a code is named by its kind",
        Object.assign(new Error("x"), { code: 23 }),
        "Error",
    ],
    ["what is no error is an unknown failure", "text", "unknown failure"],
    ["nothing is an unknown failure", undefined, "unknown failure"],
])("%s", (_name, error, words) => {
    expect(toTransportError(error, "h")).toMatchObject({
        code: "ERR_AMBIGUOUS",
        message: `the connection to h gave no complete answer (${words})`,
    });
});
