import { toTransportError, TransportError } from "../../../src/http/errors";

const failure = (code: string) => Object.assign(new Error("text of the library"), { code });

const NOTHING_SENT = { code: "ERR_CONNECTION", maybeProcessed: false };

test.each(["ECONNREFUSED", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH", "UND_ERR_CONNECT_TIMEOUT"])(
    "after %s nothing was sent, and the next try may fare better",
    (code) => {
        const error = toTransportError(failure(code), "api.example.com");
        expect(error).toBeInstanceOf(TransportError);
        expect(error).toMatchObject({
            ...NOTHING_SENT,
            mayPass: true,
            message: `api.example.com could not be reached (${code}): nothing was sent`,
        });
    },
);

test("after ENOTFOUND nothing was sent, and the name is to be checked", () => {
    expect(toTransportError(failure("ENOTFOUND"), "api.example.com")).toMatchObject({
        ...NOTHING_SENT,
        mayPass: false,
        message: "api.example.com could not be reached (ENOTFOUND): nothing was sent; check the name",
    });
});

test.each([
    "CERT_HAS_EXPIRED",
    "DEPTH_ZERO_SELF_SIGNED_CERT",
    "SELF_SIGNED_CERT_IN_CHAIN",
    "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
    "ERR_TLS_CERT_ALTNAME_INVALID",
])("after %s nothing was sent, and trying again will not help", (code) => {
    expectUntrusted(toTransportError(failure(code), "api.example.com"), code);
});

test.each(["ERR_SSL_WRONG_VERSION_NUMBER", "EPROTO"])(
    "after %s nothing was sent if no connection came to be; on one that stood, the request may have been processed",
    (code) => {
        expectUntrusted(toTransportError(failure(code), "api.example.com", true), code);
        expect(toTransportError(failure(code), "api.example.com")).toMatchObject({
            code: "ERR_AMBIGUOUS",
            maybeProcessed: true,
        });
    },
);

test.each([
    ["ECONNRESET", true],
    ["UND_ERR_HEADERS_TIMEOUT", true],
    ["HPE_INVALID_CONSTANT", false],
])("after %s nothing was sent if no connection came to be", (code, mayPass) => {
    expect(toTransportError(failure(code), "api.example.com", true)).toMatchObject({
        ...NOTHING_SENT,
        mayPass,
        message: `api.example.com could not be reached (${code}): nothing was sent`,
    });
});

function expectUntrusted(error: TransportError, code: string): void {
    expect(error).toMatchObject({
        ...NOTHING_SENT,
        mayPass: false,
        message: expect.stringMatching(
            new RegExp(
                `^api.example.com could not be reached securely \\(${code}\\): .* NODE_EXTRA_CA_CERTS`,
            ),
        ) as string,
    });
}

test.each([
    ["407", "the proxy asks for a user and a password (407)"],
    ["502", "the proxy did not let the request to api.example.com through (502)"],
])("a proxy that answers %s has let nothing through", (status, words) => {
    const text = `Proxy response (${status}) !== 200 when HTTP Tunneling`;
    const error = Object.assign(new Error(text), { code: "UND_ERR_ABORTED" });
    expect(toTransportError(error, "api.example.com")).toMatchObject({
        ...NOTHING_SENT,
        message: expect.stringContaining(words) as string,
    });
});

test("the cause of an error without a code tells what happened", () => {
    const error = new TypeError("fetch failed", { cause: failure("ECONNREFUSED") });
    expect(toTransportError(error, "h")).toMatchObject(NOTHING_SENT);
});

test.each([
    ["ECONNRESET", true],
    ["EPIPE", true],
    ["ETIMEDOUT", true],
    ["UND_ERR_SOCKET", true],
    ["UND_ERR_HEADERS_TIMEOUT", true],
    ["UND_ERR_BODY_TIMEOUT", true],
    ["UND_ERR_ABORTED", true],
    ["UND_ERR_RES_EXCEEDED_MAX_SIZE", false],
    ["UND_ERR_HEADERS_OVERFLOW", false],
    ["HPE_INVALID_CONSTANT", false],
])("after %s the request may have been processed", (code, mayPass) => {
    expect(toTransportError(failure(code), "api.example.com")).toMatchObject({
        name: "TransportError",
        code: "ERR_AMBIGUOUS",
        maybeProcessed: true,
        mayPass,
        message: `the connection to api.example.com gave no complete answer (${code})`,
    });
});

test.each([
    "ECONNREFUSED",
    "UND_ERR_CONNECT_TIMEOUT",
    "CERT_HAS_EXPIRED",
    "HOSTNAME_MISMATCH",
    "EPROTO",
    "HTTPParserError",
])("a code that only holds %s is another one", (code) => {
    for (const other of [`NOT ${code}`, `${code} NOT`]) {
        const neverConnected = code === "EPROTO";
        const { message } = toTransportError(failure(other), "h", neverConnected);
        const words = neverConnected
            ? "h could not be reached"
            : "the connection to h gave no complete answer";
        expect(message).toMatch(new RegExp(String.raw`^${words} \(${other}\)`));
        expect(toTransportError(failure(other), "h").mayPass).toBe(true);
    }
});

test("a code of its own counts for more than that of a cause, and a circle of causes ends", () => {
    const cause = failure("ECONNREFUSED");
    expect(toTransportError(Object.assign(failure("EPIPE"), { cause }), "h").code).toBe("ERR_AMBIGUOUS");
    const circle = new TypeError("text");
    circle.cause = circle;
    expect(toTransportError(circle, "h").message).toContain("(TypeError)");
});

test("words that hold a proxy's refusal are no refusal, nor is a message that is no text", () => {
    for (const message of ["No Proxy response (407)", 407]) {
        expect(toTransportError({ message }, "h").code).toBe("ERR_AMBIGUOUS");
    }
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
