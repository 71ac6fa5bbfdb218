import { DAY } from "../../base/duration";
import { resolveSetting, type Setting, type SettingSources, withoutTrailingSlash } from "../../base/setting";

/** The API of the vendor's cloud. Source: the `servers` entry of the ThousandEyes v7 OpenAPI documents. */
export const DEFAULT_ENDPOINT = "https://api.thousandeyes.com/v7";

export const ENDPOINT: Setting = {
    argument: "apiEndpoint",
    config: "thousandeyes:apiEndpoint",
    variable: "TE_API_ENDPOINT",
    byDefault: DEFAULT_ENDPOINT,
};

/** Of the look-ups: a resource has a token of its own. */
export const TOKEN: Setting = { argument: "token", config: "thousandeyes:token", variable: "TE_TOKEN" };

/** 120 refusals in an hour block an address. Source: "Source IP block" and "Rate limits" in the ThousandEyes API v7 documents. */
export const SERVER_TRAITS = { blocksAddresses: true, rateLimit: "the organisation's rate limit" } as const;

/** How long a regenerated token lives: 2 years. Source: the description of `regenerateApiToken`, API v7. */
export const TOKEN_LIFETIME = 730 * DAY;

/** How long the previous token lives on at most: 14 days. Source: the description of `regenerateApiToken`, API v7. */
export const OVERLAP = 14 * DAY;

/** Where a person creates and revokes tokens. Source: "Authentication" in the vendor's documentation. */
export const TOKENS_IN_UI = "Account Settings > Users and Roles > Profile > User API Tokens";

/** What to do once no request can help any more. */
export const WAY_BACK = `Revoke what is left and create a new token in the UI (${TOKENS_IN_UI}), and set it as bootstrapToken`;

/** The API's address. */
export function resolveEndpoint(sources: SettingSources): string {
    return withoutTrailingSlash(resolveSetting(ENDPOINT, sources) ?? DEFAULT_ENDPOINT);
}
