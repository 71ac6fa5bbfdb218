import { z } from "zod";
import { redact, telltale, withoutLookalikes } from "../base/redaction";
import { printable } from "../base/terminal-text";
import type { HttpAnswer } from "./http-client";
import { parseJson } from "../base/json";

/** What the statuses of an API mean, and what to do: sentences without their full stop. */
export type Meanings = Readonly<Record<number, string>>;

/**
 * Says on one line what an answer other than the expected one was, and what it means. The token that was sent is taken out.
 *
 * @param isOwn - whether the API itself gave it, by its form
 */
export function describeAnswer(
    call: string,
    answer: HttpAnswer,
    token: string,
    meanings: Meanings,
    isOwn = true,
): string {
    const { status } = answer;
    // Cut for good only once the token is out: a part of it would no longer be recognised.
    const words = printable(harmless(serverWords(answer).slice(0, MOST_WORDS), token));
    return [
        `${call} answered ${status}${words === "" ? "" : ` (${words})`}`,
        meaningOf(answer, meanings, isOwn),
    ]
        .filter(Boolean)
        .join(". ");
}

/** Words that repeat the token in some writing that cannot be cut out are left out as a whole. */
function harmless(words: string, token: string): string {
    const clean = withoutLookalikes(redact(words, [token]));
    return telltale([token])(clean) ? "its words are left out: they repeat the token" : clean;
}

function meaningOf({ status, body }: HttpAnswer, meanings: Meanings, isOwn: boolean): string | undefined {
    if (status >= 300 && status < 400) {
        return REDIRECT;
    }
    if (isOwn || status === BUSY || status === UNDER_MAINTENANCE) {
        return meanings[status];
    }
    // Of a web page its words have said it, and a server in trouble may say anything.
    const foreign = isHtml(body) || status >= 500 ? undefined : FOREIGN;
    // Whoever says it: the endpoint may be wrong.
    return [foreign, status === NOT_FOUND ? meanings[status] : undefined].filter(Boolean).join(". ");
}

const BUSY = 429;
const UNDER_MAINTENANCE = 503;

/** Many more than are printed: a server may send megabytes. */
const MOST_WORDS = 20_000;

const NOT_FOUND = 404;

const FOREIGN =
    "It is not in the form of the API's own: a proxy, or another server, may have given it. Check the endpoint, and what is on the way there";

const REDIRECT =
    "A redirect is not followed, so that the token goes nowhere else: set the endpoint to the address of the API itself";

/** The error bodies of these APIs: OAuth's, the problem document, and lists of sentences or of objects. */
const errorSchema = z.object({
    error_description: z.string().optional().catch(undefined),
    title: z.string().optional().catch(undefined),
    detail: z.string().optional().catch(undefined),
    errors: z
        .array(z.union([z.string(), z.looseObject({})]))
        .nullish()
        .catch(undefined),
});

/** What the server says of an error; nothing when its body says nothing that is known. */
function serverWords(answer: HttpAnswer): string {
    const location = answer.status >= 300 && answer.status < 400 ? answer.header("location") : undefined;
    if (location !== undefined) {
        return `to ${URL.canParse(location) ? new URL(location).origin : "another path"}`;
    }
    if (isHtml(answer.body)) {
        return "a web page: a proxy, or another server than the API, gave this answer";
    }
    const parsed = errorSchema.safeParse(parseJson(answer.body));
    if (!parsed.success) {
        return "";
    }
    const { error_description, detail, title, errors } = parsed.data;
    return error_description ?? detail ?? errors?.map(sentence).filter(Boolean).join("; ") ?? title ?? "";
}

function sentence(error: string | Record<string, unknown>): string {
    if (typeof error === "string") {
        return error;
    }
    const { message, detail, title } = error;
    return [message, detail, title].find((words) => typeof words === "string") ?? "";
}

/** Whether a body is a web page, whatever its content type says. */
export function isHtml(body: string): boolean {
    return /^\s*<(!doctype html|html|head|body)\b/i.test(body.slice(0, 500));
}
