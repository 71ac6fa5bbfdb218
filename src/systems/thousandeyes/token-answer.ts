import { parseJson } from "../../base/json";
import { parseTime } from "../../base/time";
import type { ErrorCode } from "../../base/errors";
import { describeAnswer, isHtml, type Meanings } from "../../http/answer-description";
import { TransportError } from "../../http/errors";
import type { HttpAnswer } from "../../http/http-client";
import type { Received } from "../../http/recording";
import { isProblem } from "../../http/own-words";
import { tokenProblem } from "../../http/request-settings";
import { findAnswer } from "../../http/wire";
import type { IssuedAnswer, TokenAnswer } from "../../rotating-token/answer";
import { findToken } from "../../rotating-token/token-search";
import { apiTokenSchema } from "./schemas";
import { MEANINGS } from "./status-meanings";

/**
 * Reads an answer. A new token is taken from any of them; of the rest only what the API itself refuses, in its own form
 * and by a status of the 400s, counts as not processed.
 */
export async function classifyAnswer(
    answer: HttpAnswer,
    sent: string,
    meanings: Meanings = MEANINGS,
): Promise<TokenAnswer> {
    const { status, body, received } = answer;
    const succeeded = hasSucceeded(status);
    const issued = readIssued(body, sent) ?? (await findIssued([body], received, sent, succeeded));
    if (issued !== undefined) {
        return issued;
    }
    const isOwn = isProblem(answer);
    const message = describeAnswer("POST /api-tokens", answer, sent, meanings, isOwn || succeeded);
    if (succeeded) {
        return withoutNewToken(answer, sent, message);
    }
    if (!isOwn || status < 400 || status >= 500 || status === 408) {
        return { kind: "unclear", message, ...keptOf(received) };
    }
    switch (status) {
        case 401:
            return { kind: "rejected", message };
        case 409:
            return { kind: "overlap", message };
        default:
            return { kind: "not-processed", code: REFUSALS[status] ?? "ERR_RESPONSE", message };
    }
}

const REFUSALS: Record<number, ErrorCode> = { 403: "ERR_FORBIDDEN", 429: "ERR_RATE_LIMITED" };

function hasSucceeded(status: number): boolean {
    return status >= 200 && status < 300;
}

/** Only the status of the API says that there is a new token, and only where no other server's page has it. */
function withoutNewToken({ status, body, received }: HttpAnswer, sent: string, message: string): TokenAnswer {
    const kept = keptOf(received);
    if (body.includes(sent)) {
        const text = `${message}, with the token that was sent instead of a new one`;
        return { kind: "unclear", message: text, ...kept };
    }
    return status === 201 && !isHtml(body)
        ? { kind: "lost", message: "POST /api-tokens answered 201 without the new token", ...kept }
        : { kind: "unclear", message, ...kept };
}

/** The same for a request that got no answer, or a part of one: the new token may be in what arrived. */
export async function classifyFailure(error: unknown, sent: string): Promise<TokenAnswer> {
    if (!(error instanceof TransportError)) {
        throw error;
    }
    const { message, maybeProcessed, received } = error;
    if (!maybeProcessed) {
        return { kind: "not-processed", code: "ERR_CONNECTION", message };
    }
    if (received === undefined || received.bytes().length === 0) {
        return { kind: "unclear", message };
    }
    const issued = await findIssued([], received, sent, undefined);
    return issued ?? { kind: "unclear", message, received };
}

/** As documented. */
function readIssued(body: string, sent: string): IssuedAnswer | undefined {
    const parsed = apiTokenSchema.safeParse(parseJson(body));
    const { bearerToken = "", validUntil } = parsed.success ? parsed.data : {};
    const token = bearerToken.trim();
    // A token with characters that no token has was damaged on the way: it would never work.
    return tokenProblem(token) !== undefined || token === sent ? undefined : issuedWith(token, validUntil);
}

/** In what is read already, and then in all that arrived. */
async function findIssued(
    read: readonly string[],
    received: Received | undefined,
    sent: string,
    succeeded: boolean | undefined,
): Promise<IssuedAnswer | undefined> {
    const { status, body, all } = await findAnswer(received?.bytes() ?? Buffer.alloc(0));
    const isSuccess = succeeded ?? (status === undefined || hasSucceeded(status));
    for (const text of [...read, body, all]) {
        const found = findToken(text, sent, FIELDS, isSuccess);
        if (found !== undefined) {
            return { ...issuedWith(found.token, found.end), ...keptOf(received) };
        }
    }
    return undefined;
}

const FIELDS = { token: "bearerToken", end: "validUntil" };

function keptOf(received: Received | undefined): { received?: Received } {
    return received === undefined ? {} : { received };
}

function issuedWith(token: string, validUntil = ""): IssuedAnswer {
    const end = parseTime(validUntil);
    return { kind: "issued", token, ...(end === undefined ? {} : { validUntil: end }) };
}
