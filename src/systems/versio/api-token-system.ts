import type { AdoptedTokenSystem } from "../../adopted-token/system";
import { ApiTokenError } from "../../base/errors";
import { missingSetting, resolveSetting, withoutTrailingSlash } from "../../base/setting";
import type { VersioTokenInputs } from "./api-token-inputs";
import { DEFAULT_SERVER_URL, ENVIRONMENT, HOSTED_TRAITS, SERVER_URL, TOKEN, TOKENS_IN_UI } from "./settings";

/** What Versio.io has of its own. */
export const apiTokenSystem: AdoptedTokenSystem<VersioTokenInputs> = {
    inputs: ["name", "environment", "serverUrl", "permissions"],
    askedWith: ["environment", "serverUrl"],
    facts: [],
    otherTokens: [],
    newTokensTakeAMoment: false,
    replacedBy: [],
    tokensInUi: TOKENS_IN_UI,
    tokenSetting: TOKEN,
    idForm: "<environment>/<name>",

    resolve(news, olds, host) {
        const common = { config: (key: string) => host.setting(key), environment: host.environment };
        const serverUrl =
            resolveSetting(SERVER_URL, { ...common, argument: news.serverUrl, recorded: olds?.serverUrl }) ??
            DEFAULT_SERVER_URL;
        const environment = resolveSetting(ENVIRONMENT, {
            ...common,
            argument: news.environment,
            recorded: olds?.environment,
        });
        if (environment === undefined) {
            throw new ApiTokenError("ERR_INPUT", missingSetting(ENVIRONMENT, "environment", "<id>"));
        }
        requireToken(news.token);
        return { ...news, serverUrl: withoutTrailingSlash(serverUrl), environment };
    },

    async findInputProblems(inputs) {
        const { findInputProblems } = await import("./api-token-inputs.js");
        return findInputProblems(inputs);
    },

    idOf: ({ environment = "", name }) => `${environment}/${name}`,

    inputsOf(id) {
        const [, environment, name] = /^([^/]+)\/(.+)$/s.exec(id) ?? [];
        return environment === undefined || name === undefined ? undefined : { environment, name };
    },

    async check({ serverUrl = DEFAULT_SERVER_URL, environment = "" }, { token }, host) {
        const [{ VersioClient }, transport] = await Promise.all([
            import("./client.js"),
            host.transport(serverUrl, serverUrl === DEFAULT_SERVER_URL ? HOSTED_TRAITS : {}),
        ]);
        await new VersioClient(serverUrl, transport).readEnvironment(environment, token);
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
        throw new ApiTokenError("ERR_NO_TOKEN", missingSetting(TOKEN, "token"));
    }
}
