import { ApiTokenError } from "../../base/errors";
import type { Transport } from "../../http/json-api";
import type { RotatingTokenInputs } from "../../rotating-token/inputs";
import type { RotatingTokenOutputs } from "../../rotating-token/state";
import type { RotatingTokenSystem } from "../../rotating-token/system";
import type { ThousandEyesClient } from "./client";
import {
    ENDPOINT,
    OVERLAP,
    resolveEndpoint,
    SERVER_TRAITS,
    TOKEN,
    TOKEN_LIFETIME,
    TOKENS_IN_UI,
    WAY_BACK,
} from "./settings";

/** What ThousandEyes has of its own in inputs and outputs. */
interface OwnProperties {
    /** Filled in by `resolve`. */
    readonly apiEndpoint?: string;
    readonly userId?: string;
}

const own = (properties: RotatingTokenInputs | RotatingTokenOutputs) => properties as OwnProperties;

/** What ThousandEyes has of its own. */
export const apiTokenSystem: RotatingTokenSystem = {
    name: "thousandeyes",
    lifetime: TOKEN_LIFETIME,
    overlap: OVERLAP,
    tokensInUi: TOKENS_IN_UI,
    tokenSetting: TOKEN,
    wayBack: WAY_BACK,
    traits: SERVER_TRAITS,
    inputs: [ENDPOINT.argument],

    resolve(news, olds, host) {
        const apiEndpoint = resolveEndpoint({
            argument: own(news).apiEndpoint,
            config: (key) => host.setting(key),
            recorded: own(olds ?? {}).apiEndpoint,
            environment: host.environment,
        });
        return { ...news, apiEndpoint };
    },

    async findInputProblems(inputs) {
        const { findInputProblems } = await import("./api-token-inputs.js");
        return findInputProblems(inputs);
    },

    endpointOf(properties) {
        const { apiEndpoint } = own(properties);
        if (apiEndpoint === undefined) {
            throw new ApiTokenError("ERR_INTERNAL", "there is no endpoint: check did not run");
        }
        return apiEndpoint;
    },

    ownerOf: (outputs) => own(outputs).userId ?? "",

    describeOwner: (id) => `user ${id}`,

    async verify(outputs, transport, fresh) {
        const client = await clientFor(this.endpointOf(outputs), transport);
        const { uid = this.ownerOf(outputs), loginAccountGroup } = await client.currentUser(outputs.token, {
            fresh,
        });
        if (uid === "") {
            const message =
                "GET /users/current answered without a uid: the token has no owner to be kept under";
            throw new ApiTokenError("ERR_RESPONSE", message);
        }
        const { aid } = loginAccountGroup ?? {};
        return { userId: uid, ...(aid === undefined ? {} : { loginAccountGroupId: aid }) };
    },

    async requestNewToken(endpoint, token, transport) {
        return (await clientFor(endpoint, transport)).regenerateToken(token);
    },
};

async function clientFor(endpoint: string, transport: Transport): Promise<ThousandEyesClient> {
    const { ThousandEyesClient } = await import("./client.js");
    return new ThousandEyesClient(endpoint, transport);
}
