/** Twenty ways in which a server may write a token that it repeats. */
export const WRITINGS: Readonly<Record<string, (token: string) => string>> = {
    "in clear": (token) => token,
    "in upper case": (token) => token.toUpperCase(),
    "in lower case": (token) => token.toLowerCase(),
    "without its hyphens": (token) => token.replaceAll("-", ""),
    "in groups of four": (token) => token.replaceAll("-", "").replace(/.{4}(?=.)/g, "$& "),
    "with spaces": (token) => Array.from(token).join(" "),
    "with dots": (token) => Array.from(token).join("."),
    "with zero-width spaces": (token) => Array.from(token).join("\u200b"),
    "with line breaks": (token) => token.replace(/.{7}(?=.)/g, "$&\r\n"),
    "in full width": (token) =>
        token.replace(/[!-~]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) + 0xfee0)),
    "URL-encoded": (token) => hex(token).replace(/../g, "%$&"),
    "URL-encoded twice": (token) => hex(token).replace(/../g, "%25$&"),
    "in decimal entities": (token) => Array.from(token, (letter) => `&#${letter.charCodeAt(0)};`).join(""),
    "in hexadecimal entities": (token) => hex(token).replace(/../g, "&#x$&;"),
    "in escapes of JSON": (token) => hex(token).replace(/../g, "\\u00$&"),
    "quoted-printable": (token) => hex(token).replace(/../g, (byte) => `=${byte.toUpperCase()}`),
    "in hex": hex,
    "in hex with colons": (token) => hex(token).replace(/..(?=.)/g, "$&:"),
    "in base64": (token) => Buffer.from(token).toString("base64"),
    "in base64 after other words": (token) => Buffer.from(`Bearer ${token}`).toString("base64url"),
};

function hex(token: string): string {
    return Buffer.from(token).toString("hex");
}
