import { bytes, end, type FaultCase, type Stage } from "./fault-case";
import { answer } from "./raw-server";

const WRITINGS: Readonly<Record<string, (token: string) => string>> = {
    "in clear": (token) => token,
    "URL-encoded": encodeURIComponent,
    "in hex": (token) => Buffer.from(token).toString("hex"),
    "in base64": (token) => Buffer.from(token).toString("base64"),
    "in base64 after other words": (token) => Buffer.from(`Bearer ${token}`).toString("base64"),
};

/** Where a server may repeat what it was sent. */
const PLACES: Readonly<Record<string, (text: string) => Buffer>> = {
    "the detail": (text) => answer(403, JSON.stringify({ detail: `no access for ${text} here` })),
    "a list of errors": (text) => answer(403, JSON.stringify({ errors: [text, { message: text }] })),
    "a web page": (text) => answer(403, `<html><body>${text}</body></html>`),
    "a redirect": (text) => answer(302, "", { location: `https://example.com/${text}?t=${text}#${text}` }),
    "a redirect's host": (text) => answer(302, "", { location: `https://${text}.example.com/` }),
    "a header": (text) => answer(403, "{}", { "x-echo": text, "retry-after": text, date: text }),
    "the status line": (text) => Buffer.from(`HTTP/1.1 403 ${text}\r\ncontent-length: 0\r\n\r\n`),
    "what is no HTTP": (text) => Buffer.from(`HTTP/1.1 ${text}\r\n\r\n`),
};

/** Not in the API's own form: its word is not taken. */
const FOREIGN = { get: end("ERR_RESPONSE", 1), post: end("unclear", 1) };

const OTHER_ENDS: Readonly<Record<string, Pick<FaultCase, "get" | "post">>> = {
    "a list of errors": FOREIGN,
    "a web page": FOREIGN,
    "a redirect": FOREIGN,
    "a redirect's host": FOREIGN,
    "a header": FOREIGN,
    "the status line": FOREIGN,
    "what is no HTTP": { get: end("ERR_CONNECTION", 1), post: end("unclear", 1) },
};
const FORBIDDEN = { get: end("ERR_FORBIDDEN", 1), post: end("ERR_FORBIDDEN", 1) };

export const ECHO_CASES: readonly FaultCase[] = Object.entries(PLACES).flatMap(([place, write]) =>
    Object.entries(WRITINGS).map(([writing, encode]) =>
        bytes(
            `echo: ${place} tells the token ${writing}`,
            OTHER_ENDS[place] ?? FORBIDDEN,
            ({ token }: Stage) => write(encode(token)),
        ),
    ),
);
