import { attempt } from "../base/attempt";
import { tokenProblem } from "../http/request-settings";

/** How the documented answer names a new token and its end. */
export interface AnswerFields {
    readonly token: string;
    readonly end: string;
}

/** What was found; the end as it is written there. */
export interface FoundToken {
    readonly token: string;
    readonly end?: string;
}

/**
 * A member of a JSON object whose value is a text, each as it is written, with what may come behind it, or nothing more.
 * The lengths are bounded: a server may send megabytes of quotes.
 */
const MEMBER =
    /"((?:[^"\\]|\\.){0,100})"\s{0,100}:\s{0,100}"((?:[^"\\]|\\.){0,50000})"(?=\s{0,100}(?:[,}\]]|$))/gs;

/** Other names that the value of a token may have. */
const OF_A_TOKEN = /^(?!.*(?:type|id|hash|name|until|expir))(?=.*(?:token|bearer|secret|key))/i;

/** Shorter texts are words, not credentials. */
const SHORTEST = 16;

/**
 * Looks for a new token in a text that may be no JSON any more: cut off, or with more around it. Under the documented
 * name it is one wherever it stands; under another name only in the answer to a request that succeeded, and if it is the
 * only one. A value whose end did not arrive is none.
 */
export function findToken(
    text: string,
    sent: string,
    fields: AnswerFields,
    succeeded: boolean,
): FoundToken | undefined {
    const members = [...text.matchAll(MEMBER)].map(([, name = "", value = ""]) => ({
        name: unescaped(name),
        value: unescaped(value).trim(),
    }));
    const usable = members.filter(({ value }) => tokenProblem(value) === undefined && value !== sent);
    // As in JSON, the last of several counts.
    const documented = usable.filter(({ name }) => name === fields.token).at(-1);
    const others = usable.filter(({ name, value }) => OF_A_TOKEN.test(name) && value.length >= SHORTEST);
    const isOne = succeeded && new Set(others.map(({ value }) => value)).size === 1;
    const token = documented ?? (isOne ? others[0] : undefined);
    const end = members.find(({ name }) => name === fields.end)?.value;
    return token === undefined ? undefined : { token: token.value, ...(end === undefined ? {} : { end }) };
}

/** A text as JSON writes it. */
function unescaped(text: string): string {
    return attempt(() => JSON.parse(`"${text}"`) as string) ?? text;
}
