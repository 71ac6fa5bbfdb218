// @ts-check
import { defineConfig } from "eslint/config";
import js from "@eslint/js";
import tseslint from "typescript-eslint";

const SYSTEMS = ["adopted-token", "thousandeyes", "versio", "cutover"];

/**
 * The three rooms below the systems know neither each other nor a system.
 * @param {string} folder
 * @param {string[]} rooms
 * @param {string[]} packages
 */
function isolated(folder, rooms, packages) {
    const group = [...rooms.map((room) => `../${room}/*`), ...packages];
    const message = `${folder} stands alone: see "Where things are" in CONTRIBUTING.md`;
    /** @type {import("eslint").Linter.RulesRecord} */
    const rules = {
        "@typescript-eslint/no-restricted-imports": ["error", { patterns: [{ group, message }] }],
    };
    return { files: [`${folder}/**`], rules };
}

export default defineConfig(
    { ignores: ["**/dist/", "**/node_modules/", "coverage/", ".stryker-tmp/", "reports/"] },
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
    isolated("src/lifecycle", ["http", "pulumi", ...SYSTEMS], ["@pulumi/pulumi", "undici"]),
    isolated("src/http", ["lifecycle", "pulumi", ...SYSTEMS], ["@pulumi/pulumi"]),
    isolated("src/pulumi", ["lifecycle", "http", ...SYSTEMS], ["undici"]),
    isolated("src/adopted-token", ["thousandeyes", "versio", "cutover"], ["undici"]),
    isolated("src/thousandeyes", ["adopted-token", "versio", "cutover"], ["undici"]),
    isolated("src/versio", ["thousandeyes", "cutover"], ["undici"]),
    isolated("src/cutover", ["thousandeyes", "versio"], ["undici"]),
    {
        // Programs for a terminal write to it, and a test file is as long as its list of cases.
        files: [
            "scripts/**",
            "bench/**",
            "engine/**",
            "postgres/**",
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
