import type { z } from "zod";
import { ApiTokenError, type ErrorCode } from "../errors";
import { TransportError } from "../http/errors";
import type { HttpAnswer, Send } from "../http/http-client";
import { describeAnswer } from "./answer-words";
import { parseJson } from "./parse-json";
import { accountGroupsSchema, currentUserSchema } from "./schemas";
import { classifyAnswer, classifyFailure, type TokenAnswer } from "./token-answer";

/** Whose token it is. */
export type CurrentUser = z.infer<typeof currentUserSchema>;
/** An account group as the API lists it. */
export type ListedAccountGroup = NonNullable<z.infer<typeof accountGroupsSchema>["accountGroups"]>[number];

/**
 * The part of the ThousandEyes API v7 that this package uses.
 *
 * The reading methods throw an {@link ApiTokenError}: `ERR_TOKEN_REJECTED` (401), `ERR_FORBIDDEN` (403),
 * `ERR_RATE_LIMITED` (429), `ERR_CONNECTION`, or `ERR_RESPONSE` (any other
 * answer than the documented one).
 */
export class ThousandEyesClient {
    constructor(
        private readonly send: Send,
        /** With `/v7`, without a trailing slash. */
        private readonly endpoint: string,
    ) {}

    /** `POST /api-tokens`, once: asks for a successor of the token. Throws nothing: what happened is in the answer. */
    async regenerateToken(token: string): Promise<TokenAnswer> {
        try {
            return classifyAnswer(await this.send("POST", `${this.endpoint}/api-tokens`, token), token);
        } catch (error) {
            return classifyFailure(error);
        }
    }

    /** `GET /users/current`: the cheapest check that a token works. */
    async currentUser(token: string): Promise<CurrentUser> {
        return this.get("/users/current", token, currentUserSchema);
    }

    /** `GET /account-groups`: the account groups that the token's user belongs to. */
    async accountGroups(token: string): Promise<ListedAccountGroup[]> {
        const { accountGroups } = await this.get("/account-groups", token, accountGroupsSchema);
        return accountGroups ?? [];
    }

    private async get<T>(path: string, token: string, schema: z.ZodType<T>): Promise<T> {
        const answer = await this.answerTo(path, token);
        const call = `GET ${path}`;
        if (answer.status !== 200) {
            throw new ApiTokenError(
                CODES[answer.status] ?? "ERR_RESPONSE",
                describeAnswer(call, answer, token),
            );
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
        throw new ApiTokenError("ERR_RESPONSE", `${call} answered 200, and its body ${what}`);
    }

    /** A GET changes nothing: without an answer nothing is ambiguous about it. */
    private async answerTo(path: string, token: string): Promise<HttpAnswer> {
        try {
            return await this.send("GET", this.endpoint + path, token);
        } catch (error) {
            throw error instanceof TransportError
                ? new ApiTokenError("ERR_CONNECTION", error.message)
                : error;
        }
    }
}

const CODES: Record<number, ErrorCode> = {
    401: "ERR_TOKEN_REJECTED",
    403: "ERR_FORBIDDEN",
    429: "ERR_RATE_LIMITED",
};
