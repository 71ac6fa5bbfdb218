// @ts-check
import { defineConfig } from "eslint/config";
import js from "@eslint/js";
import tseslint from "typescript-eslint";

/**
 * The rooms of `src`, and those below that each may import. What is not named here is forbidden, and so are the other
 * systems: see "Where things are" in CONTRIBUTING.md.
 * @type {Record<string, string[]>}
 */
const ROOMS = {
    base: [],
    http: ["base"],
    journal: ["base", "http"],
    decision: ["base", "journal"],
    inputs: ["base", "http"],
    pulumi: ["base", "http", "inputs", "journal"],
    "rotating-token": ["base", "http", "journal", "decision", "inputs", "pulumi"],
    "adopted-token": ["base", "http", "decision", "inputs", "pulumi"],
    plugin: ["base", "pulumi", "systems/look-ups", "systems/token-resources"],
    "systems/thousandeyes": ["base", "http", "inputs", "pulumi", "rotating-token"],
    "systems/versio": ["base", "http", "inputs", "pulumi", "adopted-token"],
    "systems/cutover": ["base", "http", "inputs", "pulumi", "adopted-token"],
    cli: [
        ...["base", "http", "journal", "decision", "inputs", "rotating-token", "adopted-token"],
        ...["systems/thousandeyes", "systems/versio", "systems/cutover"],
    ],
};

/** The one room that works with each of these packages, besides types. */
const PACKAGES = { undici: "http", "@pulumi/pulumi": "pulumi" };

/** @param {string} room */
function directionsOf(room) {
    const rooms = [...Object.keys(ROOMS), "systems/registry", "systems/look-ups", "systems/token-resources"];
    const forbidden = rooms.filter((other) => other !== room && !ROOMS[room]?.includes(other));
    const group = forbidden.flatMap((other) => [`**/${other}`, `**/${other}/**`]);
    // A resource is a class of Pulumi's, and so are the outputs of a look-up. The command rotates through the Automation API.
    const isOfPulumi = room.startsWith("systems/") || ["adopted-token", "plugin", "cli"].includes(room);
    const packages = Object.entries(PACKAGES)
        .filter(([name, owner]) => owner !== room && !(name === "@pulumi/pulumi" && isOfPulumi))
        .map(([name]) => name);
    // Its parts lie in a folder of the name of a room.
    const allowed = isOfPulumi ? ["!@pulumi/pulumi", "!@pulumi/pulumi/**"] : [];
    const message = `${room} may not know this: see "Where things are" in CONTRIBUTING.md`;
    /** @type {import("eslint").Linter.RulesRecord} */
    const rules = {
        "@typescript-eslint/no-restricted-imports": [
            "error",
            { patterns: [{ group: [...group, ...packages, "**/issuer-process", ...allowed], message }] },
        ],
    };
    return { files: [`src/${room}/**`], rules };
}

export default defineConfig(
    {
        ignores: [
            "**/dist/",
            "build/",
            ".world/",
            "**/node_modules/",
            "coverage/",
            ".stryker-tmp/",
            "reports/",
        ],
    },
    js.configs.recommended,
    tseslint.configs.strictTypeChecked,
    tseslint.configs.stylisticTypeChecked,
    {
        languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
        rules: {
            "@typescript-eslint/consistent-type-imports": "error",
            "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
            // A name of underscores is what a rest pattern leaves out.
            "@typescript-eslint/no-unused-vars": ["error", { varsIgnorePattern: "^_+$" }],
            "max-lines": ["error", { max: 250, skipBlankLines: true, skipComments: true }],
            "max-lines-per-function": ["error", { max: 60, skipBlankLines: true, skipComments: true }],
            "no-console": "error",
        },
    },
    ...Object.keys(ROOMS).map(directionsOf),
    {
        // Programs for a terminal write to it, and a test file is as long as its list of cases.
        files: [
            "scripts/**",
            "bench/**",
            "compat/**",
            "engine/**",
            "postgres/**",
            "object-store/**",
            "examples/**",
            "simulator/src/cli.ts",
            "test/**",
        ],
        rules: { "no-console": "off" },
    },
    { files: ["test/**"], rules: { "max-lines-per-function": "off" } },
    {
        // Node's own runner waits for its tests, whether or not their promises are awaited.
        files: ["examples/**/*.test.ts"],
        rules: {
            "@typescript-eslint/no-floating-promises": [
                "error",
                { allowForKnownSafeCalls: [{ from: "package", name: "test", package: "node:test" }] },
            ],
        },
    },
    {
        // TypeScript checks these as well: it knows Node's globals and reads the casts in comments, which the rules do not.
        files: ["**/*.{js,cjs,mjs}"],
        rules: {
            "no-undef": "off",
            "@typescript-eslint/no-require-imports": "off",
            "@typescript-eslint/no-unsafe-assignment": "off",
            "@typescript-eslint/no-unsafe-return": "off",
            "@typescript-eslint/restrict-plus-operands": "off",
        },
    },
);
