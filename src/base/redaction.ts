/** As many characters of a secret in a row give it away. Shorter secrets are looked for as a whole. */
const TELLTALE = 8;

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
    if (writing.length <= TELLTALE) {
        return [writing];
    }
    return Array.from({ length: writing.length - TELLTALE + 1 }, (_, index) =>
        writing.slice(index, index + TELLTALE),
    );
}

function occurrences(text: string, piece: string): Span[] {
    const found: Span[] = [];
    for (let at = text.indexOf(piece); at !== -1; at = text.indexOf(piece, at + 1)) {
        found.push([at, at + piece.length]);
    }
    return found;
}
