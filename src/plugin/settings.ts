/** The name of the package as programs of other languages know it: the namespace of its types and of its config. */
export const PACKAGE = "api-tokens";

/**
 * The provider's settings, by the keys that the stack's config has for dynamic resources: of a stack's config the engine
 * hands a provider nothing but what stands under its own name.
 */
const KEYS: Readonly<Record<string, string>> = {
    "thousandeyes:apiEndpoint":
        "The address of the ThousandEyes API with `/v7`. Default: `TE_API_ENDPOINT` in the environment, then `https://api.thousandeyes.com/v7`.",
    "thousandeyes:token":
        "The token of look-ups and imports at ThousandEyes. Default: `TE_TOKEN` in the environment.",
    "versio:url":
        "The address of the Versio.io server. Default: `VERSIO_URL` in the environment, then `https://live.versio.io`.",
    "versio:environment":
        "The id of the Versio.io environment. Default: `VERSIO_ENVIRONMENT` in the environment.",
    "versio:apiToken": "The Versio.io token. Default: `VERSIO_APITOKEN` in the environment.",
    "cutover:baseUrl": "The address of the Cutover instance. Default: `CUTOVER_BASE_URL` in the environment.",
    "cutover:apiToken": "The Cutover user app token. Default: `CUTOVER_API_TOKEN` in the environment.",
    "pulumi-api-tokens:journal":
        "Where new tokens are kept until they are in a saved state: an absolute path, an address in S3 or PostgreSQL, or `backend`. Default: `PULUMI_API_TOKENS_JOURNAL` in the environment, then `api-tokens` in Pulumi's own folder.",
    "pulumi-api-tokens:connectTimeout":
        "How long a connection may take to stand, such as `10s` (the default).",
    "pulumi-api-tokens:headersTimeout": "How long an answer may take to begin, such as `30s` (the default).",
    "pulumi-api-tokens:bodyTimeout":
        "How long may pass between two pieces of an answer, such as `30s` (the default).",
    "pulumi-api-tokens:totalTimeout": "How long one request may take in all, such as `60s` (the default).",
    "pulumi-api-tokens:retryBudget":
        "How long a request that changes nothing is tried again, such as `10s` (the default).",
    "pulumi-api-tokens:rateLimitWait": "The longest pause for a rate limit, such as `2m` (the default).",
    "pulumi-api-tokens:refusalMemory":
        "For how long a token that was refused is not sent again, such as `10m` (the default).",
};

const NAMES: ReadonlyMap<string, string> = new Map(Object.keys(KEYS).map((key) => [key, nameOf(key)]));

/** What each setting is. */
export const DESCRIPTIONS: ReadonlyMap<string, string> = new Map(
    Object.entries(KEYS).map(([key, text]) => [nameOf(key), text]),
);

/** The names of all settings. */
export const SETTINGS: readonly string[] = [...NAMES.values()];

/** The settings that are tokens. */
export const SECRET_SETTINGS: readonly string[] = SETTINGS.filter((name) => name.endsWith("Token"));

/** Gives the settings that the engine sends by the keys that the rest of this package asks for. */
export function settingsOf(values: Readonly<Record<string, unknown>>) {
    return {
        get(key: string): string | undefined {
            const value = values[NAMES.get(key) ?? ""];
            return typeof value === "string" ? value : undefined;
        },
    };
}

/** A text in which keys of the stack's config are named as this provider has them. */
export function inOwnWords(text: string): string {
    return text.replace(/\b[a-z-]+:[a-zA-Z]+\b/g, (key) => {
        const name = NAMES.get(key);
        return name === undefined ? key : `${PACKAGE}:${name}`;
    });
}

/** `thousandeyes:apiEndpoint` is `thousandeyesApiEndpoint`; what is no system's stands alone. */
function nameOf(key: string): string {
    const [namespace = "", name = ""] = key.split(":");
    return namespace === "pulumi-api-tokens"
        ? name
        : namespace + name.charAt(0).toUpperCase() + name.slice(1);
}
