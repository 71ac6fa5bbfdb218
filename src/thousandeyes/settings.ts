import { unlessEmpty } from "../environment";
import { isLoopback } from "../http/loopback";

/** The API of the vendor's cloud. Source: the `servers` entry of the ThousandEyes v7 OpenAPI documents. */
export const DEFAULT_ENDPOINT = "https://api.thousandeyes.com/v7";

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

/** Says what is wrong with an address that a token would be sent to, or nothing when it will do. */
export function endpointProblem(endpoint: string): string | undefined {
    if (!URL.canParse(endpoint)) {
        return `the API endpoint is not a URL. Write one such as ${DEFAULT_ENDPOINT}`;
    }
    const url = new URL(endpoint);
    if (url.username !== "" || url.password !== "" || /[?#\s]/.test(endpoint)) {
        return `the API endpoint must be an address alone, without user, password, query or fragment, such as ${DEFAULT_ENDPOINT}`;
    }
    if (url.protocol === "https:" || (url.protocol === "http:" && isLoopback(url.hostname))) {
        return undefined;
    }
    return `the API endpoint ${endpoint} would carry the token in clear. Use https:// (http:// is allowed to loopback only)`;
}

/** Says what is wrong with a token, never showing it, or nothing when it can be sent. */
export function tokenProblem(token: string): string | undefined {
    if (token === "") {
        return "is empty. Paste the token that the UI showed when it was created";
    }
    if (/\s/.test(token)) {
        return "has a space or a line break in it. Paste the token alone, in one piece; `pulumi config set --secret` reads it without its line break when it is given as an argument";
    }
    return /^[\x21-\x7e]+$/.test(token)
        ? undefined
        : "has characters that no token has. Paste it again from the UI";
}
