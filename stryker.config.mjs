// @ts-check
import jestConfig from "./jest.config.mjs";

/** The code that decides about tokens, issues and keeps them, and the tests of it. */
const MUTATED = [
    "src/decision/*.ts",
    "src/journal/*.ts",
    "src/journal/stores/{folder,remote}.ts",
    "src/rotating-token/*.ts",
    "src/systems/thousandeyes/token-answer.ts",
    // What only a process of its own shows is tested with built code.
    "!src/rotating-token/{issuer,input-shape}.ts",
    "!src/journal/process-identity.ts",
];
const TESTS = [
    "<rootDir>/test/unit/{decision,journal,rotating-token}/**/*.test.ts",
    "<rootDir>/test/unit/systems/thousandeyes/token-answer*.test.ts",
];
/** They run built code, which holds no mutant. */
const TESTS_OF_BUILT_CODE = ["/journal-processes\\.test\\.ts$"];

const projects = /** @type {Record<string, unknown>[]} */ (jestConfig.projects ?? []);
const unit = projects.find(({ displayName }) => displayName === "unit");

/** @param {string[]} tests */
export const jestOn = (tests) => ({
    projectType: "custom",
    config: {
        ...unit,
        projects: [],
        setupFiles: ["<rootDir>/test/support/first-failure.ts"],
        testMatch: tests,
        testPathIgnorePatterns: ["/node_modules/", ...TESTS_OF_BUILT_CODE],
    },
});

/** @type {import("@stryker-mutator/api/core").PartialStrykerOptions} */
export default {
    mutate: MUTATED,
    testRunner: "jest",
    jest: jestOn(TESTS),
    coverageAnalysis: "perTest",
    concurrency: 2,
    reporters: ["clear-text", "progress"],
    clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
    thresholds: { high: 95, low: 90, break: 90 },
    tempDirName: ".stryker-tmp",
    ignorePatterns: ["coverage", "dist", ".world", "engine", "examples", "scripts", "simulator"],
};
