import type { z } from "zod";
import { ApiTokenError, type ErrorCode } from "../errors";
import { TransportError } from "../http/errors";
import type { HttpAnswer, Send } from "../http/http-client";
import { Refusals } from "../http/refusals";
import { describeAnswer } from "./answer-words";
import { parseJson } from "./parse-json";
import {
    accountGroupDetailSchema,
    accountGroupsSchema,
    currentUserSchema,
    userProfileSchema,
} from "./schemas";
import { classifyAnswer, classifyFailure, type TokenAnswer } from "./token-answer";

/** Whose token it is. */
export type CurrentUser = z.infer<typeof currentUserSchema>;
/** The same user with all that the API says of it. */
export type UserProfile = z.infer<typeof userProfileSchema>;
/** An account group as the API lists it. */
export type ListedAccountGroup = NonNullable<z.infer<typeof accountGroupsSchema>["accountGroups"]>[number];
/** What the API adds when it is asked for one account group. */
export type AccountGroupDetail = z.infer<typeof accountGroupDetailSchema>;
/** What the API leaves out unless it is asked for. */
export type Expansion = "user" | "agent";

/**
 * The part of the ThousandEyes API v7 that this package uses.
 *
 * The reading methods throw an {@link ApiTokenError}: `ERR_TOKEN_REJECTED` (401), `ERR_FORBIDDEN` (403),
 * `ERR_NOT_FOUND` (404), `ERR_RATE_LIMITED` (429), `ERR_CONNECTION`, or `ERR_RESPONSE` (any other
 * answer than the documented one).
 */
export class ThousandEyesClient {
    constructor(
        private readonly send: Send,
        /** With `/v7`, without a trailing slash. */
        private readonly endpoint: string,
        private readonly refusals = new Refusals(),
    ) {}

    /** `POST /api-tokens`, once: asks for a successor of the token. Throws nothing: what happened is in the answer. */
    async regenerateToken(token: string): Promise<TokenAnswer> {
        try {
            const url = `${this.endpoint}/api-tokens`;
            return classifyAnswer(
                await this.send({ method: "POST", url, authorization: bearer(token) }),
                token,
            );
        } catch (error) {
            return classifyFailure(error);
        }
    }

    /** `GET /users/current`: the cheapest check that a token works. A fresh token may be refused for some seconds. */
    async currentUser(token: string, { fresh = false } = {}): Promise<CurrentUser> {
        return this.get("/users/current", token, currentUserSchema, fresh);
    }

    /** `GET /users/current` as well, for all that it says of the user. */
    async userProfile(token: string): Promise<UserProfile> {
        return this.get("/users/current", token, userProfileSchema);
    }

    /** `GET /account-groups`: the account groups that the token's user belongs to. */
    async accountGroups(token: string): Promise<ListedAccountGroup[]> {
        const { accountGroups } = await this.get("/account-groups", token, accountGroupsSchema);
        return accountGroups ?? [];
    }

    /** `GET /account-groups/{id}`: one account group with what `expand` asks for. */
    async accountGroup(
        token: string,
        aid: string,
        expand: readonly Expansion[],
    ): Promise<AccountGroupDetail> {
        const query = expand.length === 0 ? "" : `?expand=${expand.join(",")}`;
        return this.get(
            `/account-groups/${encodeURIComponent(aid)}${query}`,
            token,
            accountGroupDetailSchema,
        );
    }

    private async get<T>(path: string, token: string, schema: z.ZodType<T>, fresh = false): Promise<T> {
        const answer = await this.answerTo(path, token);
        const call = `GET ${path}`;
        if (answer.status !== 200) {
            const code = CODES[answer.status] ?? "ERR_RESPONSE";
            const error = new ApiTokenError(code, describeAnswer(call, answer, token));
            if (code === "ERR_TOKEN_REJECTED" && !fresh) {
                this.refusals.refuse(token, error);
            }
            throw error;
        }
        const result = schema.safeParse(parseJson(answer.body));
        if (result.success) {
            return result.data;
        }
        throw new ApiTokenError(
            "ERR_RESPONSE",
            `${call} answered 200 with a body that ${fault(result.error)}`,
        );
    }

    /** A GET changes nothing: without an answer nothing is ambiguous about it. */
    private async answerTo(path: string, token: string): Promise<HttpAnswer> {
        const signal = this.refusals.signal(token);
        signal.throwIfAborted();
        try {
            const url = this.endpoint + path;
            return await this.send({ method: "GET", url, authorization: bearer(token), signal });
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
    404: "ERR_NOT_FOUND",
    429: "ERR_RATE_LIMITED",
};

function bearer(token: string): string {
    return `Bearer ${token}`;
}

/** Names the first field that is not as documented, never its value. */
function fault({ issues: [issue] }: z.ZodError): string {
    const field = issue?.path.join(".") ?? "";
    if (field === "" || issue === undefined) {
        return "is not the documented JSON object";
    }
    // Such as "Invalid input: expected string, received number".
    const types = issue.message.replace(/^.*: /, "");
    return `is not as documented: field "${field}": ${types}. The API may have changed: look for a newer version of this package`;
}
