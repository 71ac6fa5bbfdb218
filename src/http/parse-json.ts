/** The value that a JSON text stands for, or `undefined` for any other text. */
export function parseJson(text: string): unknown {
    try {
        return JSON.parse(text);
    } catch {
        return undefined;
    }
}
