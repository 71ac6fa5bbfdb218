import type { ErrorCode } from "../../base/errors";
import type { IssuedAnswer, TokenAnswer } from "../../rotating-token/answer";
import { TransportError } from "../../http/errors";
import type { HttpAnswer } from "../../http/http-client";
import { parseTime } from "../../base/time";
import { describeAnswer } from "../../http/answer-description";
import { parseJson } from "../../base/json";
import { tokenProblem } from "../../http/request-settings";
import { apiTokenSchema } from "./schemas";
import { MEANINGS } from "./status-meanings";

/**
 * Reads an answer. A token in hand is taken from any success; of the rest only a refusal by a status of the 400s counts
 * as not processed.
 */
export function classifyAnswer(answer: HttpAnswer, sent: string): TokenAnswer {
    const { status } = answer;
    const issued = status >= 200 && status < 300 ? readIssued(answer.body) : undefined;
    if (issued !== undefined && issued.token !== sent) {
        return issued;
    }
    const message = describeAnswer("POST /api-tokens", answer, sent, MEANINGS);
    if (issued !== undefined) {
        return { kind: "unclear", message: `${message}, with the token that was sent instead of a new one` };
    }
    switch (status) {
        case 201:
            return { kind: "lost", message: "POST /api-tokens answered 201 without the new token" };
        case 401:
            return { kind: "rejected", message };
        case 409:
            return { kind: "overlap", message };
        default:
            return status >= 400 && status < 500 && status !== 408
                ? { kind: "not-processed", code: REFUSALS[status] ?? "ERR_RESPONSE", message }
                : { kind: "unclear", message };
    }
}

const REFUSALS: Record<number, ErrorCode> = { 403: "ERR_FORBIDDEN", 429: "ERR_RATE_LIMITED" };

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

function readIssued(body: string): IssuedAnswer | undefined {
    const parsed = apiTokenSchema.safeParse(parseJson(body));
    const { bearerToken = "", validUntil = "" } = parsed.success ? parsed.data : {};
    const end = parseTime(validUntil);
    // A token with characters that no token has was damaged on the way: it would never work.
    return tokenProblem(bearerToken) !== undefined
        ? undefined
        : { kind: "issued", token: bearerToken, ...(end === undefined ? {} : { validUntil: end }) };
}
