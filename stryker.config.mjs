// @ts-check
import jestConfig from "./jest.config.mjs";

/** The code that decides about tokens and keeps them, and the tests of it. */
const MUTATED = [
    "src/lifecycle/{rotation,rotation-causes}.ts",
    "src/lifecycle/{journal,journal-entry,journal-location,sealing,synced-files}.ts",
    "src/thousandeyes/{token-answer,issue-successor}.ts",
];
const TESTS = [
    "<rootDir>/test/unit/lifecycle/{rotation,journal,sealing,synced-files}*.test.ts",
    "<rootDir>/test/unit/thousandeyes/{token-answer,issue-successor}*.test.ts",
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
    ignorePatterns: ["coverage", "dist", "engine", "examples", "scripts", "simulator"],
};
