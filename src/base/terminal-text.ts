/** Characters that move a terminal's cursor, or turn the direction of what follows. */
// eslint-disable-next-line no-control-regex -- these are what it is about
const UNSAFE = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** A text from elsewhere for a message on one line: nothing in it acts on a terminal, and it is not too long. */
export function printable(text: string, most = 200): string {
    return harmless(shortened(text.replace(/\s+/g, " ").trim(), most));
}

/** A name from elsewhere in quotes, so that spaces at its ends can be seen. */
export function quoted(name: string, most = 80): string {
    return harmless(JSON.stringify(shortened(name, most)));
}

function shortened(text: string, most: number): string {
    const characters = Array.from(text);
    return characters.length > most ? `${characters.slice(0, most).join("")}…` : text;
}

function harmless(text: string): string {
    return text.replace(UNSAFE, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
