import { isLoopback } from "./loopback";

/** Says what is wrong with an address that a token would be sent to, or nothing when it will do. */
export function endpointProblem(endpoint: string, example: string): string | undefined {
    if (!URL.canParse(endpoint)) {
        return `the API endpoint is not a URL. Write one such as ${example}`;
    }
    const url = new URL(endpoint);
    if (url.username !== "" || url.password !== "" || /[?#\s]/.test(endpoint)) {
        return `the API endpoint must be an address alone, without user, password, query or fragment, such as ${example}`;
    }
    if (url.protocol === "https:" || (url.protocol === "http:" && isLoopback(url.hostname))) {
        return undefined;
    }
    return `the API endpoint ${endpoint} would carry the token in clear. Use https:// (http:// is allowed to loopback only)`;
}

/** A request's headers may have 8 KiB in all at many servers and proxies: a longer token could never be sent. */
const LONGEST_TOKEN = 8000;

/** Says what is wrong with a token, never showing it, or nothing when it can be sent. */
export function tokenProblem(token: string): string | undefined {
    if (token === "") {
        return "is empty. Paste the token that the UI showed when it was created";
    }
    if (/\s/.test(token)) {
        return "has a space or a line break in it. Paste the token alone, in one piece; `pulumi config set --secret` reads it without its line break when it is given as an argument";
    }
    if (token.length > LONGEST_TOKEN) {
        return `has ${token.length} characters, and a request can carry ${LONGEST_TOKEN}. Paste the token alone`;
    }
    return /^[\x21-\x7e]+$/.test(token)
        ? undefined
        : "has characters that no token has. Paste it again from the UI";
}
