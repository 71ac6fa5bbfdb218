import { unlessEmpty } from "../environment";

/** The API of the vendor's cloud. Source: the `servers` entry of the ThousandEyes v7 OpenAPI documents. */
export const DEFAULT_ENDPOINT = "https://api.thousandeyes.com/v7";

/** 120 refusals in an hour block an address. Source: "Source IP block" and "Rate limits" in the ThousandEyes API v7 documents. */
export const SERVER_TRAITS = { blocksAddresses: true, rateLimit: "the organisation's rate limit" } as const;

/** Where the API's address may come from, the strongest first. */
export interface EndpointSources {
    /** The argument of the resource or of the data source. */
    readonly argument?: string | undefined;
    /** Stack config `thousandeyes:apiEndpoint`. */
    readonly config?: string | undefined;
    /** What an earlier run resolved: another machine's environment must not send a token elsewhere. */
    readonly recorded?: string | undefined;
    readonly environment: NodeJS.ProcessEnv;
}

/** Resolves the API's address. Without a trailing slash, so that two ways of writing it are one. */
export function resolveEndpoint(sources: EndpointSources): string {
    const endpoint =
        sources.argument ??
        sources.config ??
        sources.recorded ??
        unlessEmpty(sources.environment.TE_API_ENDPOINT) ??
        DEFAULT_ENDPOINT;
    return endpoint.replace(/\/+$/, "");
}
