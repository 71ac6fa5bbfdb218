import type { z } from "zod";
import { JsonApi, type Transport, type ReadOptions } from "../../http/json-api";
import {
    accountGroupDetailSchema,
    accountGroupsSchema,
    currentUserSchema,
    userProfileSchema,
} from "./schemas";
import { isProblem } from "../../http/own-words";
import { meaningsAt } from "./status-meanings";
import type { TokenAnswer } from "../../rotating-token/answer";
import { classifyAnswer, classifyFailure } from "./token-answer";

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
 * The part of the ThousandEyes API v7 that this package uses. The reading methods throw as {@link JsonApi.get} says.
 */
export class ThousandEyesClient {
    private readonly api: JsonApi;

    /** @param endpoint with `/v7`, without a trailing slash */
    constructor(endpoint: string, transport: Transport) {
        this.api = new JsonApi(
            {
                endpoint,
                accept: "application/hal+json, application/json",
                authorization: (token) => `Bearer ${token}`,
                meanings: meaningsAt(endpoint),
                isOwnWord: isProblem,
            },
            transport,
        );
    }

    /** `POST /api-tokens`, once: asks for a successor of the token. Throws nothing: what happened is in the answer. */
    async regenerateToken(token: string): Promise<TokenAnswer> {
        try {
            const answer = await this.api.send("POST", "/api-tokens", token);
            return await classifyAnswer(answer, token, this.api.settings.meanings);
        } catch (error) {
            return await classifyFailure(error, token);
        }
    }

    /** `GET /users/current`: the cheapest check that a token works. */
    currentUser(token: string, options?: ReadOptions): Promise<CurrentUser> {
        return this.api.get("/users/current", token, currentUserSchema, options);
    }

    /** `GET /users/current` as well, for all that it says of the user. */
    userProfile(token: string): Promise<UserProfile> {
        return this.api.get("/users/current", token, userProfileSchema);
    }

    /** `GET /account-groups`: the account groups that the token's user belongs to. */
    async accountGroups(token: string): Promise<ListedAccountGroup[]> {
        const { accountGroups } = await this.api.get("/account-groups", token, accountGroupsSchema);
        return accountGroups ?? [];
    }

    /** `GET /account-groups/{id}`: one account group with what `expand` asks for. */
    accountGroup(token: string, aid: string, expand: readonly Expansion[]): Promise<AccountGroupDetail> {
        const query = expand.length === 0 ? "" : `?expand=${expand.join(",")}`;
        const path = `/account-groups/${encodeURIComponent(aid)}${query}`;
        return this.api.get(path, token, accountGroupDetailSchema);
    }
}
