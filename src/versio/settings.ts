/** The hosted service. Source: "API" in the vendor's documentation. */
export const DEFAULT_SERVER_URL = "https://live.versio.io";

/** Where a person makes, deactivates and deletes tokens. Source: "API authentication" in the vendor's documentation. */
export const TOKENS_IN_UI = "Environment settings > Access management > API token";

/** The hosted service takes 50 requests a minute; a server of one's own takes any number. Source: the vendor's documentation. */
export const HOSTED_TRAITS = { requestsAMinute: 50 } as const;
