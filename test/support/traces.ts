/** The ways in which a text tells a token: in clear, URL-encoded, or inside base64 or hex. */
export function tracesOf(token: string, text: string): string[] {
    const bytes = Buffer.from(token);
    const written: Record<string, string> = {
        "in clear": token,
        "URL-encoded": encodeURIComponent(token),
        "in hex": bytes.toString("hex"),
        // Base64 writes the same bytes in three ways, by their distance from the start.
        "in base64": base64Inside(bytes, 0),
        "in base64, one byte on": base64Inside(bytes, 1),
        "in base64, two bytes on": base64Inside(bytes, 2),
    };
    return Object.keys(written).filter((way) => text.includes(written[way] ?? ""));
}

/** The characters that depend on these bytes alone, when so many others come before them. */
function base64Inside(bytes: Buffer, before: number): string {
    const text = Buffer.concat([Buffer.alloc(before), bytes]).toString("base64");
    return text.slice(before === 0 ? 0 : 4, -4);
}
