import type { HttpAnswer } from "../http/http-client";
import { printable } from "../terminal-text";
import { parseJson } from "./parse-json";
import { errorSchema } from "./schemas";

const MEANINGS: Record<number, string> = {
    401: "The token is unknown, expired or revoked, or its account is locked. Try no further with it: 120 such answers in an hour block this machine's address",
    403: "The role of the token's user lacks a permission: every call needs “API access”, and the users and agents of an account group “View all account groups settings”",
    409: "The user already has two valid tokens",
    429: "The organisation's 240 requests a minute are used up, or this machine's address is blocked after too many refused tokens",
    503: "The API is under maintenance",
};

/** Says on one line what an answer other than the expected one was, and what it means. The token that was sent is taken out. */
export function describeAnswer(call: string, answer: HttpAnswer, token: string): string {
    const meaning = MEANINGS[answer.status];
    // Cut only once the token is out: a part of it would no longer be recognised.
    const words = printable(serverWords(answer.body).replaceAll(token, "[token]"));
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
