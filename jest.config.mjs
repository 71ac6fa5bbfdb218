// @ts-check
const shared = {
    testEnvironment: "node",
    transform: {
        "^.+\\.ts$": [
            "@swc/jest",
            {
                jsc: { parser: { syntax: "typescript" }, target: "es2022" },
                module: { type: "commonjs" },
                sourceMaps: "inline",
            },
        ],
    },
    // TypeScript's node16 module rules want ".js" in a dynamic import; the tests run the ".ts" beside it.
    moduleNameMapper: { "^(\\.{1,2}/.*)\\.js$": "$1" },
    modulePathIgnorePatterns: ["<rootDir>/dist", "<rootDir>/build", "<rootDir>/.world", "<rootDir>/examples"],
};

/**
 * @param {string} level
 * @param {string} [folder] where its tests are
 */
const project = (level, folder = level) => ({
    ...shared,
    displayName: level,
    testMatch: [`<rootDir>/test/${folder}/**/*.test.ts`],
});

/** @type {import("jest").Config} */
export default {
    coverageProvider: "v8",
    collectCoverageFrom: ["src/**/*.ts"],
    coverageDirectory: "coverage",
    // A busy machine is slow, not wrong.
    testTimeout: 30_000,
    // Runs of Pulumi wait about half of their time: three of them keep two cores busy.
    maxWorkers: 3,
    testSequencer: "<rootDir>/test/support/slowest-first.cjs",
    projects: [
        ...["unit", "contract", "plugin", "engine", "crash", "packaging", "world"].map((level) =>
            project(level),
        ),
        project("faults", "http-faults"),
    ],
};
