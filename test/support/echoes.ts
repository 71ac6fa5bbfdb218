import type { Fault } from "api-token-simulator";

/** Answers of a server, or of a proxy before it, that tell the request's own token again. */
export interface Echo {
    readonly what: string;
    readonly answer: (token: string) => Omit<Extract<Fault, { kind: "status" }>, "kind">;
    /** What the run says in the place of the token. */
    readonly said: RegExp;
}

/** The header that carried the token, in the writings that a server's debug page may have. */
function writings(token: string): string {
    const header = `Bearer ${token}`;
    const inBase64 = ["", "x", "xx"].map((before) => Buffer.from(before + header).toString("base64"));
    const hex = Buffer.from(header).toString("hex");
    return [...inBase64, hex, hex.toUpperCase(), encodeURIComponent(header)].join(" ");
}

/** As long as `printable` shows it: the cut must not spare a part of a token. */
const filler = "x".repeat(180);

export const IN_DETAIL: Echo = {
    what: "in the detail of a problem",
    answer: (token) => ({ status: 400, body: { title: "Bad", detail: `not for ${token}, ${token}` } }),
    said: /answered 400 \(not for \[token\], \[token\]\)/,
};

export const ECHOES: readonly Echo[] = [
    IN_DETAIL,
    {
        what: "in a list of errors, one cut off",
        answer: (token) => ({
            status: 422,
            body: { errors: [`token ${token}`, { message: `${filler} ${token}` }] },
        }),
        said: /answered 422 \(token \[token\]; x+/,
    },
    {
        what: "in a web page of a proxy",
        answer: (token) => ({
            status: 511,
            body: `<html><body>authorization: Bearer ${token}</body></html>`,
            contentType: "text/html",
        }),
        said: /answered 511 \(a web page: a proxy, or another server than the API, gave this answer\)/,
    },
    {
        what: "in the address of a redirect",
        answer: (token) => ({
            status: 307,
            headers: { location: `https://${token}.example.com/${token}?token=${token}` },
        }),
        said: /answered 307 \(to https:\/\/\[token\]\.example\.com\)/,
    },
    {
        what: "as base64, hex and URL-encoded header",
        answer: (token) => ({ status: 400, body: { error_description: writings(token) } }),
        said: /answered 400 \(\S*\[token\]\S* \S*\[token\]\S* \S*\[token\]/,
    },
];
