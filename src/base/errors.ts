/**
 * The stable codes of every error of this package.
 *
 * | code | what happened |
 * | --- | --- |
 * | `ERR_INPUT` | an argument, a config value or an environment variable cannot be used as it is |
 * | `ERR_NO_TOKEN` | a token is needed and none was given |
 * | `ERR_NOT_FOUND` | nothing matches what was looked for |
 * | `ERR_NOT_UNIQUE` | more than one thing matches what was looked for |
 * | `ERR_TOKEN_REJECTED` | the API answers 401: the token is unknown, expired or revoked, or its account is locked |
 * | `ERR_TOKEN_EXPIRED` | the end of the token has passed |
 * | `ERR_TOKEN_DUE` | the end of a token is near that only a person can replace |
 * | `ERR_TOKEN_LOST` | a token was issued that nobody holds |
 * | `ERR_FORBIDDEN` | the API answers 403: the user's role lacks a permission |
 * | `ERR_OVERLAP` | the previous token is still valid, and the API allows no third one |
 * | `ERR_JOURNAL` | the journal cannot be used, or holds something about the token that cannot be read |
 * | `ERR_BUSY` | another process is rotating the same token |
 * | `ERR_RATE_LIMITED` | the API answers 429 |
 * | `ERR_CONNECTION` | the request never reached the API, or it only reads and got no complete answer |
 * | `ERR_AMBIGUOUS` | a request that changes something got no clear answer: it may have been processed |
 * | `ERR_CANCELLED` | the run was cancelled while something was waited for |
 * | `ERR_RESPONSE` | the API answered something that cannot be understood |
 * | `ERR_INTERNAL` | a defect of this package |
 */
export type ErrorCode =
    | "ERR_INPUT"
    | "ERR_NO_TOKEN"
    | "ERR_NOT_FOUND"
    | "ERR_NOT_UNIQUE"
    | "ERR_TOKEN_REJECTED"
    | "ERR_TOKEN_EXPIRED"
    | "ERR_TOKEN_DUE"
    | "ERR_TOKEN_LOST"
    | "ERR_FORBIDDEN"
    | "ERR_OVERLAP"
    | "ERR_JOURNAL"
    | "ERR_BUSY"
    | "ERR_RATE_LIMITED"
    | "ERR_CONNECTION"
    | "ERR_AMBIGUOUS"
    | "ERR_CANCELLED"
    | "ERR_RESPONSE"
    | "ERR_INTERNAL";

/** The base of every error that this package throws on purpose. Its message is written for the person at the terminal. */
export class ApiTokenError extends Error {
    override readonly name: string = "ApiTokenError";

    constructor(
        /** Stable across releases: programs and tests may rely on it. */
        readonly code: ErrorCode,
        message: string,
    ) {
        super(message);
    }
}

/** The message of anything thrown. Read by shape: an error of another realm is no instance of this one's Error. */
export function messageOf(error: unknown): string {
    const { message } = (error ?? {}) as { message?: unknown };
    return typeof message === "string" ? message : String(error);
}
