// CommonJS, for the same reason as statistics.cjs.

const BEGIN = "<!-- figures: written by `npm run bench -- --write-docs` -->";
const END = "<!-- end of figures -->";

/**
 * A page with everything between its two marks replaced.
 * @param {string} page
 * @param {string} figures
 */
function withFigures(page, figures) {
    const begin = page.indexOf(BEGIN);
    const end = page.indexOf(END);
    if (begin === -1 || end < begin) {
        throw new Error(`the page has no place for figures: it needs the lines "${BEGIN}" and "${END}"`);
    }
    return `${page.slice(0, begin + BEGIN.length)}\n\n${figures.trim()}\n\n${page.slice(end)}`;
}

module.exports = { BEGIN, END, withFigures };
