import { z } from "zod";
import { ApiTokenError } from "../../base/errors";
import { parseTime } from "../../base/time";
import type { Meanings } from "../../http/answer-description";
import { TransportError } from "../../http/errors";
import { isErrorList } from "../../http/own-words";
import { JsonApi, type Transport, type ReadOptions } from "../../http/json-api";

const MEANINGS: Meanings = {
    401: "The token is unknown, expired or revoked, or its user is archived: the tokens of an archived user stop working. A token made a moment ago may need some seconds",
    403: "Either userId is that of another user than the token's, or a role is missing: the API takes the role Developer, and for the tokens of others that of a Global User Admin, who may be needed for one's own as well (adminToken)",
    404: "Either the instance knows no such user, or baseUrl leads to something else than a Cutover instance",
    405: "The instance's Core version is too old for this endpoint: have it updated, or look after the token in the UI (verify: false, without revoke)",
    429: "Too many requests with this token or from this address",
};

/** A token as the API lists it. Times are ISO 8601 UTC. */
export interface ListedUserAppToken {
    readonly tokenId: string;
    readonly label: string;
    readonly createdAt?: string;
    /** Absent for a token that does not expire. */
    readonly expiresAt?: string;
    /** Absent for a token that was never used. */
    readonly lastAccessedAt?: string;
}

const text = z.string().nullish();
const id = z.string().regex(/^[\w-]{1,64}$/, "expected letters and digits, received other characters");
/** One that is no time is left out: it would be an output. */
const time = z
    .string()
    .refine((written) => parseTime(written) !== undefined)
    .nullish()
    .catch(undefined);

const listSchema = z.object({
    data: z
        .array(
            z.object({
                id,
                attributes: z
                    .object({ label: text, created_at: time, expires_at: time, last_accessed_at: time })
                    .nullish(),
            }),
        )
        .nullish(),
    links: z.object({ next: text }).nullish(),
});

/** A list of more pages than any user has tokens is one that leads in circles. */
const MOST_PAGES = 200;

/** The part of the Cutover API that this package uses. Throws as {@link JsonApi.get} says. */
export class CutoverClient {
    private readonly api: JsonApi;

    /** @param baseUrl without `/core` and without a trailing slash */
    constructor(
        private readonly baseUrl: string,
        transport: Transport,
    ) {
        this.api = new JsonApi(
            {
                endpoint: baseUrl,
                accept: "application/vnd.api+json, application/json",
                authorization: (token) => `Bearer ${token}`,
                meanings: MEANINGS,
                isOwnWord: isErrorList,
            },
            transport,
        );
    }

    /** `GET /core/users/{id}/user_app_tokens`, all pages of it. */
    async userAppTokens(userId: string, token: string, options?: ReadOptions): Promise<ListedUserAppToken[]> {
        const tokens: ListedUserAppToken[] = [];
        let path: string | undefined = `/core/users/${encodeURIComponent(userId)}/user_app_tokens`;
        for (let page = 0; path !== undefined; page++) {
            if (page === MOST_PAGES) {
                throw new ApiTokenError(
                    "ERR_RESPONSE",
                    `GET ${path} leads to ever more pages: ${MOST_PAGES} were read`,
                );
            }
            const { data, links } = await this.api.get(path, token, listSchema, options);
            tokens.push(...(data ?? []).map(toListed));
            path = this.pathOf(links?.next);
        }
        return tokens;
    }

    /** `DELETE /core/users/{id}/user_app_tokens/{id}`, once. @returns whether the token was there */
    async deleteUserAppToken(userId: string, tokenId: string, token: string): Promise<boolean> {
        const path = `/core/users/${encodeURIComponent(userId)}/user_app_tokens/${encodeURIComponent(tokenId)}`;
        const answer = await this.sendDelete(path, token);
        if (answer.status === 404 && isErrorList(answer)) {
            return false;
        }
        if (answer.status >= 200 && answer.status < 300) {
            return true;
        }
        throw this.api.failure(`DELETE ${path}`, answer, token);
    }

    private async sendDelete(path: string, token: string) {
        try {
            return await this.api.send("DELETE", path, token);
        } catch (error) {
            if (error instanceof TransportError) {
                const text = `${error.message}. Run again: a token that is gone already is fine`;
                throw new ApiTokenError(error.code, text);
            }
            throw error;
        }
    }

    /** A link to another host is not followed: the token would go there. */
    private pathOf(next: string | null | undefined): string | undefined {
        if (next === null || next === undefined) {
            return undefined;
        }
        const base = new URL(this.baseUrl);
        const url = URL.canParse(next, base.href) ? new URL(next, base) : undefined;
        if (url?.origin !== base.origin) {
            throw new ApiTokenError(
                "ERR_RESPONSE",
                "the list of tokens goes on at another host: the token is not sent there",
            );
        }
        const prefix = base.pathname.replace(/\/$/, "");
        const path = url.pathname + url.search;
        return path.startsWith(`${prefix}/`) ? path.slice(prefix.length) : path;
    }
}

function toListed({
    id,
    attributes,
}: NonNullable<z.infer<typeof listSchema>["data"]>[number]): ListedUserAppToken {
    const { label, created_at, expires_at, last_accessed_at } = attributes ?? {};
    return {
        tokenId: id,
        label: label ?? "",
        ...(created_at ? { createdAt: created_at } : {}),
        ...(expires_at ? { expiresAt: expires_at } : {}),
        ...(last_accessed_at ? { lastAccessedAt: last_accessed_at } : {}),
    };
}
