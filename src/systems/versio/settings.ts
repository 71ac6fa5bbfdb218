import type { Setting } from "../../base/setting";

/** The hosted service. Source: "API" in the vendor's documentation. */
export const DEFAULT_SERVER_URL = "https://live.versio.io";

export const SERVER_URL: Setting = {
    argument: "serverUrl",
    config: "versio:url",
    variable: "VERSIO_URL",
    byDefault: DEFAULT_SERVER_URL,
};

export const ENVIRONMENT: Setting = {
    argument: "environment",
    config: "versio:environment",
    variable: "VERSIO_ENVIRONMENT",
};

export const TOKEN: Setting = { argument: "token", config: "versio:apiToken", variable: "VERSIO_APITOKEN" };

/** Where a person makes, deactivates and deletes tokens. Source: "API authentication" in the vendor's documentation. */
export const TOKENS_IN_UI = "Environment settings > Access management > API token";

/** The hosted service takes 50 requests a minute; a server of one's own takes any number. Source: the vendor's documentation. */
export const HOSTED_TRAITS = { requestsAMinute: 50 } as const;
