// @ts-check
import base, { jestOn } from "./stryker.config.mjs";

/** The code that decides about requests and words what came of them, and its tests, none of which sends anything. */
export default {
    ...base,
    mutate: [
        "src/http/{answer-description,content,errors,http-options,loopback,pacing,proxy-environment}.ts",
        "src/http/{rate-limit,refusals,request-settings,retries,server-time,wire}.ts",
        "src/base/*.ts",
    ],
    jest: jestOn([
        "<rootDir>/test/unit/http/*.test.ts",
        "<rootDir>/test/unit/base/*.test.ts",
        "<rootDir>/test/unit/systems/thousandeyes/settings.test.ts",
        "<rootDir>/test/unit/adopted-token/inputs.test.ts",
    ]),
};
