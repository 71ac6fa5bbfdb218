import type { AdoptedTokenSystem } from "../adopted-token/adopted-token-system";
import { unlessEmpty } from "../environment";
import { ApiTokenError } from "../errors";
import type { VersioTokenInputs } from "./api-token-inputs";
import { DEFAULT_SERVER_URL, HOSTED_TRAITS, TOKENS_IN_UI } from "./settings";

/** What Versio.io has of its own. */
export const versioTokenSystem: AdoptedTokenSystem<VersioTokenInputs> = {
    inputs: ["name", "environment", "serverUrl", "permissions"],
    askedWith: ["environment", "serverUrl"],
    facts: [],
    newTokensTakeAMoment: false,
    replacedBy: [],
    tokensInUi: TOKENS_IN_UI,

    resolve(news, olds, plugin) {
        const serverUrl =
            news.serverUrl ??
            plugin.setting("versio:url") ??
            olds?.serverUrl ??
            unlessEmpty(plugin.environment.VERSIO_URL) ??
            DEFAULT_SERVER_URL;
        const environment =
            news.environment ??
            plugin.setting("versio:environment") ??
            olds?.environment ??
            unlessEmpty(plugin.environment.VERSIO_ENVIRONMENT);
        if (environment === undefined) {
            const message =
                "no environment. Give the argument `environment`, run `pulumi config set versio:environment <id>`, or set VERSIO_ENVIRONMENT";
            throw new ApiTokenError("ERR_INPUT", message);
        }
        requireToken(news.token);
        return { ...news, serverUrl: withoutSlash(serverUrl), environment };
    },

    async findInputProblems(inputs) {
        const { findInputProblems } = await import("./api-token-inputs.js");
        return findInputProblems(inputs);
    },

    idOf: ({ environment = "", name }) => `${environment}/${name}`,

    async check({ serverUrl = DEFAULT_SERVER_URL, environment = "" }, { token }, plugin) {
        const [{ VersioClient }, tools] = await Promise.all([
            import("./client.js"),
            plugin.httpTools(serverUrl, serverUrl === DEFAULT_SERVER_URL ? HOSTED_TRAITS : {}),
        ]);
        await new VersioClient(serverUrl, tools).readEnvironment(environment, token);
        return {};
    },

    unchecked: () => ({}),

    derive: ({ token }) => ({
        authorization: `apiToken ${token}`,
        query: `apiToken=${encodeURIComponent(token)}`,
    }),
};

function requireToken(token: string | undefined): void {
    if (token === undefined) {
        const message =
            "no token. Give the argument `token`, run `pulumi config set --secret versio:apiToken`, or set VERSIO_APITOKEN";
        throw new ApiTokenError("ERR_NO_TOKEN", message);
    }
}

function withoutSlash(url: string): string {
    return typeof url === "string" ? url.replace(/\/+$/, "") : url;
}
