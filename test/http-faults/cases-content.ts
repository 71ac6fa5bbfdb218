import {
    bytes,
    end,
    type FaultCase,
    FOUND_IN_DAMAGE,
    goodAnswer,
    goodBody,
    goodStatus,
    LOST,
    NOT_UNDERSTOOD,
    type Stage,
    SUCCESS,
} from "./fault-case";
import { answer } from "./raw-server";

/** The expected status with another body. */
const body = (make: (stage: Stage) => string | Buffer) => (stage: Stage) =>
    answer(goodStatus(stage), make(stage));

const PAGE = "<!DOCTYPE html><html><body>Please log in</body></html>";

/** The good body with one byte of the last string of ASCII letters made into one that UTF-8 does not know. */
function damaged(stage: Stage, within: string): Buffer {
    const whole = Buffer.from(goodBody(stage));
    whole[whole.indexOf(within) + 3] = 0xff;
    return whole;
}

const deep = (levels: number) => `${"[".repeat(levels)}${"]".repeat(levels)}`;

export const CONTENT_CASES: readonly FaultCase[] = [
    bytes("content: good JSON called text/html", SUCCESS, (stage) =>
        goodAnswer(stage, { "content-type": "text/html" }),
    ),
    bytes("content: good JSON without a type", SUCCESS, (stage) => goodAnswer(stage, { "content-type": "" })),
    bytes(
        "content: good JSON after a byte order mark",
        SUCCESS,
        body((stage) => `\ufeff${goodBody(stage)}`),
    ),
    bytes(
        "content: good JSON in UTF-16",
        LOST,
        body((stage) => Buffer.from(goodBody(stage), "utf16le")),
    ),
    bytes("content: said to be gzip", LOST, (stage) =>
        answer(goodStatus(stage), Buffer.from("1f8b0800deadbeef", "hex"), { "content-encoding": "gzip" }),
    ),
    bytes("content: a web page with 200", NOT_UNDERSTOOD, () => answer(200, PAGE)),
    bytes(
        "content: a web page with the expected status",
        NOT_UNDERSTOOD,
        body(() => PAGE),
    ),
    bytes("content: a web page with 404", NOT_UNDERSTOOD, () => answer(404, PAGE)),
    bytes(
        "content: invalid UTF-8 in an id, or in the token",
        LOST,
        body((stage) => damaged(stage, stage.method === "GET" ? "1001" : stage.successor)),
    ),
    bytes(
        "content: an overlong letter in the token",
        { post: end("lost", 1) },
        body(({ successor }) =>
            Buffer.concat([
                Buffer.from('{"bearerToken":"'),
                Buffer.from([0xc1, 0x81]),
                Buffer.from(`${successor}"}`),
            ]),
        ),
    ),
    bytes(
        "content: a line break behind the token",
        { post: end("issued", 1) },
        body(({ successor }) => JSON.stringify({ bearerToken: `${successor}\n` })),
    ),
    bytes(
        "content: the token that was sent comes back",
        { post: end("unclear", 1) },
        body(({ token }) => JSON.stringify({ bearerToken: token })),
    ),
    bytes(
        "content: truncated JSON",
        FOUND_IN_DAMAGE,
        body((stage) => goodBody(stage).slice(0, -1)),
    ),
    bytes(
        "content: JSON and more",
        FOUND_IN_DAMAGE,
        body((stage) => `${goodBody(stage)}x`),
    ),
    bytes(
        "content: 100,000 levels",
        LOST,
        body(() => deep(100_000)),
    ),
    bytes(
        "content: 100,000 levels in a field of no concern",
        SUCCESS,
        body((stage) => `${goodBody(stage).slice(0, -1)},"more":${deep(100_000)}}`),
    ),
    bytes(
        "content: 100,000 levels in a field that is read",
        LOST,
        body(() => `{"uid":${deep(100_000)},"bearerToken":${deep(100_000)}}`),
    ),
    bytes("content: 100,000 levels of errors", NOT_UNDERSTOOD, () =>
        answer(400, `{"errors":${deep(100_000)}}`),
    ),
    bytes(
        "content: the same key twice, the last one counts",
        SUCCESS,
        body(({ method, successor }) =>
            method === "GET"
                ? '{"uid":5,"uid":"1001"}'
                : `{"bearerToken":"an-earlier-one","bearerToken":${JSON.stringify(successor)}}`,
        ),
    ),
    bytes(
        "content: __proto__ is a key like others",
        SUCCESS,
        body(({ successor }) =>
            JSON.stringify({ more: 1 }).replace(
                "{",
                `{"__proto__":{"bearerToken":${JSON.stringify(successor)}},`,
            ),
        ),
    ),
    bytes(
        "content: null",
        LOST,
        body(() => "null"),
    ),
    bytes(
        "content: a number",
        LOST,
        body(() => "1e999"),
    ),
    bytes(
        "content: control characters in the server's words",
        { get: end("ERR_FORBIDDEN", 1), post: end("ERR_FORBIDDEN", 1) },
        () => answer(403, JSON.stringify({ detail: "\u001b[2J\u0007\u202e" })),
    ),
];
