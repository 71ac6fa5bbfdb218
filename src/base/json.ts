import { attempt } from "./attempt";

/** The value that a JSON text stands for, or `undefined` for any other text. */
export function parseJson(text: string): unknown {
    return attempt((): unknown => JSON.parse(text));
}
