// @ts-check
import base, { jestOn } from "./stryker.config.mjs";

/** The code that decides about requests and words what came of them, and its tests, none of which sends anything. */
export default {
    ...base,
    mutate: [
        "src/http/{answer-words,errors,http-options,loopback,pacing,parse-json}.ts",
        "src/http/{rate-limit,refusals,request-settings,retries}.ts",
        "src/redaction.ts",
    ],
    jest: jestOn([
        "<rootDir>/test/unit/http/*.test.ts",
        "<rootDir>/test/unit/redaction.test.ts",
        "<rootDir>/test/unit/thousandeyes/settings.test.ts",
        "<rootDir>/test/unit/adopted-token/adopted-token-inputs.test.ts",
    ]),
};
