import { missingSetting, type Setting, withoutTrailingSlash } from "../../base/setting";

/** How an instance's address looks. Source: the vendor's API documentation. */
export const EXAMPLE_BASE_URL = "https://api.example.cutover.com";

export const BASE_URL: Setting = {
    argument: "baseUrl",
    config: "cutover:baseUrl",
    variable: "CUTOVER_BASE_URL",
};

export const TOKEN: Setting = {
    argument: "token",
    config: "cutover:apiToken",
    variable: "CUTOVER_API_TOKEN",
};

export const NO_ADDRESS = missingSetting(BASE_URL, "address", "https://api.<instance>.cutover.com");

/** Where a person makes and revokes tokens. Source: "API authentication" in the vendor's documentation. */
export const TOKENS_IN_UI = "Access Management > the user > User App Tokens";

/** A user app token: 48 hexadecimal characters. Source: "API authentication" in the vendor's documentation. */
const USER_APP_TOKEN = /^[0-9a-f]{48}$/i;

/** Says what is wrong with a user app token, never showing it, or nothing when it can be sent. */
export function userAppTokenProblem(token: string): string | undefined {
    return USER_APP_TOKEN.test(token)
        ? undefined
        : `is no user app token: it must be 48 hexadecimal characters, and has ${token.length} characters. Paste it again; the UI shows it once, when it is made`;
}

/** An instance's address as this package keeps it: all paths of the API begin with `/core`, whether it was given or not. */
export function withoutCore(baseUrl: string): string {
    const address = withoutTrailingSlash(baseUrl);
    return typeof address === "string" ? address.replace(/\/core$/, "") : address;
}
