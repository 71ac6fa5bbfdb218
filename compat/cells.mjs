/**
 * What is tried together.
 * @typedef {object} Cell
 * @property {string} node its major version
 * @property {string} sdk the version of `@pulumi/pulumi`; `newest` is what npm gives
 * @property {"npm" | "pnpm" | "yarn" | "bun"} manager yarn is yarn 1
 * @property {ProgramName} program
 * @property {"pinned" | "newest"} engine the one that this project builds, and the newest that can be had
 */

/** @typedef {keyof typeof PROGRAMS} ProgramName */

/**
 * How programs are written and run.
 * @typedef {object} Program
 * @property {string} title
 * @property {"commonjs" | "module"} modules of the project
 * @property {string} [typescript] its version in the project
 * @property {boolean} [tsNode] whether the project has a ts-node of its own; the SDK brings one from 2018 with it
 * @property {"tsc" | "esbuild"} [build] what has made JavaScript of it before Pulumi runs
 */

export const PROGRAMS = /** @satisfies {Record<string, Program>} */ ({
    cjs: { title: "JavaScript, CommonJS", modules: "commonjs" },
    esm: { title: "JavaScript, ES modules", modules: "module" },
    "ts-cjs": {
        title: "TypeScript 5.9, CommonJS, own ts-node",
        modules: "commonjs",
        typescript: "5.9",
        tsNode: true,
    },
    "ts-cjs-bare": {
        title: "TypeScript 5.9, CommonJS, no ts-node",
        modules: "commonjs",
        typescript: "5.9",
    },
    "ts-esm": {
        title: "TypeScript 5.9, ES modules, own ts-node",
        modules: "module",
        typescript: "5.9",
        tsNode: true,
    },
    "ts7-cjs": {
        title: "TypeScript 7, CommonJS, compiled before",
        modules: "commonjs",
        typescript: "7",
        build: "tsc",
    },
    "ts7-esm": {
        title: "TypeScript 7, ES modules, compiled before",
        modules: "module",
        typescript: "7",
        build: "tsc",
    },
    bundle: { title: "TypeScript, bundled by esbuild", modules: "commonjs", build: "esbuild" },
});

const AXES = /** @type {const} */ ({
    node: ["20", "22", "24", "26"],
    sdk: ["3.216.0", "3.248.0", "newest"],
    manager: ["npm", "pnpm", "yarn", "bun"],
    program: /** @type {ProgramName[]} */ (Object.keys(PROGRAMS)),
});

/** @type {(keyof typeof AXES)[]} */
const NAMES = ["node", "sdk", "manager", "program"];

/** The oldest that the package supports, and the newest of everything: `npm test` tries these two. */
export const ENDS = /** @satisfies {Record<string, Cell>} */ ({
    oldest: { node: "20", sdk: "3.216.0", manager: "npm", program: "cjs", engine: "pinned" },
    newest: { node: "26", sdk: "newest", manager: "pnpm", program: "ts-esm", engine: "pinned" },
});

/**
 * Whether a pair is one that anybody can have.
 * @param {Pick<Cell, "node" | "sdk">} cell
 */
function isSensible({ node, sdk }) {
    // From 3.249.0 on the SDK wants Node 22.
    return !(node === "20" && sdk === "newest");
}

/**
 * So few cells that every value of an axis meets every value of each other axis in one of them, if it can.
 * @param {boolean} hasNewerEngine whether there is a newer engine than the pinned one
 * @returns {Cell[]}
 */
export function pairwise(hasNewerEngine) {
    const all = everyCell();
    const missing = new Set(all.flatMap(pairsOf));
    /** @type {Cell[]} */
    const chosen = [];
    const take = (/** @type {Cell} */ cell) => {
        chosen.push(cell);
        for (const pair of pairsOf(cell)) {
            missing.delete(pair);
        }
    };
    Object.values(ENDS).forEach(take);
    while (missing.size > 0) {
        const gain = (/** @type {Cell} */ cell) => pairsOf(cell).filter((pair) => missing.has(pair)).length;
        take(all.reduce((best, cell) => (gain(cell) > gain(best) ? cell : best)));
    }
    return hasNewerEngine
        ? chosen.map((cell, index) => ({ ...cell, engine: index % 2 === 0 ? "pinned" : "newest" }))
        : chosen;
}

/** @returns {Cell[]} */
function everyCell() {
    return AXES.node
        .flatMap((node) => AXES.sdk.map((sdk) => ({ node, sdk })))
        .filter(isSensible)
        .flatMap((cell) => AXES.manager.map((manager) => ({ ...cell, manager })))
        .flatMap((cell) =>
            AXES.program.map((program) => ({ ...cell, program, engine: /** @type {const} */ ("pinned") })),
        );
}

/**
 * @param {Cell} cell
 * @returns {string[]}
 */
function pairsOf(cell) {
    return NAMES.flatMap((name, index) =>
        NAMES.slice(index + 1).map((other) => `${name} ${cell[name]}, ${other} ${cell[other]}`),
    );
}

/** @param {Cell} cell */
export function titleOf({ node, sdk, manager, program, engine }) {
    const parts = [`Node ${node}`, `SDK ${sdk}`, manager, PROGRAMS[program].title];
    return [...parts, ...(engine === "newest" ? ["newest engine"] : [])].join(", ");
}
