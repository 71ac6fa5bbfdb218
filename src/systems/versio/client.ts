import { z } from "zod";
import type { Meanings } from "../../http/answer-description";
import { isNoPage } from "../../http/own-words";
import { JsonApi, type Transport } from "../../http/json-api";

const MEANINGS: Meanings = {
    401: "Either the token is unknown, deactivated, deleted or of another environment, or it lacks the permission to read the environment, such as “CMDB viewer”: the API does not tell which",
    404: "Either the server knows no such environment, or serverUrl leads to something else than a Versio.io server",
    429: "The hosted service takes 50 requests a minute",
};

/** A web page that somebody on the way answered is none. */
const json = z.union([z.looseObject({}), z.array(z.unknown())]);

/** The part of the Versio.io API that this package uses. Throws as {@link JsonApi.get} says. */
export class VersioClient {
    private readonly api: JsonApi;

    /** @param serverUrl without a trailing slash */
    constructor(serverUrl: string, transport: Transport) {
        this.api = new JsonApi(
            {
                endpoint: serverUrl,
                accept: "application/json",
                authorization: (token) => `apiToken ${token}`,
                meanings: MEANINGS,
                isOwnWord: isNoPage,
            },
            transport,
        );
    }

    /** Reads the environment, which shows that the token works and may read it. What is in there is of no interest. */
    async readEnvironment(environment: string, token: string): Promise<void> {
        await this.api.get(`/api-versio.db/1.0/${encodeURIComponent(environment)}`, token, json);
    }
}
