import type { ApiTokenError } from "../base/errors";
import { withoutLookalikes } from "../base/redaction";

/** The message of a look-up that came to nothing: a token in the wrong place is not repeated. */
export function wordsOfLookUp(name: string, { code, message }: ApiTokenError): string {
    return withoutLookalikes(`${name}: ${message} [${code}]`);
}
