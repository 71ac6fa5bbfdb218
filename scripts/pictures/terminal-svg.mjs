import { stripVTControlCharacters } from "node:util";

/** What a character takes, in the picture's units. */
const WIDTH = 7.83;
const LINE = 18;
const EDGE = 18;

/** Colours on a dark ground, by the number that a terminal is sent. @type {Readonly<Record<string, string>>} */
const COLOURS = { 31: "#ff938a", 32: "#6fd8a4", 33: "#f3c661" };
const INK = "#dfe3ea";
const FAINT = "#8d96a6";

/**
 * What a terminal shows, as a picture: text with colours, bold and dim, on a dark ground.
 *
 * @param {string} text
 * @param {string} title for whoever does not see it
 */
export function terminalSvg(text, title) {
    const lines = text.replace(/\s+$/, "").split("\n");
    const columns = Math.max(...lines.map((line) => stripVTControlCharacters(line).length));
    const [width, height] = [Math.ceil(columns * WIDTH + 2 * EDGE), lines.length * LINE + 2 * EDGE];
    const written = lines.map((line, index) => lineOf(line, EDGE + (index + 0.75) * LINE)).join("\n");
    return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escaped(title)}">
<title>${escaped(title)}</title>
<rect width="${width}" height="${height}" rx="10" fill="#12161f"/>
<g font-family="ui-monospace, 'SF Mono', Menlo, Consolas, 'DejaVu Sans Mono', 'Liberation Mono', monospace" font-size="13" fill="${INK}" xml:space="preserve">
${written}
</g>
</svg>
`;
}

/**
 * Each word stands where a terminal would have it, whatever font there is.
 * @param {string} line
 * @param {number} y
 */
function lineOf(line, y) {
    let column = 0;
    return piecesOf(line)
        .flatMap(({ text, attributes }) =>
            // Two spaces or more part two pieces.
            text.split(/(\s{2,})/).map((part) => {
                const x = (EDGE + column * WIDTH).toFixed(1);
                const length = part.length;
                column += length;
                const fit = `textLength="${(length * WIDTH).toFixed(1)}" lengthAdjust="spacingAndGlyphs"`;
                return part.trim() === ""
                    ? ""
                    : `<text x="${x}" y="${y.toFixed(1)}" ${fit}${attributes}>${escaped(part)}</text>`;
            }),
        )
        .join("");
}

/** @param {string} line */
function piecesOf(line) {
    const style = { colour: "", isBold: false, isDim: false };
    // eslint-disable-next-line no-control-regex -- it is what a terminal is sent
    return line.split(/(\u001b\[\d*m)/).flatMap((part) => {
        // eslint-disable-next-line no-control-regex
        const code = /^\u001b\[(\d*)m$/.exec(part)?.[1];
        if (code === undefined) {
            return part === "" ? [] : [{ text: part, attributes: attributesOf(style) }];
        }
        if (code in COLOURS || code === "39") {
            style.colour = COLOURS[code] ?? "";
        } else {
            style.isBold = code === "1";
            style.isDim = code === "2";
        }
        return [];
    });
}

/** @param {{ colour: string, isBold: boolean, isDim: boolean }} style */
function attributesOf({ colour, isBold, isDim }) {
    const fill = colour === "" && isDim ? FAINT : colour;
    return `${fill === "" ? "" : ` fill="${fill}"`}${isBold ? ' font-weight="700"' : ""}`;
}

/** @param {string} text */
function escaped(text) {
    return text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
