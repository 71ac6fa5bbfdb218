import type { z } from "zod";
import { ApiTokenError, type ErrorCode } from "../errors";
import { TransportError } from "../http/errors";
import type { HttpAnswer, Send } from "../http/http-client";
import { accountGroupsSchema, apiTokenSchema, currentUserSchema, errorSchema } from "./schemas";

/** A token that the API issued. */
export type IssuedToken = z.infer<typeof apiTokenSchema>;
/** Whose token it is. */
export type CurrentUser = z.infer<typeof currentUserSchema>;
/** An account group as the API lists it. */
export type ListedAccountGroup = NonNullable<z.infer<typeof accountGroupsSchema>["accountGroups"]>[number];

/**
 * The part of the ThousandEyes API v7 that this package uses.
 *
 * Every method throws an {@link ApiTokenError}: `ERR_TOKEN_REJECTED` (401), `ERR_FORBIDDEN` (403),
 * `ERR_RATE_LIMITED` (429), `ERR_CONNECTION`, `ERR_AMBIGUOUS` (no complete answer, or 5xx, to a POST) or
 * `ERR_RESPONSE` (any other answer than the documented one).
 */
export class ThousandEyesClient {
    constructor(
        private readonly send: Send,
        /** With `/v7`, without a trailing slash. */
        private readonly endpoint: string,
    ) {}

    /** `POST /api-tokens`: issues a successor of the token. Throws `ERR_OVERLAP` (409) while two tokens are valid. */
    async regenerateToken(token: string): Promise<IssuedToken> {
        return this.call("POST", "/api-tokens", token, 201, apiTokenSchema);
    }

    /** `GET /users/current`: the cheapest check that a token works. */
    async currentUser(token: string): Promise<CurrentUser> {
        return this.call("GET", "/users/current", token, 200, currentUserSchema);
    }

    /** `GET /account-groups`: the account groups that the token's user belongs to. */
    async accountGroups(token: string): Promise<ListedAccountGroup[]> {
        const { accountGroups } = await this.call("GET", "/account-groups", token, 200, accountGroupsSchema);
        return accountGroups ?? [];
    }

    private async call<T>(
        method: "GET" | "POST",
        path: string,
        token: string,
        expected: number,
        schema: z.ZodType<T>,
    ): Promise<T> {
        const answer = await this.answerTo(method, path, token);
        const call = `${method} ${path}`;
        if (answer.status !== expected) {
            throw new ApiTokenError(codeOf(method, answer.status), describe(call, answer, token));
        }
        const result = schema.safeParse(parseJson(answer.body));
        if (result.success) {
            return result.data;
        }
        const where = result.error.issues[0]?.path.join(".") ?? "";
        const what =
            where === ""
                ? "is not the documented JSON object"
                : `has a "${where}" of another type than documented`;
        throw new ApiTokenError("ERR_RESPONSE", `${call} answered ${answer.status}, and its body ${what}`);
    }

    /** A GET changes nothing: without an answer nothing is ambiguous about it. */
    private async answerTo(method: "GET" | "POST", path: string, token: string): Promise<HttpAnswer> {
        try {
            return await this.send(method, this.endpoint + path, token);
        } catch (error) {
            throw method === "GET" && error instanceof TransportError
                ? new ApiTokenError("ERR_CONNECTION", error.message)
                : error;
        }
    }
}

const CODES: Record<number, ErrorCode> = {
    401: "ERR_TOKEN_REJECTED",
    403: "ERR_FORBIDDEN",
    409: "ERR_OVERLAP",
    429: "ERR_RATE_LIMITED",
};

function codeOf(method: "GET" | "POST", status: number): ErrorCode {
    return CODES[status] ?? (method === "POST" && status >= 500 ? "ERR_AMBIGUOUS" : "ERR_RESPONSE");
}

const MEANINGS: Record<number, string> = {
    401: "The token is unknown, expired or revoked, or its account is locked. Try no further with it: 120 such answers in an hour block this machine's address",
    403: "The role of the token's user lacks a permission: every call needs “API access”",
    409: "The user already has two valid tokens",
    429: "The organisation's 240 requests a minute are used up, or this machine's address is blocked after too many refused tokens",
    503: "The API is under maintenance",
};

function describe(call: string, answer: HttpAnswer, token: string): string {
    const meaning = MEANINGS[answer.status];
    const words = shorten(serverWords(answer.body).replaceAll(token, "[token]"));
    return [`${call} answered ${answer.status}${words === "" ? "" : ` (${words})`}`, meaning]
        .filter(Boolean)
        .join(". ");
}

/** What the server says of an error; nothing when the body is not one of the documented ones. */
function serverWords(body: string): string {
    const parsed = errorSchema.safeParse(parseJson(body));
    if (!parsed.success) {
        return "";
    }
    const { error_description, detail, title, errors } = parsed.data;
    const words = error_description ?? detail ?? errors?.join("; ") ?? title ?? "";
    return words;
}

/** Cut only once the token is out: a part of it would no longer be recognised. */
function shorten(words: string): string {
    return words.replace(/\s+/g, " ").trim().slice(0, 200);
}

function parseJson(text: string): unknown {
    try {
        return JSON.parse(text);
    } catch {
        return undefined;
    }
}
