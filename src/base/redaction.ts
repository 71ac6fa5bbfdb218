/** As many characters of a secret in a row give it away. Shorter secrets are looked for as a whole. */
const TELLTALE_LENGTH = 8;

const PLACEHOLDER = "[token]";

/**
 * Takes secrets out of a text: in clear, URL-encoded, in hex and in base64 wherever it began, whole or in part, in
 * upper or lower case.
 */
export function redact(text: string, secrets: readonly string[]): string {
    const pieces = secrets
        .filter((secret) => secret !== "")
        .flatMap(writings)
        .flatMap(piecesOf);
    const lower = inLowerCase(text);
    const told = joined(pieces.flatMap((piece) => occurrences(lower, piece)));
    const kept = told.map(([from], index) => text.slice(told[index - 1]?.[1] ?? 0, from) + PLACEHOLDER);
    return kept.join("") + text.slice(told.at(-1)?.[1] ?? 0);
}

type Span = [from: number, to: number];

/** Spans that touch become one. */
function joined(spans: Span[]): Span[] {
    const result: Span[] = [];
    for (const [from, to] of spans.sort(([one], [other]) => one - other)) {
        const last = result.at(-1);
        if (last !== undefined && from <= last[1]) {
            last[1] = Math.max(last[1], to);
        } else {
            result.push([from, to]);
        }
    }
    return result;
}

/** Letter by letter: other languages have letters that grow longer. */
function inLowerCase(text: string): string {
    return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

/** The ways in which a secret may be written, in lower case. */
function writings(secret: string): string[] {
    const bytes = Buffer.from(secret);
    const inBase64 = [0, 1, 2].map((before) => base64After(bytes, before));
    return [secret, encodeURIComponent(secret), bytes.toString("hex"), ...inBase64].map(inLowerCase);
}

/** In base64 with so many other bytes before them: its pieces but the first and the last depend on these bytes alone. */
function base64After(bytes: Buffer, before: number): string {
    return Buffer.concat([Buffer.alloc(before), bytes]).toString("base64");
}

function piecesOf(writing: string): string[] {
    if (writing.length <= TELLTALE_LENGTH) {
        return [writing];
    }
    return Array.from({ length: writing.length - TELLTALE_LENGTH + 1 }, (_, index) =>
        writing.slice(index, index + TELLTALE_LENGTH),
    );
}

function occurrences(text: string, piece: string): Span[] {
    const found: Span[] = [];
    for (let at = text.indexOf(piece); at !== -1; at = text.indexOf(piece, at + 1)) {
        found.push([at, at + piece.length]);
    }
    return found;
}

/**
 * Says of texts whether they give a secret away in any writing: also grouped, with other signs between its characters,
 * or escaped as in URLs, JSON, HTML and mail. Eight letters and digits in a row are enough; the signs between them do
 * not count.
 */
export function telltale(secrets: readonly string[]): (text: string) => boolean {
    const pieces = secrets
        .flatMap(writings)
        .map(lettersAndDigits)
        .filter((writing) => writing.length >= SHORTEST)
        .flatMap(piecesOf);
    return (text) => {
        const once = unescaped(text);
        return [text, once, unescaped(once)]
            .map(lettersAndDigits)
            .some((written) => pieces.some((piece) => written.includes(piece)));
    };
}

/** Fewer letters and digits are in any text. */
const SHORTEST = 4;

function lettersAndDigits(text: string): string {
    return text
        .normalize("NFKC")
        .toLowerCase()
        .replace(/[^a-z0-9]/g, "");
}

/** `%2d`, `&#45;`, `&#x2d;`, `\u002d`, `\x2d`, `=2D`. */
const ESCAPE =
    /%([0-9a-f]{2})|&#x([0-9a-f]{1,6});?|&#(\d{1,7});?|\\u([0-9a-f]{4})|\\x([0-9a-f]{2})|=([0-9a-f]{2})/gi;

function unescaped(text: string): string {
    return text.replace(ESCAPE, (escape, ...parts: (string | undefined)[]) => {
        const [percent, hexEntity, entity, unicode, hex, quotedPrintable] = parts;
        const inHex = percent ?? hexEntity ?? unicode ?? hex ?? quotedPrintable;
        const code = inHex === undefined ? Number(entity) : parseInt(inHex, 16);
        return code <= 0x10ffff ? String.fromCodePoint(code) : escape;
    });
}

/** A UUID, or as many letters and digits in a row as only credentials have. */
const LIKE_A_TOKEN = /[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|(?<!\w)(?=\w*\d)(?=\w*[a-z])\w{20,}/gi;

/** Takes out what looks like a token, known or not: somebody may have put one in the wrong place. */
export function withoutLookalikes(text: string): string {
    return text.replace(LIKE_A_TOKEN, "[what looks like a token]");
}
