// @ts-check
import base, { jestOn } from "./stryker.config.mjs";

/** The code that talks to a server, and the tests in which it does so: each starts one, which takes its time. */
export default {
    ...base,
    mutate: [
        "src/http/{http-client,exchange,connecting,fresh-token,json-api}.ts",
        "src/http/{own-words,recording,transport,unless-aborted,ways}.ts",
    ],
    jest: jestOn([
        "<rootDir>/test/contract/client{,-answers,-certificates,-connections,-faults,-limits,-proxy,-recording,-recording-waits,-transport}.test.ts",
        "<rootDir>/test/unit/http/*.test.ts",
    ]),
};
