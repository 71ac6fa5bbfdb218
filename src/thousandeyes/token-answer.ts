import type { ErrorCode } from "../errors";
import { TransportError } from "../http/errors";
import type { HttpAnswer } from "../http/http-client";
import { parseTime } from "../lifecycle/time";
import { describeAnswer } from "./answer-words";
import { parseJson } from "./parse-json";
import { apiTokenSchema } from "./schemas";

/**
 * What an answer to `POST /api-tokens` means for the two tokens.
 *
 * `issued`: the successor is here. `lost`: it exists and the answer does not hold it. `not-processed`: certainly nothing
 * happened. `rejected`: neither, and the token is not to be sent again. `overlap`: nothing happened, because the user
 * has two valid tokens. `unclear`: it may have been issued.
 */
export type TokenAnswer =
    | { readonly kind: "issued"; readonly token: string; readonly validUntil?: number }
    | { readonly kind: "lost" | "rejected" | "overlap" | "unclear"; readonly message: string }
    | { readonly kind: "not-processed"; readonly code: ErrorCode; readonly message: string };

/** Reads an answer. Nothing but a documented refusal counts as not processed. */
export function classifyAnswer(answer: HttpAnswer, sent: string): TokenAnswer {
    const message = describeAnswer("POST /api-tokens", answer, sent);
    switch (true) {
        case answer.status === 201:
            return readIssued(answer.body);
        case answer.status === 401:
            return { kind: "rejected", message };
        case answer.status === 409:
            return { kind: "overlap", message };
        case answer.status === 403:
            return { kind: "not-processed", code: "ERR_FORBIDDEN", message };
        case answer.status === 429:
            return { kind: "not-processed", code: "ERR_RATE_LIMITED", message };
        case answer.status >= 300 && answer.status < 500 && answer.status !== 408:
            return { kind: "not-processed", code: "ERR_RESPONSE", message };
        default:
            return { kind: "unclear", message };
    }
}

/** The same for a request that got no answer. */
export function classifyFailure(error: unknown): TokenAnswer {
    if (!(error instanceof TransportError)) {
        throw error;
    }
    const { message, maybeProcessed } = error;
    return maybeProcessed
        ? { kind: "unclear", message }
        : { kind: "not-processed", code: "ERR_CONNECTION", message };
}

function readIssued(body: string): TokenAnswer {
    const parsed = apiTokenSchema.safeParse(parseJson(body));
    const { bearerToken = "", validUntil = "" } = parsed.success ? parsed.data : {};
    if (bearerToken === "") {
        return { kind: "lost", message: "POST /api-tokens answered 201 without the new token" };
    }
    const end = parseTime(validUntil);
    return { kind: "issued", token: bearerToken, ...(end === undefined ? {} : { validUntil: end }) };
}
